// Adding multiples, moving through views, gathering, and random masks.

// y[j] = alpha·x[j] + beta·y[j]; with beta = 0 the old y is not read. Work-item i: RUN elements from i·RUN.
kernel void combine(int n, float alpha, global const float *x, float beta, global float *y)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, n - begin);
    for (int j = begin; j < end; j += WIDTH)
    {
        numbers sum = alpha * load(x + j, 1, end - j);
        if (beta != 0.0f) sum += beta * load(y + j, 1, end - j);
        store(sum, y + j, 1, end - j);
    }
}

// y through its view = x through its view, over a shape [outer…, middle, inner]; work-items as in `zip`.
kernel void copy(int inner, int middle, int outer, int rank, int8 lengths,
    global const float *x, int startX, int innerX, int middleX, int8 outerX,
    global float *y, int startY, int innerY, int middleY, int8 outerY)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, inner - begin);
    int m = get_global_id(1), z = get_global_id(2);
    if (m >= middle) return;
    x += startX + m * middleX + outer_cell(z, rank, lengths, outerX);
    y += startY + m * middleY + outer_cell(z, rank, lengths, outerY);
    for (int j = begin; j < end; j += WIDTH)
        store(load(x + j * innerX, innerX, end - j), y + j * innerY, innerY, end - j);
}

// y[p, j] = x[p, index[p, j]], 0 where the index is −1. Work-item (i, p): RUN elements of plane p from i·RUN.
kernel void gather(int planes, int size, int count, global const float *x, global const int *index, global float *y)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, count - begin), p = get_global_id(1);
    if (p >= planes) return;
    for (int j = p * count + begin; j < p * count + end; j++)
        y[j] = index[j] < 0 ? 0.0f : x[p * size + index[j]];
}

// x = 0, then x[p, index[p, j]] += y[p, j] in the order of j. Work-group p owns plane p, and lane l of it the cells l, l + lanes, …:
// every lane reads all indices and adds what falls into its own cells, so no two ever meet and the order is always the same.
kernel void scatter_add(int planes, int size, int count, global const float *y, global const int *index, global float *x)
{
    int lane = get_local_id(0), lanes = get_local_size(0), p = get_group_id(0);
    x += p * size;
    y += p * count;
    index += p * count;
    for (int cell = lane; cell < size; cell += lanes) x[cell] = 0.0f;
    for (int j = 0; j < count; j++)
    {
        int cell = index[j];
        if (cell >= 0 && (lanes == 1 || cell % lanes == lane)) x[cell] += y[j];
    }
}

// y[j] = scale where word j of the stream is below the threshold, else 0. Work-item i draws the four words of Philox4x32-10
// at the counter (low = i, high = counter): the CPU's words, bit by bit.
kernel void mask(int n, ulong key, ulong counter, uint threshold, float scale, global float *y)
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
