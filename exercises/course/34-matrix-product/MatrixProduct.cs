// 34 · A cache-friendly matrix product · 7 Performance
//
// The textbook loop reads B column by column: each read touches another cache line and uses one element of it. With the
// loops reordered, the inner loop runs along a row of B and a row of C, contiguous in memory and suited to vectors.
// Then split B into blocks that stay in the cache while all rows of A use them. Products and sums are the same; only
// their order changes.
//
// Formula  NN-11  C_ij = Σ_k A_ik·B_kj
// Shapes   A [rows, depth], B [depth, columns] → C [rows, columns]; flat, row-major
// Example  (1 2 / 3 4)·(5 6 / 7 8) = (19 22 / 43 50)
// Read     after: Tiny.Nn/Backends/Cpu/Cpu.Product.cs and Gemm.cs

using System.Numerics;

namespace Exercise34;

public static class MatrixProduct
{
    /// <summary>
    /// Computes C = A·B. Overwrites all of C. The tests measure the speed-up over the textbook loop; a factor of 3 is
    /// easy to reach.
    /// </summary>
    public static void Multiply(int rows, int depth, int columns, ReadOnlySpan<double> A, ReadOnlySpan<double> B,
        Span<double> C)
    {
        throw new TodoException("34");
    }
}
