// Everything with sliding windows but the products: pools, their transposes, and the two helpers of the convolutions.
//
// Of each axis: i inputs, k taps, s stride, p padding before, d dilation, o outputs; position j sees the inputs j·s − p + t·d,
// t = 0 … k − 1, and those outside 0 … i − 1 do not count. The axes depth, height, width are the components .x .y .z.
//
// Work-item (r, y, plane·depth + z) computes RUN neighbours, from r·RUN, of one row of its result.

// a / b for a ≥ 0, rounded down or up. A division takes longer than a whole tap, and strides and dilations mostly are 1.
int divide(int a, int b) { return b == 1 ? a : a / b; }
int divide_up(int a, int b) { return b == 1 ? a : (a + b - 1) / b; }

// The taps t = first … end − 1 of position j that lie inside.
int first_tap(int j, int s, int p, int d)
{
    int before = p - j * s;
    return before <= 0 ? 0 : divide_up(before, d);
}

int end_tap(int j, int i, int k, int s, int p, int d)
{
    int room = i - 1 + p - j * s;
    return room < 0 ? 0 : min(k, divide(room, d) + 1);
}

// y[plane, j] = the largest x[plane, at(j, t)], the first on ties, NaN above all; from[plane, j] = its cell. No cell inside: 0 and −1.
kernel void max_pool(int planes, int4 i, int4 k, int4 s, int4 p, int4 d, int4 o, global const float *x, global float *y, global int *from)
{
    int oy = get_global_id(1), oz = get_global_id(2) % o.x, plane = get_global_id(2) / o.x;
    if (oy >= o.y || plane >= planes) return;
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, o.z - begin), row = ((plane * o.x + oz) * o.y + oy) * o.z;
    int z0 = first_tap(oz, s.x, p.x, d.x), z1 = end_tap(oz, i.x, k.x, s.x, p.x, d.x);
    int y0 = first_tap(oy, s.y, p.y, d.y), y1 = end_tap(oy, i.y, k.y, s.y, p.y, d.y);
    x += plane * i.x * i.y * i.z;
    for (int ox = begin; ox < end; ox++)
    {
        int x0 = first_tap(ox, s.z, p.z, d.z), x1 = end_tap(ox, i.z, k.z, s.z, p.z, d.z), best = -1;
        float largest = 0.0f;
        for (int tz = z0; tz < z1; tz++)
            for (int ty = y0; ty < y1; ty++)
                for (int tx = x0; tx < x1; tx++)
                {
                    int cell = ((oz * s.x - p.x + tz * d.x) * i.y + oy * s.y - p.y + ty * d.y) * i.z + ox * s.z - p.z + tx * d.z;
                    float candidate = x[cell];
                    // Not smaller nor equal: larger, or a NaN. Chosen without a jump, which no processor could foresee.
                    int better = (best < 0) | (!(candidate <= largest) & (largest == largest));
                    largest = better ? candidate : largest;
                    best = better ? cell : best;
                }
        y[row + ox] = largest;
        from[row + ox] = best;
    }
}

// y[plane, j] = Σ_t x[plane, at(j, t)] over the taps inside.
kernel void sum_pool(int planes, int4 i, int4 k, int4 s, int4 p, int4 d, int4 o, global const float *x, global float *y)
{
    int oy = get_global_id(1), oz = get_global_id(2) % o.x, plane = get_global_id(2) / o.x;
    if (oy >= o.y || plane >= planes) return;
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, o.z - begin), row = ((plane * o.x + oz) * o.y + oy) * o.z;
    int z0 = first_tap(oz, s.x, p.x, d.x), z1 = end_tap(oz, i.x, k.x, s.x, p.x, d.x);
    int y0 = first_tap(oy, s.y, p.y, d.y), y1 = end_tap(oy, i.y, k.y, s.y, p.y, d.y);
    x += plane * i.x * i.y * i.z;
    for (int ox = begin; ox < end; ox++)
    {
        int x0 = first_tap(ox, s.z, p.z, d.z), x1 = end_tap(ox, i.z, k.z, s.z, p.z, d.z);
        float sum = 0.0f;
        for (int tz = z0; tz < z1; tz++)
            for (int ty = y0; ty < y1; ty++)
                for (int tx = x0; tx < x1; tx++)
                    sum += x[((oz * s.x - p.x + tz * d.x) * i.y + oy * s.y - p.y + ty * d.y) * i.z + ox * s.z - p.z + tx * d.z];
        y[row + ox] = sum;
    }
}

// For each row of y whose taps (tz, ty) reach row (iz, iy) of x, in the order of the taps: body, with `row` the row under tap (tz, ty, tx).
#define FOR_EACH_ROW(body)                                                                                                      \
    for (int tz = 0; tz < k.x; tz++)                                                                                            \
    {                                                                                                                           \
        int placeZ = iz + p.x - tz * d.x, fromZ = divide(placeZ, s.x);                                                          \
        if (placeZ < 0 || fromZ * s.x != placeZ || fromZ >= o.x) continue;                                                      \
        for (int ty = 0; ty < k.y; ty++)                                                                                        \
        {                                                                                                                       \
            int placeY = iy + p.y - ty * d.y, fromY = divide(placeY, s.y);                                                      \
            if (placeY < 0 || fromY * s.y != placeY || fromY >= o.y) continue;                                                  \
            global const float *row = y + ((tz * k.y + ty) * k.z + tx) * tapStep + (fromZ * o.y + fromY) * o.z;                 \
            body;                                                                                                               \
        }                                                                                                                       \
    }

// x[plane, i] = Σ y[plane, t, j] over all (t, j) with at(j, t) = i, + bias[plane mod channels] if there is one: the last part of a
// transposed convolution, where the planes of y hold one image for each tap (tapStep = outputs); and the transpose of sum_pool,
// where one serves for all (tapStep = 0).
// Taps that share tx are added first, eight neighbours at once where the stride is 1.
kernel void fold(int planes, int4 i, int4 k, int4 s, int4 p, int4 d, int4 o, global const float *y, int planeStep, int tapStep,
    global const float *bias, int channels, global float *x, int startX)
{
    int iy = get_global_id(1), iz = get_global_id(2) % i.x, plane = get_global_id(2) / i.x;
    if (iy >= i.y || plane >= planes) return;
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, i.z - begin);
    y += plane * planeStep;
    float sums[RUN];
    float offset = bias ? bias[plane % channels] : 0.0f;
    for (int c = begin; c < end; c++) sums[c - begin] = offset;
    for (int tx = 0; tx < k.z; tx++)
    {
        // Of a row's outputs those whose tap tx lies on the run: begin ≤ ox·s − p + tx·d < end.
        int shift = tx * d.z - p.z - begin, low = -shift, high = end - begin - 1 - shift;
        int ox = low <= 0 ? 0 : divide_up(low, s.z), endOx = high < 0 ? 0 : min(o.z, divide(high, s.z) + 1);
        for (; s.z == 1 && ox + 8 <= endOx; ox += 8)
        {
            float8 sum = 0.0f;
            FOR_EACH_ROW(sum += vload8(0, row + ox))
            vstore8(vload8(0, sums + ox + shift) + sum, 0, sums + ox + shift);
        }
        for (; ox < endOx; ox++)
        {
            float sum = 0.0f;
            FOR_EACH_ROW(sum += row[ox])
            sums[ox * s.z + shift] += sum;
        }
    }
    x += startX + ((plane * i.x + iz) * i.y + iy) * i.z;
    for (int c = begin; c < end; c++) x[c] = sums[c - begin];
}

// y = x with a border of zeros, p before; the axes of y have length o. The convolutions then need not ask what is inside.
kernel void pad(int planes, int4 i, int4 p, int4 o, global const float *x, global float *y)
{
    int oy = get_global_id(1), oz = get_global_id(2) % o.x, plane = get_global_id(2) / o.x;
    if (oy >= o.y || plane >= planes) return;
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, o.z - begin), iz = oz - p.x, iy = oy - p.y;
    int inside = iz >= 0 && iz < i.x && iy >= 0 && iy < i.y;
    x += ((plane * i.x + iz) * i.y + iy) * i.z - p.z;
    y += ((plane * o.x + oz) * o.y + oy) * o.z;
    for (int c = begin; c < end; c++) y[c] = inside && c >= p.z && c < p.z + i.z ? x[c] : 0.0f;
}
