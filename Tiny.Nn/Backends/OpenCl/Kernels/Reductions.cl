// Sums, argmax and log-softmax. The order of each sum depends only on its length and the number of lanes, so the same
// call gives the same bits. Each sum is a tree of short sums, which keeps the rounding error small.

#define BLOCK 128

// The sum of a row's groups of eight l, l + lanes, … and, of the elements after the last group, l, l + lanes, …
float sum_lane(int count, global const float *x, int lane, int lanes)
{
    float8 total = 0.0f;
    int groups = count / 8;
    for (int first = 0; first < groups; first += BLOCK * lanes)
    {
        float8 block = 0.0f;
        int end = min(groups - first, BLOCK * lanes) + first;
        for (int g = first + lane; g < end; g += lanes) block += vload8(g, x);
        total += block;
    }
    float4 quarter = total.lo + total.hi;
    float2 half_ = quarter.lo + quarter.hi;
    float sum = half_.x + half_.y;
    for (int i = groups * 8 + lane; i < count; i += lanes) sum += x[i];
    return sum;
}

// y[a, c] = Σ_{b, i} x[a, b, c, i]. Work group (a, c) has lanes × rows work items; work item (l, r) adds lane l of the
// rows b = r, r + rows, …, then the partial sums are added in pairs. `part` holds one partial sum per work item.
kernel void sum_rows(int count, int inner, int elements, global const float *x, global float *y, local float *part)
{
    int lanes = get_local_size(0), rows = get_local_size(1), me = get_local_id(1) * lanes + get_local_id(0);
    int a = get_group_id(0) / inner, c = get_group_id(0) % inner;
    float sum = 0.0f;
    for (int first = get_local_id(1); first < count; first += BLOCK * rows)
    {
        float block = 0.0f;
        int end = min(count - first, BLOCK * rows) + first;
        for (int b = first; b < end; b += rows)
            block += sum_lane(elements, x + (((size_t)a * count + b) * inner + c) * elements, get_local_id(0), lanes);
        sum += block;
    }
    part[me] = sum;
    for (int stride = lanes * rows / 2; stride > 0; stride /= 2)
    {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (me < stride) part[me] += part[me + stride];
    }
    if (me == 0) y[get_group_id(0)] = part[0];
}

// y[a, c] = Σ_b x[a, b, c]. Work item (i, a) adds RUN neighbouring columns from c = i·RUN, WIDTH at a time.
kernel void sum_columns(int outer, int count, int inner, global const float *x, global float *y)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, inner - begin), a = get_global_id(1);
    if (a >= outer) return;
    for (int c = begin; c < end; c += WIDTH)
    {
        floatw total = 0.0f;
        for (int first = 0; first < count; first += BLOCK)
        {
            floatw block = 0.0f;
            for (int b = first; b < min(count - first, BLOCK) + first; b++)
                block += load(x + ((size_t)a * count + b) * inner + c, 1, end - c);
            total += block;
        }
        store(total, y + a * inner + c, 1, end - c);
    }
}

// index[a, c] = the first b at which x[a, b, c] is largest; a NaN counts as largest. Work item i computes one (a, c).
kernel void arg_max(int results, int count, int inner, global const float *x, global int *index)
{
    int i = get_global_id(0);
    if (i >= results) return;
    x += (size_t)(i / inner) * count * inner + i % inner;
    int best = 0;
    float largest = x[0];
    for (int b = 1; b < count; b++)
    {
        float candidate = x[(size_t)b * inner];
        if (candidate > largest || (isnan(candidate) && !isnan(largest)))
        {
            largest = candidate;
            best = b;
        }
    }
    index[i] = best;
}

// y[r, c] = x[r, c] − m − ln Σ_c exp(x[r, c] − m), with m = max_c x[r, c]. Work item r computes one row.
kernel void log_softmax(int rows, int columns, global const float *x, global float *y)
{
    int r = get_global_id(0);
    if (r >= rows) return;
    x += (size_t)r * columns;
    y += (size_t)r * columns;
    float largest = -INFINITY, sum = 0.0f;
    for (int c = 0; c < columns; c++) largest = fmax(largest, x[c]);
    for (int first = 0; first < columns; first += BLOCK)
    {
        float block = 0.0f;
        for (int c = first; c < min(columns - first, BLOCK) + first; c++) block += exp(x[c] - largest);
        sum += block;
    }
    float logarithm = log(sum);
    for (int c = 0; c < columns; c++) y[c] = x[c] - largest - logarithm;
}
