// 51 · Matrix products · 9 A framework of one's own
//
// Nearly all the time of a network is spent in matrix products, so three loops decide the speed of the framework:
// C += A·B, and the two that its pullbacks need, with A or B transposed (exercise 39). No matrix is transposed in
// memory. Order the loops so that the inner one runs along rows (exercise 34): then it is a scaled row added to a row,
// or the dot product of two rows, and vectors make both fast (exercise 33).
//
// Formula  NN-11  C_ij += Σ_l A_il·B_lj
//          AD-04  for C = A·B:  dA += dC·Bᵀ,  dB += Aᵀ·dC
// Shapes   A [n, k], B [k, m] → C [n, m]; flat, row-major
// Example  (1 2 / 3 4)·(5 6 / 7 8) = (19 22 / 43 50)
// File     framework/Products.cs
// Needs    49
// Read     before: exercises 33, 34 and 39;  after: Tiny.Nn/Ops/MatrixProducts.cs

using System.Numerics;
using System.Runtime.InteropServices;

namespace Framework;

public sealed partial class Tensor
{
    /// <summary>Returns the matrix product A·B, for A [n, k] and B [k, m].</summary>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        if (a.Shape is not [var n, var k] || b.Shape is not [var depth, var m] || depth != k)
            throw new ArgumentException("MatMul expects [n, k] and [k, m], " +
                $"got [{string.Join(", ", a.Shape)}] and [{string.Join(", ", b.Shape)}]");
        // ── begin ──
        var c = new double[n * m];
        Products.Add(n, k, m, a.Data, b.Data, c);
        return new([n, m], c,
            (a, (dc, da) => Products.AddTransposedB(n, m, k, dc, b.Data, da)),
            (b, (dc, db) => Products.AddTransposedA(k, n, m, a.Data, dc, db)));
        // ── end ──
    }
}

/// <summary>Matrix products that add to their result. Matrices are flat and row-major.</summary>
public static class Products
{
    /// <summary>C += A·B, for A [n, k], B [k, m] and C [n, m].</summary>
    public static void Add(int n, int k, int m, ReadOnlySpan<double> A, ReadOnlySpan<double> B, Span<double> C)
    {
        // ── begin ──
        for (var i = 0; i < n; i++) AddRows(A.Slice(i * k, k), 1, B, C.Slice(i * m, m));
        // ── end ──
    }

    /// <summary>C += Aᵀ·B, for A [k, n], B [k, m] and C [n, m].</summary>
    public static void AddTransposedA(int n, int k, int m, ReadOnlySpan<double> A, ReadOnlySpan<double> B,
        Span<double> C)
    {
        // ── begin ──
        for (var i = 0; i < n; i++) AddRows(A[i..], n, B, C.Slice(i * m, m));
        // ── end ──
    }

    /// <summary>C += A·Bᵀ, for A [n, k], B [m, k] and C [n, m].</summary>
    public static void AddTransposedB(int n, int k, int m, ReadOnlySpan<double> A, ReadOnlySpan<double> B,
        Span<double> C)
    {
        // ── begin ──
        for (var i = 0; i < n; i++)
            for (var j = 0; j < m; j++)
                C[i * m + j] += Dot(A.Slice(i * k, k), B.Slice(j * k, k));
    }

    /// <summary>
    /// Computes c += Σ_l a[l·stride]·(row l of B). It takes four rows at a time, so that c is loaded and stored once
    /// for four products.
    /// </summary>
    static void AddRows(ReadOnlySpan<double> a, int stride, ReadOnlySpan<double> B, Span<double> c)
    {
        var (m, l, k) = (c.Length, 0, B.Length / c.Length);
        for (; l + 4 <= k; l += 4)
            AddScaled(a[l * stride], a[(l + 1) * stride], a[(l + 2) * stride], a[(l + 3) * stride],
                B.Slice(l * m, m), B.Slice((l + 1) * m, m), B.Slice((l + 2) * m, m), B.Slice((l + 3) * m, m), c);
        for (; l < k; l++) AddScaled(a[l * stride], B.Slice(l * m, m), c);
    }

    static void AddScaled(double f0, double f1, double f2, double f3, ReadOnlySpan<double> b0, ReadOnlySpan<double> b1,
        ReadOnlySpan<double> b2, ReadOnlySpan<double> b3, Span<double> c)
    {
        Span<Vector<double>> sums = Vectors(c);
        ReadOnlySpan<Vector<double>> v0 = Vectors(b0), v1 = Vectors(b1), v2 = Vectors(b2), v3 = Vectors(b3);
        for (var j = 0; j < sums.Length; j++) sums[j] += f0 * v0[j] + f1 * v1[j] + (f2 * v2[j] + f3 * v3[j]);
        for (var j = sums.Length * Vector<double>.Count; j < c.Length; j++)
            c[j] += f0 * b0[j] + f1 * b1[j] + (f2 * b2[j] + f3 * b3[j]);
    }

    static void AddScaled(double factor, ReadOnlySpan<double> b, Span<double> c)
    {
        Span<Vector<double>> sums = Vectors(c);
        ReadOnlySpan<Vector<double>> rows = Vectors(b);
        for (var j = 0; j < sums.Length; j++) sums[j] += factor * rows[j];
        for (var j = sums.Length * Vector<double>.Count; j < c.Length; j++) c[j] += factor * b[j];
    }

    static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> x = Vectors(a), y = Vectors(b);
        Vector<double> first = default, second = default;
        var i = 0;
        for (; i + 2 <= x.Length; i += 2)
        {
            first += x[i] * y[i];
            second += x[i + 1] * y[i + 1];
        }
        var sum = Vector.Sum(first + second);
        for (i *= Vector<double>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Returns the complete vectors of a row, without its last elements.</summary>
    static ReadOnlySpan<Vector<double>> Vectors(ReadOnlySpan<double> row) =>
        MemoryMarshal.Cast<double, Vector<double>>(row);

    static Span<Vector<double>> Vectors(Span<double> row)
    {
        return MemoryMarshal.Cast<double, Vector<double>>(row);
        // ── end ──
    }
}
