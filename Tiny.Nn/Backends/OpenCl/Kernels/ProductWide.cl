// The matrix product for CPUs: C[i, j] = Σ_k A[i, k]·B[k, j] + D[i, j], in vector registers and without local memory.
//
// Operands are read through offsets: A[i, k] is a[rowA(i) + depthA(k)], B[k, j] is b[depthB(k) + columnB(j)], and C[i,
// j] is c[rowC(i) + columnC(j)]. If TABLES is defined, the offsets are table entries, and A or B can be the patches of
// an image without a patch matrix in memory: a patch element's offset is that of the window plus that of the tap.
// Otherwise an offset is the index times a stride. D, if there is one, is broadcast along rows or columns by a stride
// of 0.
//
// Work item (J, I, g) computes 16 columns from 16·J of `height` rows from I·height, of part g mod parts of the depth
// and matrix g / parts of the batch. It packs a panel of B, DEPTH × 16 elements, into private memory in the order of
// the inner loop, and then processes ROWS rows at a time: ROWS × 16 sums stay in registers, and each element of A is
// used for 16 of them. The cost: every work item packs its own panel, and the last rows and columns are computed at
// full size.

#ifdef TABLES
#define OFFSETS global const int *
#define AT(offsets, index) (offsets)[index]
#else
#define OFFSETS int
#define AT(offsets, index) ((offsets) * (index))
#endif

#define DEPTH 256

// panel[k] = 16 columns of row k of B. Columns that are contiguous in memory are copied by sixteen or by eight.
void pack(float16 *panel, global const float *b, OFFSETS depthB, int first, int count, const int *column)
{
    int contiguous = 1;
    while (contiguous < 16 && column[contiguous] == column[0] + contiguous) contiguous++;
    int secondHalf = contiguous >= 8;
    for (int l = 9; l < 16; l++) secondHalf &= column[l] == column[8] + l - 8;
    if (contiguous == 16)
        for (int k = 0; k < count; k++) panel[k] = vload16(0, b + AT(depthB, first + k) + column[0]);
    else if (secondHalf)
        for (int k = 0; k < count; k++)
        {
            global const float *row = b + AT(depthB, first + k);
            panel[k] = (float16)(vload8(0, row + column[0]), vload8(0, row + column[8]));
        }
    else
        for (int l = 0; l < 16; l++)
            for (int k = 0; k < count; k++) ((float *)panel)[k * 16 + l] = b[AT(depthB, first + k) + column[l]];
}

// 16 elements of D with this stride; beyond `width` the last is repeated.
float16 load_bias(global const float *d, int stride, int width)
{
    if (stride == 0) return (float16)(*d);
    float lanes[16];
    for (int l = 0; l < 16; l++) lanes[l] = d[min(l, width - 1) * stride];
    return vload16(0, lanes);
}

kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void product(int rows, int columns, int depth, int parts, int partDepth, int height,
    global const float *a, int batchA, OFFSETS rowA, OFFSETS depthA,
    global const float *b, int startB, int batchB, OFFSETS depthB, OFFSETS columnB,
    global const float *d, int batchD, int rowD, int columnD,
    global float *c, int batchC, int partC, OFFSETS rowC, OFFSETS columnC)
{
    int j = get_global_id(0) * 16, top = get_global_id(1) * height, bottom = top + min(height, rows - top);
    int part = get_global_id(2) % parts, matrix = get_global_id(2) / parts;
    int begin = part * partDepth, end = begin + min(partDepth, depth - begin);
    a += matrix * batchA;
    b += startB + matrix * batchB;
    c += matrix * batchC + part * partC;
    if (part > 0) d = 0;

    int from[16], to[16], width = min(16, columns - j);
    for (int l = 0; l < 16; l++)
    {
        from[l] = AT(columnB, j + min(l, width - 1));
        to[l] = AT(columnC, j + min(l, width - 1));
    }
    int contiguous = width == 16;
    for (int l = 1; l < 16; l++) contiguous &= to[l] == to[0] + l;

    float16 panel[DEPTH];
    for (int first = begin; first == begin || first < end; first += DEPTH)
    {
        int count = min(DEPTH, end - first);
        pack(panel, b, depthB, first, count, from);
        for (int i = top; i < bottom; i += ROWS)
        {
            global const float *row[ROWS];
            float16 sum[ROWS];
            #pragma unroll
            for (int r = 0; r < ROWS; r++)
            {
                row[r] = a + AT(rowA, min(i + r, rows - 1));
                sum[r] = d && first == begin
                    ? load_bias(d + matrix * batchD + min(i + r, rows - 1) * rowD + j * columnD, columnD, width)
                    : (float16)(0.0f);
            }
            for (int k = 0; k < count; k++)
            {
                int offset = AT(depthA, first + k);
                #pragma unroll
                for (int r = 0; r < ROWS; r++) sum[r] = fma((float16)(row[r][offset]), panel[k], sum[r]);
            }
            #pragma unroll
            for (int r = 0; r < ROWS; r++)
            {
                if (i + r >= bottom) continue;
                global float *results = c + AT(rowC, i + r);
                if (contiguous)
                    vstore16(first == begin ? sum[r] : sum[r] + vload16(0, results + to[0]), 0, results + to[0]);
                else
                {
                    float lanes[16];
                    vstore16(sum[r], 0, lanes);
                    for (int l = 0; l < width; l++) results[to[l]] = first == begin ? lanes[l] : lanes[l] + results[to[l]];
                }
            }
        }
    }
}
