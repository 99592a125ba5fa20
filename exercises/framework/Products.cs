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
        throw new TodoException("51");
    }
}

/// <summary>Matrix products that add to their result. Matrices are flat and row-major.</summary>
public static class Products
{
    /// <summary>C += A·B, for A [n, k], B [k, m] and C [n, m].</summary>
    public static void Add(int n, int k, int m, ReadOnlySpan<double> A, ReadOnlySpan<double> B, Span<double> C)
    {
        throw new TodoException("51");
    }

    /// <summary>C += Aᵀ·B, for A [k, n], B [k, m] and C [n, m].</summary>
    public static void AddTransposedA(int n, int k, int m, ReadOnlySpan<double> A, ReadOnlySpan<double> B,
        Span<double> C)
    {
        throw new TodoException("51");
    }

    /// <summary>C += A·Bᵀ, for A [n, k], B [m, k] and C [n, m].</summary>
    public static void AddTransposedB(int n, int k, int m, ReadOnlySpan<double> A, ReadOnlySpan<double> B,
        Span<double> C)
    {
        throw new TodoException("51");
    }
}
