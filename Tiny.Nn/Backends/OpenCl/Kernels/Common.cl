// What every kernel file begins with: numbers in groups of WIDTH, and how a work-item shares out an axis.
//
//   WIDTH   how many numbers a work-item computes at once: the vector registers of a CPU, 1 on a GPU, whose
//           work-items are its lanes
//   RUN     how many neighbours along the innermost axis one work-item computes: many on a CPU, where starting a
//           work-item costs something, 1 on a GPU, where neighbouring work-items should read neighbouring cells
//
// Both are given with -D. The kernels read the same either way; launches of RUN = 1 simply have more work-items.

#if WIDTH == 1
typedef float numbers;
#define LOAD(from) (*(from))
#define STORE(value, to) (*(to) = (value))
#elif WIDTH == 8
typedef float8 numbers;
#define LOAD(from) vload8(0, from)
#define STORE(value, to) vstore8(value, 0, to)
#else
typedef float16 numbers;
#define LOAD(from) vload16(0, from)
#define STORE(value, to) vstore16(value, 0, to)
#endif

// condition ? a : b in each lane, for numbers or single constants.
#define where(condition, a, b) select((numbers)(b), (numbers)(a), (condition))

// x[0], x[stride], … for the first `count` lanes, 0 in the others.
numbers load(global const float *x, int stride, int count)
{
    if (count >= WIDTH && stride == 1) return LOAD(x);
    if (stride == 0) return (numbers)(*x);
    float lanes[WIDTH];
    for (int lane = 0; lane < WIDTH; lane++) lanes[lane] = lane < count ? x[lane * stride] : 0.0f;
    return LOAD(lanes);
}

// x[0], x[stride], … = the first `count` lanes.
void store(numbers value, global float *x, int stride, int count)
{
    if (count >= WIDTH && stride == 1) { STORE(value, x); return; }
    float lanes[WIDTH];
    STORE(value, lanes);
    for (int lane = 0; lane < min(count, WIDTH); lane++) x[lane * stride] = lanes[lane];
}

// The cell, along all axes but the innermost two, of position z in row-major order.
int outer_cell(int z, int rank, int8 lengths, int8 strides)
{
    int length[8], stride[8], cell = 0;
    vstore8(lengths, 0, length);
    vstore8(strides, 0, stride);
    for (int axis = rank - 1; axis > 0; axis--)
    {
        cell += z % length[axis] * stride[axis];
        z /= length[axis];
    }
    return cell + z * stride[0];
}
