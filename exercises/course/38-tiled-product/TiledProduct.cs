// 38 · A product in tiles · 8 Device
//
// A device's main memory is far away; each group of workers has a little memory of its own close by. In a matrix product every number is
// needed many times: so 8×8 workers fetch an 8×8 tile of A and one of B together, each worker one number of each, wait for each other at
// a barrier, and all use all of them. Then the next pair of tiles. The barriers are the art: one before using, one before overwriting.
//
// Formula  NN-11  C_ij = Σ over tiles Σ_k A_ik·B_kj
// Shapes   __kernel void product(const int n, __global const float* A, __global const float* B, __global float* C); all n×n, started for
//          n rounded up to a multiple of 8 along both axes, in groups of 8×8; get_global_id(1) is the row, get_global_id(0) the column
// Number   (1 2 / 3 4)·(5 6 / 7 8) = (19 22 / 43 50)
// Read     after: ProductTiled.cl among the kernels of Tiny.Nn's OpenCL machine

namespace Exercise38;

public static class TiledProduct
{
    /// <summary>The text of the kernel product, with two __local float arrays of 8×8.</summary>
    public static string Source()
    {
        throw new TodoException("38");
    }
}
