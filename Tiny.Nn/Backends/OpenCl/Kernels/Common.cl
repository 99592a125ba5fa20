// Definitions for all kernel files: vectors of WIDTH floats, and runs of RUN elements per work item.
//
//   WIDTH   the number of floats in a vector: the register width of a CPU, 1 on a GPU, whose work items are its lanes
//   RUN     the number of neighbouring elements along the innermost axis that one work item computes: many on a CPU,
//           where a work item has a cost; 1 on a GPU, where neighbouring work items should access neighbouring elements
//
// Both are set with -D. The kernels are the same for all values; launches with RUN = 1 have more work items.

#if WIDTH == 1
typedef float floatw;
#define LOAD(from) (*(from))
#define STORE(value, to) (*(to) = (value))
#elif WIDTH == 8
typedef float8 floatw;
#define LOAD(from) vload8(0, from)
#define STORE(value, to) vstore8(value, 0, to)
#else
typedef float16 floatw;
#define LOAD(from) vload16(0, from)
#define STORE(value, to) vstore16(value, 0, to)
#endif

// condition ? a : b in each lane; a and b are vectors or constants.
#define where(condition, a, b) select((floatw)(b), (floatw)(a), (condition))

// x[0], x[stride], … for the first `count` lanes, 0 in the others.
floatw load(global const float *x, int stride, int count)
{
    if (count >= WIDTH && stride == 1) return LOAD(x);
    if (stride == 0) return (floatw)(*x);
    float lanes[WIDTH];
    for (int lane = 0; lane < WIDTH; lane++) lanes[lane] = lane < count ? x[lane * stride] : 0.0f;
    return LOAD(lanes);
}

// x[0], x[stride], … = the first `count` lanes.
void store(floatw value, global float *x, int stride, int count)
{
    if (count >= WIDTH && stride == 1) { STORE(value, x); return; }
    float lanes[WIDTH];
    STORE(value, lanes);
    for (int lane = 0; lane < min(count, WIDTH); lane++) x[lane * stride] = lanes[lane];
}

// The offset, along all axes but the innermost two, of row-major index z.
int outer_offset(int z, int rank, int8 lengths, int8 strides)
{
    int length[8], stride[8], offset = 0;
    vstore8(lengths, 0, length);
    vstore8(strides, 0, stride);
    for (int axis = rank - 1; axis > 0; axis--)
    {
        offset += z % length[axis] * stride[axis];
        z /= length[axis];
    }
    return offset + z * stride[0];
}
