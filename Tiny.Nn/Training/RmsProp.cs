namespace Tiny.Nn.Training;

/// <summary>
/// RMSprop: divides each weight's step by the root of a running average of its squared gradient. PyTorch's
/// <c>RMSprop</c> (not centred):
/// <code>
///   s ← α·s + (1 − α)·g²          d = g / (√s + ε)
///   without momentum   w ← w − η·d
///   with momentum      v ← μ·v + d     w ← w − η·v
/// </code>
/// Source: Hinton, "Neural networks for machine learning" (2012), lecture 6.
/// </summary>
public sealed class RmsProp : Optimizer
{
    readonly double alpha, epsilon, momentum;

    /// <param name="rate">η.</param>
    /// <param name="alpha">α, the decay of the average, at least 0 and below 1.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ in g ← g + λ·w.</param>
    /// <param name="momentum">μ, at least 0 and below 1.</param>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public RmsProp(
        double rate = 1e-2, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0)
        : base(rate, weightDecay)
    {
        this.alpha = Check("alpha", alpha, belowOne: true);
        this.epsilon = Check("epsilon", epsilon);
        this.momentum = Check("the momentum", momentum, belowOne: true);
    }

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        var s = state["square_avg"];
        s.AddSquare(1 - alpha, g, alpha);                // s ← α·s + (1 − α)·g²
        var step = g.OverRoot(s, epsilon);               // d = g / (√s + ε)
        if (momentum != 0)
        {
            var v = state["momentum_buffer"];
            v.AddScaled(1, step, momentum);              // v ← μ·v + d
            step = v;
        }
        w.Add(-Rate, step);
    }
}
