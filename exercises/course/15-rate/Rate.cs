// 15 · The learning-rate trap · 3 Learning
//
// A little too small costs time; a little too large and the loss explodes. Where is the edge? Along an axis of curvature c each step
// multiplies the distance to the bottom by 1 − αc, and that must stay within ±1. So the steepest axis sets the limit for all, and the
// flattest one suffers. The best rate makes the two extremes equally slow. Narrow valleys are slow however one chooses: hence momentum.
//
// Formula  OP-05  L = ½ Σ cᵢθᵢ²:  θᵢ ← (1 − α·cᵢ)·θᵢ;  converges if and only if 0 < α < 2/c_max;  the best α is 2/(c_min + c_max)
// Shapes   the curvatures c [n], all positive → one number
// Number   c = (1, 4): converges below 0.5, best at 0.4, where each step multiplies the distances by 0.6 and −0.6
// Read     after: Tiny.Nn/Training/Schedules.cs

namespace Exercise15;

public static class Rate
{
    /// <summary>The rate at and above which descent does not converge.</summary>
    public static double Limit(double[] curvatures)
    {
        throw new TodoException("15");
    }

    /// <summary>The rate whose slowest axis is fastest.</summary>
    public static double Best(double[] curvatures)
    {
        throw new TodoException("15");
    }

    /// <summary>What each step at this rate multiplies the distance on the slowest axis by, without its sign: the largest |1 − αcᵢ|.</summary>
    public static double Factor(double[] curvatures, double rate)
    {
        throw new TodoException("15");
    }
}
