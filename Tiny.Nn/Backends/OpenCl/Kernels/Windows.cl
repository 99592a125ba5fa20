// Sliding windows: pooling, its transpose, and the padding and folding steps of the convolutions.
//
// For each axis: i inputs, k taps, s stride, p padding before, d dilation, o outputs; position j reads the inputs
// at(j, t) = j·s − p + t·d, t = 0 … k − 1, except those outside 0 … i − 1. The axes depth, height and width are the
// components .x, .y and .z.
//
// Work item (r, y, plane·depth + z) computes RUN elements, from r·RUN on, of one row of its result.

// a / b for a ≥ 0, rounded down or up. A division takes longer than a tap, and most strides and dilations are 1.
int divide(int a, int b) { return b == 1 ? a : a / b; }
int divide_up(int a, int b) { return b == 1 ? a : a / b + (a % b != 0); }

// The taps t = first … end − 1 of position j that read inside the plane.
int first_tap(int j, int s, int p, int d)
{
    int before = p - j * s;
    return before <= 0 ? 0 : divide_up(before, d);
}

int end_tap(int j, int i, int k, int s, int p, int d)
{
    int after = i - 1 + p - j * s;
    return after < 0 ? 0 : min(k, divide(after, d) + 1);
}

// y[plane, j] = the largest x[plane, at(j, t)], the first on ties, with NaN largest; index[plane, j] = its index in the
// plane. A window that covers only padding gives 0 and −1.
kernel void max_pool(int planes, int4 i, int4 k, int4 s, int4 p, int4 d, int4 o, global const float *x, global float *y,
    global int *index)
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
                    int input = ((oz * s.x - p.x + tz * d.x) * i.y + oy * s.y - p.y + ty * d.y) * i.z + ox * s.z - p.z + tx * d.z;
                    float candidate = x[input];
                    // Larger, or a NaN. Without a branch, because its outcome is unpredictable.
                    int better = (best < 0) | (!(candidate <= largest) & (largest == largest));
                    largest = better ? candidate : largest;
                    best = better ? input : best;
                }
        y[row + ox] = largest;
        index[row + ox] = best;
    }
}

// y[plane, j] = Σ_t x[plane, at(j, t)] over the taps inside the plane.
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

// Runs body, in the order of the taps, for each row of y that tap (tz, ty, tx) connects with row (iz, iy) of x.
#define FOR_EACH_ROW(body)                                                                                            \
    for (int tz = 0; tz < k.x; tz++)                                                                                  \
    {                                                                                                                 \
        int numeratorZ = iz + p.x - tz * d.x, jz = divide(numeratorZ, s.x);                                           \
        if (numeratorZ < 0 || jz * s.x != numeratorZ || jz >= o.x) continue;                                          \
        for (int ty = 0; ty < k.y; ty++)                                                                              \
        {                                                                                                             \
            int numeratorY = iy + p.y - ty * d.y, jy = divide(numeratorY, s.y);                                       \
            if (numeratorY < 0 || jy * s.y != numeratorY || jy >= o.y) continue;                                      \
            global const float *row = y + ((tz * k.y + ty) * k.z + tx) * tapStride + (jz * o.y + jy) * o.z;           \
            body;                                                                                                     \
        }                                                                                                             \
    }

// x[plane, i] = Σ y[plane, t, j] over all (t, j) with at(j, t) = i, + bias[plane mod channels] if there is one: the
// last step of a transposed convolution, where a plane of y holds one image per tap (tapStride = outputs), and the
// transpose of sum_pool, where all taps share one image (tapStride = 0). Taps with the same tx are added first, eight
// neighbours at once if the stride is 1.
kernel void fold(int planes, int4 i, int4 k, int4 s, int4 p, int4 d, int4 o, global const float *y, int planeStride, int tapStride,
    global const float *bias, int channels, global float *x, int startX)
{
    int iy = get_global_id(1), iz = get_global_id(2) % i.x, plane = get_global_id(2) / i.x;
    if (iy >= i.y || plane >= planes) return;
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, i.z - begin);
    y += plane * planeStride;
    float sums[RUN];
    float offset = bias ? bias[plane % channels] : 0.0f;
    for (int c = begin; c < end; c++) sums[c - begin] = offset;
    for (int tx = 0; tx < k.z; tx++)
    {
        // The outputs ox of a row whose tap tx is in the run: begin ≤ ox·s − p + tx·d < end.
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

// y = x padded with zeros, p before; the axes of y have length o. The convolutions then need no bounds checks.
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
