// Scaled sums, strided copies, gather and scatter, and dropout masks.

// Run i of y[j] = alpha·x[j] + beta·y[j], j = 0 … n − 1; with beta = 0 the old y is not read.
void add_scaled_run(int i, int n, float alpha, global const float *x, float beta, global float *y)
{
    int begin = i * RUN, end = begin + min(RUN, n - begin);
    for (int j = begin; j < end; j += WIDTH)
    {
        floatw sum = alpha * load(x + j, 1, end - j);
        if (beta != 0.0f) sum += beta * load(y + j, 1, end - j);
        store(sum, y + j, 1, end - j);
    }
}

// The same for 16 independent pairs (x, y), of which the last may have n = 0. The runs of all pairs are numbered
// consecutively: work item i computes run i of the first pair or, if that has fewer runs, run i − RUNS(0) of the
// second, and so on.
#define PAIR(p) int n##p, float alpha##p, global const float *x##p, float beta##p, global float *y##p
#define RUNS(p) ((n##p + RUN - 1) / RUN)
#define TRY(p) if (i < RUNS(p)) { add_scaled_run(i, n##p, alpha##p, x##p, beta##p, y##p); return; } i -= RUNS(p);
kernel void add_scaled(PAIR(0), PAIR(1), PAIR(2), PAIR(3), PAIR(4), PAIR(5), PAIR(6), PAIR(7),
    PAIR(8), PAIR(9), PAIR(10), PAIR(11), PAIR(12), PAIR(13), PAIR(14), PAIR(15))
{
    int i = get_global_id(0);
    TRY(0) TRY(1) TRY(2) TRY(3) TRY(4) TRY(5) TRY(6) TRY(7)
    TRY(8) TRY(9) TRY(10) TRY(11) TRY(12) TRY(13) TRY(14) TRY(15)
}

// y through its view = x through its view, over a shape [outer…, middle, inner]; work items as in `map_binary`.
kernel void copy(int inner, int middle, int outer, int rank, int8 lengths,
    global const float *x, int startX, int innerX, int middleX, int8 outerX,
    global float *y, int startY, int innerY, int middleY, int8 outerY)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, inner - begin);
    int m = get_global_id(1), z = get_global_id(2);
    if (m >= middle) return;
    x += startX + m * middleX + outer_offset(z, rank, lengths, outerX);
    y += startY + m * middleY + outer_offset(z, rank, lengths, outerY);
    for (int j = begin; j < end; j += WIDTH)
        store(load(x + j * innerX, innerX, end - j), y + j * innerY, innerY, end - j);
}

// y[p, j] = x[p, index[p, j]], 0 where the index is outside of 0 … size − 1. Work item (i, p) computes RUN elements of plane p from i·RUN.
kernel void gather(int planes, int size, int count, global const float *x, global const int *index, global float *y)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, count - begin), p = get_global_id(1);
    if (p >= planes) return;
    for (int j = p * count + begin; j < p * count + end; j++)
        y[j] = index[j] < 0 || index[j] >= size ? 0.0f : x[p * size + index[j]];
}

// x = 0, then x[p, index[p, j]] += y[p, j] in the order of j. Work group p computes plane p, and its lane l the
// elements l, l + lanes, …: every lane reads all indices and adds only to its own elements, so there are no races and
// the order of each sum is fixed.
kernel void scatter_add(int planes, int size, int count, global const float *y, global const int *index, global float *x)
{
    int lane = get_local_id(0), lanes = get_local_size(0), p = get_group_id(0);
    x += p * size;
    y += p * count;
    index += p * count;
    for (int i = lane; i < size; i += lanes) x[i] = 0.0f;
    for (int j = 0; j < count; j++)
    {
        int i = index[j];
        if (i >= 0 && i < size && (lanes == 1 || i % lanes == lane)) x[i] += y[j];
    }
}

// y[j] = scale where word j of the stream is below the threshold, else 0. Work item i computes the four words of
// Philox4x32-10 at the counter (low = i, high = counter), bit-identical to those of the other backends.
kernel void dropout_mask(int n, ulong key, ulong counter, uint threshold, float scale, global float *y)
{
    int i = get_global_id(0);
    if (i > (n - 1) / 4) return;
    uint a = (uint)i, b = 0, c = (uint)counter, d = (uint)(counter >> 32);
    uint keyA = (uint)key, keyB = (uint)(key >> 32);
    for (int round = 0; round < 10; round++)
    {
        uint highA = mul_hi(0xD2511F53u, a), lowA = 0xD2511F53u * a;
        uint highB = mul_hi(0xCD9E8D57u, c), lowB = 0xCD9E8D57u * c;
        a = highB ^ b ^ keyA;
        b = lowB;
        c = highA ^ d ^ keyB;
        d = lowA;
        keyA += 0x9E3779B9u;
        keyB += 0xBB67AE85u;
    }
    uint words[4] = { a, b, c, d };
    for (int l = 0; l < min(4, n - 4 * i); l++) y[4 * i + l] = words[l] < threshold ? scale : 0.0f;
}
