// 34 · A matrix product that knows its memory · 7 Speed
//
// The schoolbook loop walks down a column of B: each step lands in another cache line, uses one number of it and throws it away. Change
// the order of the loops, and the inner one runs along a row of B and a row of C, side by side in memory, just right for vectors. Then cut
// B into blocks that stay in the cache while all rows of A use them. Same products, same sums: only the order is another.
//
// Formula  NN-11  C_ij = Σ_k A_ik·B_kj
// Shapes   A [rows, depth], B [depth, columns] → C [rows, columns]; flat, row-major
// Number   (1 2 / 3 4)·(5 6 / 7 8) = (19 22 / 43 50)
// Read     after: Tiny.Nn/Backends/Cpu/Cpu.Product.cs and Gemm.cs

using System.Numerics;

namespace Exercise34;

public static class Product
{
    /// <summary>Writes all of C; the check shows how much faster than the schoolbook loop it is, and three times is not hard.</summary>
    public static void Multiply(int rows, int depth, int columns, ReadOnlySpan<double> A, ReadOnlySpan<double> B, Span<double> C)
    {
        // ── begin ──
        const int block = 64;
        C.Clear();
        for (var from = 0; from < depth; from += block)
            for (var i = 0; i < rows; i++)
                for (var k = from; k < Math.Min(from + block, depth); k++)
                    AddRow(A[i * depth + k], B.Slice(k * columns, columns), C.Slice(i * columns, columns));
    }

    /// <summary>c += factor·b, along a row.</summary>
    static void AddRow(double factor, ReadOnlySpan<double> b, Span<double> c)
    {
        var (width, j, factors) = (Vector<double>.Count, 0, new Vector<double>(factor));
        for (; j <= c.Length - width; j += width) (new Vector<double>(c[j..]) + factors * new Vector<double>(b[j..])).CopyTo(c[j..]);
        for (; j < c.Length; j++) c[j] += factor * b[j];
        // ── end ──
    }
}
