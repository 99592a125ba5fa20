using System.Numerics;

namespace Exercises;

/// <summary>A matrix product whose inner loop adds scaled rows, with or without blocks.</summary>
public static class RowProduct
{
    /// <summary>
    /// Computes C = A·B in blocks of <paramref name="block"/> rows of B; a block is used by all rows of A before the
    /// next one is read.
    /// </summary>
    public static void Multiply(int rows, int depth, int columns, double[] A, double[] B, double[] C, int block)
    {
        Array.Clear(C);
        for (var from = 0; from < depth; from += block)
            for (var i = 0; i < rows; i++)
                for (var k = from; k < Math.Min(from + block, depth); k++)
                    AddRow(A[i * depth + k], B.AsSpan(k * columns, columns), C.AsSpan(i * columns, columns));
    }

    static void AddRow(double factor, ReadOnlySpan<double> b, Span<double> c)
    {
        var (width, j, factors) = (Vector<double>.Count, 0, new Vector<double>(factor));
        for (; j <= c.Length - width; j += width)
            (new Vector<double>(c[j..]) + factors * new Vector<double>(b[j..])).CopyTo(c[j..]);
        for (; j < c.Length; j++) c[j] += factor * b[j];
    }
}
