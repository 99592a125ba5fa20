// 16 · L2 and L1 · 4 Generalising
//
// A network that explains noise needs large weights, so large weights are made to cost. L2 pulls each weight with a force in proportion
// to it: it shrinks all, and none to zero. L1 pulls with the same force everywhere, so small weights do reach zero and stay: it
// chooses. A plain step overshoots that zero forever; the soft threshold lands on it.
//
// Formula  RG-02  ½α Σ wᵢ²,  gradient α·wᵢ
//          RG-05  α Σ |wᵢ|,  gradient α·sign(wᵢ), with sign(0) = 0
//          RG-06  soft threshold: w ← sign(w)·max(|w| − t, 0)
// Shapes   w [n] → one number, or [n]
// Number   w = (3, −4), α = 0.1: L2 costs 1.25, L1 costs 0.7;  threshold 1: 1.5 → 0.5, −2.5 → −1.5, 0.3 → 0
// Read     after: Tiny.Nn/Training/Regularizers.cs

namespace Exercise16;

public static class Penalties
{
    /// <summary>½α Σ w².</summary>
    public static double L2(double[] w, double alpha)
    {
        throw new TodoException("16");
    }

    /// <summary>Its gradient.</summary>
    public static double[] L2Gradient(double[] w, double alpha)
    {
        throw new TodoException("16");
    }

    /// <summary>α Σ |w|.</summary>
    public static double L1(double[] w, double alpha)
    {
        throw new TodoException("16");
    }

    /// <summary>Its gradient; 0 where a weight is 0.</summary>
    public static double[] L1Gradient(double[] w, double alpha)
    {
        throw new TodoException("16");
    }

    /// <summary>The soft threshold of one weight.</summary>
    public static double Shrink(double weight, double threshold)
    {
        throw new TodoException("16");
    }
}
