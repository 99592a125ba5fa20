// 15 · The best learning rate · 3 Learning
//
// A learning rate that is slightly too small is slow; one that is slightly too large diverges. Along an axis of
// curvature c, each step multiplies the distance to the minimum by 1 − αc, which must lie between −1 and 1. So the
// largest curvature limits the rate for all axes, and the smallest one is the slowest. The best rate makes these two
// equally fast. Narrow valleys are slow at any rate, hence momentum.
//
// Formula  OP-05  L = ½ Σ cᵢθᵢ²:  θᵢ ← (1 − α·cᵢ)·θᵢ;  converges if and only if 0 < α < 2/c_max;
//                 the best α is 2/(c_min + c_max)
// Shapes   the curvatures c [n], all positive → scalar
// Example  c = (1, 4): converges below 0.5, best at 0.4, where each step multiplies the distances by 0.6 and −0.6
// Read     after: Tiny.Nn/Training/Schedules.cs

namespace Exercise15;

public static class LearningRate
{
    /// <summary>Returns the limit: at and above this learning rate, gradient descent does not converge.</summary>
    public static double Limit(double[] curvatures)
    {
        throw new TodoException("15");
    }

    /// <summary>Returns the learning rate with the smallest convergence factor.</summary>
    public static double Best(double[] curvatures)
    {
        throw new TodoException("15");
    }

    /// <summary>
    /// Returns the convergence factor, the largest |1 − αcᵢ|: the factor of the distance on the slowest axis per step.
    /// </summary>
    public static double ConvergenceFactor(double[] curvatures, double rate)
    {
        throw new TodoException("15");
    }
}
