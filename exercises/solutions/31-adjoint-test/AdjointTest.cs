// 31 · The adjoint test · 6 Transposition
//
// This time you write the test. Somebody hands you two functions and claims that the second is the transpose of the first. How do you
// check it without building a matrix? By the property that defines a transpose, on random vectors: one wrong cell, one lost sign,
// one missing flip, and the two inner products differ. Your test passes when it accepts what is right and rejects five that are wrong.
//
// Formula  TC-05  ⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩ for all x and y
// Shapes   A: [n] → [m], Aᵀ: [m] → [n]
// Number   A·x = (x₁ + x₂) with x = (1, 2), y = (5): ⟨3, 5⟩ = 15, and Aᵀ·y = (5, 5) gives 5 + 10 = 15
// Read     after: Tiny.Nn/Checks, where one such property proves all linear operations

namespace Exercise31;

public static class AdjointTest
{
    /// <summary>
    /// Whether <paramref name="backward"/> is the transpose of <paramref name="forward"/>, both linear. A wrong length counts as no.
    /// </summary>
    /// <param name="n">The length of forward's argument.</param>
    /// <param name="m">The length of backward's argument.</param>
    /// <param name="random">For random vectors: NextUniform(from, to), NextNormal().</param>
    public static bool IsTranspose(Func<double[], double[]> forward, Func<double[], double[]> backward, int n, int m, RandomStream random)
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

    static double[] Vector(int length, RandomStream random) => [.. Enumerable.Range(0, length).Select(_ => random.NextNormal())];

    static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
        // ── end ──
    }
}
