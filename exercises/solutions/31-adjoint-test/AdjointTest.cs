// 31 · The adjoint test · 6 Transposed operations
//
// In this exercise you write the test. Given two functions, decide whether the second is the transpose of the first,
// without building a matrix. Use the defining property of a transpose on random vectors: a wrong element, a wrong sign
// or a missing flip makes the two inner products differ. The exercise passes if your test accepts correct transposes
// and rejects nine wrong ones.
//
// Formula  TC-05  ⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩ for all x and y
// Shapes   A: [n] → [m], Aᵀ: [m] → [n]
// Example  A·x = (x₁ + x₂) with x = (1, 2), y = (5): ⟨3, 5⟩ = 15, and Aᵀ·y = (5, 5) gives 5 + 10 = 15
// Read     after: Tiny.Nn/Checks, where one such property verifies all linear operations

namespace Exercise31;

public static class AdjointTest
{
    /// <summary>
    /// Returns whether <paramref name="backward"/> is the transpose of <paramref name="forward"/>. Both are linear. If
    /// a result has the wrong length, the answer is false.
    /// </summary>
    /// <param name="n">The length of the argument of forward.</param>
    /// <param name="m">The length of the argument of backward.</param>
    /// <param name="random">Offers NextUniform(from, to) and NextNormal() for random vectors.</param>
    public static bool IsTranspose(Func<double[], double[]> forward, Func<double[], double[]> backward, int n, int m,
        RandomStream random)
    {
        // ── begin ──
        for (var trial = 0; trial < 5; trial++)
        {
            var (x, y) = (Vector(n, random), Vector(m, random));
            var (ax, aty) = (forward(x), backward(y));
            if (ax.Length != m || aty.Length != n) return false;
            var (left, right) = (Dot(ax, y), Dot(x, aty));
            if (!(Math.Abs(left - right) <= 1e-9 * (Math.Abs(left) + Math.Abs(right) + 1))) return false;
        }
        return true;
    }

    static double[] Vector(int length, RandomStream random) =>
        [.. Enumerable.Range(0, length).Select(_ => random.NextNormal())];

    static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
        // ── end ──
    }
}
