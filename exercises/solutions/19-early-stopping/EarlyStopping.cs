// 19 · Early stopping · 4 Generalisation
//
// The training loss keeps falling; the validation loss falls and then rises, when the network starts to fit noise. So
// evaluate regularly, keep a copy of the best weights, and stop after several evaluations without improvement. Storing
// a reference to the weights instead of a copy is the usual error, since the weights go on changing. An equal loss is
// no improvement.
//
// Formula  RG-15  while j < patience: v′ = the next error; if v′ < v: j = 0, keep the weights, v = v′; else j = j + 1
// Shapes   after each evaluation: the error and the weights → whether to stop
// Example  errors 5, 4, 3, 3.5, 3.2, 3.1 with patience 3: stops after the sixth; the third is the best
// Read     after: Tiny.Nn/Training/EarlyStopping.cs

namespace Exercise19;

public sealed class EarlyStopping(int patience)
{
    /// <summary>The weights of the best evaluation so far; null before the first.</summary>
    public double[]? BestWeights { get; private set; }

    /// <summary>The error of the best evaluation so far.</summary>
    public double BestError { get; private set; } = double.PositiveInfinity;

    /// <summary>The number of evaluations since the best one; your code counts it.</summary>
    public int EvaluationsSinceBest { get; private set; }

    /// <summary>Records an evaluation and returns whether to stop.</summary>
    /// <param name="weights">The current weights. The caller changes them after this call.</param>
    public bool ShouldStop(double error, double[] weights)
    {
        // ── begin ──
        if (error < BestError) (BestError, BestWeights, EvaluationsSinceBest) = (error, weights.ToArray(), 0);
        else EvaluationsSinceBest++;
        return EvaluationsSinceBest >= patience;
        // ── end ──
    }
}
