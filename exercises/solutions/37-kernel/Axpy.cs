// 37 · Your first kernel · 8 OpenCL
//
// A kernel is the code of one work item; the device runs one work item for each element, many of them in parallel. Each
// asks for its index and computes its element. Work items start in whole work groups, so there may be more of them than
// elements: the extra ones must not write. The kernel is a text in a dialect of C that the OpenCL driver compiles at
// run time.
//
// Formula  OP-01  y_i ← α·x_i + y_i, the step of gradient descent with α = −rate
// Shapes   __kernel void axpy(const int n, const float alpha, __global const float* x, __global float* y),
//          started for n rounded up
// Example  α = 2, x = (1, 2, 3), y = (10, 20, 30): (12, 24, 36)
// Read     after: the kernels of the OpenCL backend, .cl files next to its source

namespace Exercise37;

public static class Axpy
{
    /// <summary>
    /// Returns the source text of the kernel axpy; get_global_id(0) returns the index of the work item.
    /// </summary>
    public static string Source()
    {
        // ── begin ──
        return """
            __kernel void axpy(const int n, const float alpha, __global const float* x, __global float* y)
            {
                const int i = get_global_id(0);
                if (i < n) y[i] = alpha * x[i] + y[i];
            }
            """;
        // ── end ──
    }
}
