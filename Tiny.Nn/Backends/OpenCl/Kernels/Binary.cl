// y = f(a, b) over a shape, with a and b read through strided views: a stride of 0 repeats, a negative stride reverses.
// VALUE is the function's expression in a and b; there is one program per function.
//
// The shape is [outer…, middle, inner]. Work item (i, m, z) computes RUN elements from i·RUN on the inner axis, at
// index m of the middle axis and row-major index z of the outer axes. y is contiguous.

floatw value(floatw a, floatw b) { return VALUE; }

kernel void map_binary(int inner, int middle, int outer, int rank, int8 lengths,
    global const float *a, int startA, int innerA, int middleA, int8 outerA,
    global const float *b, int startB, int innerB, int middleB, int8 outerB,
    global float *y)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, inner - begin);
    int m = get_global_id(1), z = get_global_id(2);
    if (m >= middle) return;
    a += startA + m * middleA + outer_offset(z, rank, lengths, outerA);
    b += startB + m * middleB + outer_offset(z, rank, lengths, outerB);
    y += (z * middle + m) * inner;
    for (int j = begin; j < end; j += WIDTH)
        store(value(load(a + j * innerA, innerA, end - j), load(b + j * innerB, innerB, end - j)), y + j, 1, end - j);
}
