// 38 · A tiled matrix product · 8 OpenCL
//
// Global memory of a device is slow; each work group has a small fast local memory. A matrix product uses every element
// many times. So a group of 8×8 work items loads an 8×8 tile of A and one of B, one element each per work item, waits
// at a barrier, and computes with both tiles. Then it loads the next pair of tiles. Two barriers are needed: one before
// the tiles are used, one before they are overwritten.
//
// Formula  NN-11  C_ij = Σ over tiles Σ_k A_ik·B_kj
// Shapes   __kernel void product(const int n, __global const float* A, __global const float* B, __global float* C);
//          all n×n, started for n rounded up to a multiple of 8 along both axes, in groups of 8×8;
//          get_global_id(1) is the row, get_global_id(0) the column
// Example  (1 2 / 3 4)·(5 6 / 7 8) = (19 22 / 43 50)
// Read     after: ProductTiled.cl among the kernels of the OpenCL backend

namespace Exercise38;

public static class TiledProduct
{
    /// <summary>Returns the source text of the kernel product, with two __local float arrays of 8×8.</summary>
    public static string Source()
    {
        // ── begin ──
        return """
            __kernel void product(const int n, __global const float* A, __global const float* B, __global float* C)
            {
                __local float a[8][8], b[8][8];
                const int row = get_global_id(1), column = get_global_id(0), r = get_local_id(1), c = get_local_id(0);
                float sum = 0;
                for (int from = 0; from < n; from += 8)
                {
                    a[r][c] = row < n && from + c < n ? A[row * n + from + c] : 0;
                    b[r][c] = from + r < n && column < n ? B[(from + r) * n + column] : 0;
                    barrier(CLK_LOCAL_MEM_FENCE);
                    for (int k = 0; k < 8; k++) sum += a[r][k] * b[k][c];
                    barrier(CLK_LOCAL_MEM_FENCE);
                }
                if (row < n && column < n) C[row * n + column] = sum;
            }
            """;
        // ── end ──
    }
}
