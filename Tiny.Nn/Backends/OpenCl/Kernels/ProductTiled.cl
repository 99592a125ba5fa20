// The matrix product for GPUs: C[i, j] = Σ_k A[i, k]·B[k, j] + D[i, j], in tiles of local memory and blocks of
// registers.
//
// Operands are read through offsets, as in ProductWide.cl: from tables if TABLES is defined, so that A or B can be the
// patches of an image without a patch matrix in memory; else an index times a stride.
//
// A work group of 16 × 16 work items computes a tile of TILE × TILE results, part g mod parts of the depth, matrix g /
// parts of the batch. The first part adds D, if there is one. A group processes the depth in slabs of SLAB: it copies a
// slab of A and one of B to local memory, and each work item adds their products to its own (TILE / 16)² sums, in
// groups of 4 × 4 that are 64 apart, so that it reads local memory in float4s and uses each element for TILE / 16 sums.
// The next slab is loaded to registers meanwhile. The cost: registers and local memory limit the groups per processor,
// so small products leave some processors idle.

#ifdef TABLES
#define OFFSETS global const int *
#define AT(offsets, index) (offsets)[index]
#else
#define OFFSETS int
#define AT(offsets, index) ((offsets) * (index))
#endif

#define SLAB 16
#define GROUPS (TILE / 64)             // groups of four rows or columns per work item
#define COPIES (TILE * SLAB / 256)     // elements of each operand that a work item copies per slab
#define ROW (TILE + 4)                 // a row in local memory, padded so that columns are in different banks

// The element of the slab that work item `item` copies: neighbouring items follow the axis that is contiguous in
// memory.
#define ELEMENT(alongDepth, item, index, k)                            \
    int index = (alongDepth) ? (item) / SLAB : (item) % TILE;          \
    int k = (alongDepth) ? (item) % SLAB : (item) / TILE

kernel __attribute__((reqd_work_group_size(16, 16, 1)))
void product(int rows, int columns, int depth, int parts, int partDepth, int alongA, int alongB,
    global const float *a, int batchA, OFFSETS rowA, OFFSETS depthA,
    global const float *b, int startB, int batchB, OFFSETS depthB, OFFSETS columnB,
    global const float *d, int batchD, int rowD, int columnD,
    global float *c, int batchC, int partC, OFFSETS rowC, OFFSETS columnC)
{
    local float slabA[SLAB * ROW], slabB[SLAB * ROW];
    int lx = get_local_id(0), ly = get_local_id(1), me = ly * 16 + lx;
    int left = get_group_id(0) * TILE, top = get_group_id(1) * TILE;
    int part = get_global_id(2) % parts, matrix = get_global_id(2) / parts;
    int begin = part * partDepth, end = begin + min(partDepth, depth - begin);
    a += matrix * batchA;
    b += startB + matrix * batchB;
    c += matrix * batchC + part * partC;

    float nextA[COPIES], nextB[COPIES];
    float4 sum[GROUPS * 4][GROUPS];
    for (int r = 0; r < GROUPS * 4; r++)
        for (int q = 0; q < GROUPS; q++) sum[r][q] = 0.0f;

    for (int first = begin; first < end + SLAB; first += SLAB)
    {
        // Load slab `first` to registers while the previous one is processed below; elements beyond an edge are 0.
        #pragma unroll
        for (int n = 0; n < COPIES; n++)
        {
            ELEMENT(alongA, me + n * 256, i, kA);
            ELEMENT(alongB, me + n * 256, j, kB);
            nextA[n] = top + i < rows && first + kA < end ? a[AT(rowA, top + i) + AT(depthA, first + kA)] : 0.0f;
            nextB[n] = left + j < columns && first + kB < end ? b[AT(depthB, first + kB) + AT(columnB, left + j)] : 0.0f;
        }
        if (first > begin)
            for (int k = 0; k < SLAB; k++)
            {
                float4 across[GROUPS];
                #pragma unroll
                for (int q = 0; q < GROUPS; q++) across[q] = vload4(0, slabB + k * ROW + q * 64 + lx * 4);
                #pragma unroll
                for (int g = 0; g < GROUPS; g++)
                {
                    float4 down = vload4(0, slabA + k * ROW + g * 64 + ly * 4);
                    #pragma unroll
                    for (int q = 0; q < GROUPS; q++)
                    {
                        sum[g * 4 + 0][q] = fma((float4)(down.x), across[q], sum[g * 4 + 0][q]);
                        sum[g * 4 + 1][q] = fma((float4)(down.y), across[q], sum[g * 4 + 1][q]);
                        sum[g * 4 + 2][q] = fma((float4)(down.z), across[q], sum[g * 4 + 2][q]);
                        sum[g * 4 + 3][q] = fma((float4)(down.w), across[q], sum[g * 4 + 3][q]);
                    }
                }
            }
        barrier(CLK_LOCAL_MEM_FENCE);
        #pragma unroll
        for (int n = 0; n < COPIES; n++)
        {
            ELEMENT(alongA, me + n * 256, i, kA);
            ELEMENT(alongB, me + n * 256, j, kB);
            slabA[kA * ROW + i] = nextA[n];
            slabB[kB * ROW + j] = nextB[n];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }

    for (int r = 0; r < GROUPS * 4; r++)
    {
        int i = top + r / 4 * 64 + ly * 4 + r % 4;
        if (i >= rows) continue;
        global float *results = c + AT(rowC, i);
        global const float *bias = part == 0 && d ? d + matrix * batchD + i * rowD : 0;
        for (int q = 0; q < GROUPS; q++)
        {
            float lanes[4];
            vstore4(sum[r][q], 0, lanes);
            for (int l = 0; l < 4; l++)
            {
                int j = left + q * 64 + lx * 4 + l;
                if (j < columns) results[AT(columnC, j)] = bias ? lanes[l] + bias[j * columnD] : lanes[l];
            }
        }
    }
}
