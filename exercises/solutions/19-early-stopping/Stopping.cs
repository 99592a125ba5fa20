// 19 · Early stopping · 4 Generalising
//
// The training loss falls forever; the loss on examples it does not learn from falls, and then rises: from there on, noise is learned.
// So look every few steps, keep a copy of the best, and stop when it has not become better for some time. The copy must be a copy: a
// reference to weights that go on changing is the commonest mistake. Equal is not better.
//
// Formula  RG-15  while j < patience: v′ = the next error; if v′ < v: j = 0, keep the weights, v = v′; else j = j + 1
// Shapes   after each evaluation: the error and the weights → whether to stop
// Number   errors 5, 4, 3, 3.5, 3.2, 3.1 with patience 3: stops after the sixth, and the best is the third
// Read     after: Tiny.Nn/Training/EarlyStopping.cs

namespace Exercise19;

public sealed class Stopping(int patience)
{
    /// <summary>The weights of the best evaluation so far; null before the first.</summary>
    public double[]? Best { get; private set; }

    /// <summary>The error of the best evaluation so far.</summary>
    public double BestError { get; private set; } = double.PositiveInfinity;

    /// <summary>The number of evaluations in a row that were no better; yours to count.</summary>
    public int Waited { get; private set; }

    /// <summary>One evaluation: notes the error, and says whether to stop now.</summary>
    /// <param name="weights">The current weights; they will change after this call.</param>
    public bool ShouldStop(double error, double[] weights)
    {
        // ── begin ──
        if (error < BestError) (BestError, Best, Waited) = (error, weights.ToArray(), 0);
        else Waited++;
        return Waited >= patience;
        // ── end ──
    }
}
