// The matrix product on a CPU: C[i, j] = Σ_k A[i, k]·B[k, j] + D[i, j], in vector registers and without local memory.
//
// Every operand is read through offsets: A[i, k] is the number at a[rowA(i) + depthA(k)], B[k, j] at b[depthB(k) + columnB(j)],
// C[i, j] at c[rowC(i) + columnC(j)]. With TABLES defined the offsets stand in tables, and A or B can be the patches of an image that
// never exist in memory: the address of a patch's cell is that of the window plus that of the tap. Without, an offset is the index
// times a distance. D, if there is one, has rows or columns that are all alike: a distance of 0.
//
// Work-item (J, I, g) computes 16 columns from 16·J of `height` rows from I·height, of part g mod parts of the depth and matrix
// g / parts of the batch. It copies a panel of B, DEPTH × 16 numbers, to memory of its own, where they lie as the inner loop wants them, and then
// goes down the rows, ROWS at a time: ROWS × 16 sums stay in registers, and each number of A that is read serves 16 of them.
// The price: every work-item packs its panel again for the next `height` rows, and the last rows and columns are computed in full.

#ifdef TABLES
#define OFFSETS global const int *
#define AT(offsets, index) (offsets)[index]
#else
#define OFFSETS int
#define AT(offsets, index) ((offsets) * (index))
#endif

#define DEPTH 256

// panel[k] = 16 columns of row k of B. Neighbours in memory are copied together, by sixteen or by eight.
void pack(float16 *panel, global const float *b, OFFSETS depthB, int first, int count, const int *column)
{
    int together = 1;
    while (together < 16 && column[together] == column[0] + together) together++;
    int secondHalf = together >= 8;
    for (int l = 9; l < 16; l++) secondHalf &= column[l] == column[8] + l - 8;
    if (together == 16)
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

// 16 numbers of D, `step` apart, of which `width` exist.
float16 offsets(global const float *d, int step, int width)
{
    if (step == 0) return (float16)(*d);
    float lanes[16];
    for (int l = 0; l < 16; l++) lanes[l] = d[min(l, width - 1) * step];
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
    int together = width == 16;
    for (int l = 1; l < 16; l++) together &= to[l] == to[0] + l;

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
                    ? offsets(d + matrix * batchD + min(i + r, rows - 1) * rowD + j * columnD, columnD, width)
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
                global float *cells = c + AT(rowC, i + r);
                if (together)
                    vstore16(first == begin ? sum[r] : sum[r] + vload16(0, cells + to[0]), 0, cells + to[0]);
                else
                {
                    float lanes[16];
                    vstore16(sum[r], 0, lanes);
                    for (int l = 0; l < width; l++) cells[to[l]] = first == begin ? lanes[l] : lanes[l] + cells[to[l]];
                }
            }
        }
    }
}
