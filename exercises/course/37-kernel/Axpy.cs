// 37 · Your first kernel · 8 Device
//
// A graphics card has thousands of small workers. You write what one of them does, in a dialect of C, and start as many as there are
// numbers: each asks for its own number and does its one. They come in whole groups, so there are often more of them than numbers, and
// those without work must keep their hands off. The kernel is a text that the device compiles when the program runs.
//
// Formula  OP-01  y_i ← α·x_i + y_i, the step of gradient descent with α = −rate
// Shapes   __kernel void axpy(const int n, const float alpha, __global const float* x, __global float* y), started for n rounded up
// Number   α = 2, x = (1, 2, 3), y = (10, 20, 30): (12, 24, 36)
// Read     after: the kernels of Tiny.Nn's OpenCL machine, which lie beside it as .cl files

namespace Exercise37;

public static class Axpy
{
    /// <summary>The text of the kernel axpy; get_global_id(0) says which work-item this is.</summary>
    public static string Source()
    {
        throw new TodoException("37");
    }
}
