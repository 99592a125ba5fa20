// 16 · L2 and L1 penalties · 4 Generalisation
//
// A network that fits noise needs large weights, so a penalty on large weights reduces overfitting. The gradient of L2
// is proportional to the weight: it shrinks all weights and sets none to zero. The gradient of L1 has constant
// magnitude, so small weights become exactly zero. A plain gradient step oscillates around that zero; the soft
// threshold reaches it.
//
// Formula  RG-02  ½α Σ wᵢ²,  gradient α·wᵢ
//          RG-05  α Σ |wᵢ|,  gradient α·sign(wᵢ), with sign(0) = 0
//          RG-06  soft threshold: w ← sign(w)·max(|w| − t, 0)
// Shapes   w [n] → scalar, or [n]
// Example  w = (3, −4), α = 0.1: L2 is 1.25, L1 is 0.7;  threshold 1: 1.5 → 0.5, −2.5 → −1.5, 0.3 → 0
// Read     after: Tiny.Nn/Training/Regularizers.cs

namespace Exercise16;

public static class Penalties
{
    /// <summary>Returns the penalty ½α Σ w².</summary>
    public static double L2(double[] w, double alpha)
    {
        // ── begin ──
        return alpha / 2 * w.Sum(weight => weight * weight);
        // ── end ──
    }

    /// <summary>Returns the gradient of the L2 penalty.</summary>
    public static double[] L2Gradient(double[] w, double alpha)
    {
        // ── begin ──
        return [.. w.Select(weight => alpha * weight)];
        // ── end ──
    }

    /// <summary>Returns the penalty α Σ |w|.</summary>
    public static double L1(double[] w, double alpha)
    {
        // ── begin ──
        return alpha * w.Sum(weight => Math.Abs(weight));
        // ── end ──
    }

    /// <summary>Returns the gradient of the L1 penalty; 0 where a weight is 0.</summary>
    public static double[] L1Gradient(double[] w, double alpha)
    {
        // ── begin ──
        return [.. w.Select(weight => alpha * Math.Sign(weight))];
        // ── end ──
    }

    /// <summary>Returns the soft threshold of one weight.</summary>
    public static double SoftThreshold(double weight, double threshold)
    {
        // ── begin ──
        return Math.Sign(weight) * Math.Max(Math.Abs(weight) - threshold, 0);
        // ── end ──
    }
}
