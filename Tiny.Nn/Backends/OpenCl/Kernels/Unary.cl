// Elementwise functions of one operand. VALUE and DERIVATIVE are the function's expressions in x, y = f(x) and its
// constants p and q; there is one program per function.
//
// Work item i computes the elements i·RUN … (i + 1)·RUN − 1.

floatw value(floatw x, float p, float q) { return VALUE; }

floatw derivative(floatw x, floatw y, float p, float q) { return DERIVATIVE; }

// y[j] = f(x[j])
kernel void map(int n, float p, float q, global const float *x, global float *y)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, n - begin);
    for (int j = begin; j < end; j += WIDTH)
        store(value(load(x + j, 1, end - j), p, q), y + j, 1, end - j);
}

// dx[j] = dy[j] · f′(x[j])
kernel void map_pullback(int n, float p, float q, global const float *x, global const float *y, global const float *dy,
    global float *dx)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, n - begin);
    for (int j = begin; j < end; j += WIDTH)
        store(load(dy + j, 1, end - j) * derivative(load(x + j, 1, end - j), load(y + j, 1, end - j), p, q), dx + j, 1, end - j);
}
