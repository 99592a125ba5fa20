// Functions of one number, element by element. VALUE and SLOPE are the function's own expressions, in x, y = f(x) and its
// constants p and q: one program is made for each function.
//
// Work-item i computes the elements i·RUN … (i + 1)·RUN − 1.

numbers value(numbers x, float p, float q) { return VALUE; }

numbers slope(numbers x, numbers y, float p, float q) { return SLOPE; }

// y[j] = f(x[j])
kernel void map(int n, float p, float q, global const float *x, global float *y)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, n - begin);
    for (int j = begin; j < end; j += WIDTH)
        store(value(load(x + j, 1, end - j), p, q), y + j, 1, end - j);
}

// dx[j] = dy[j] · f′(x[j])
kernel void pullback(int n, float p, float q, global const float *x, global const float *y, global const float *dy, global float *dx)
{
    int begin = get_global_id(0) * RUN, end = begin + min(RUN, n - begin);
    for (int j = begin; j < end; j += WIDTH)
        store(load(dy + j, 1, end - j) * slope(load(x + j, 1, end - j), load(y + j, 1, end - j), p, q), dx + j, 1, end - j);
}
