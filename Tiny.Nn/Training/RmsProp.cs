using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Training;

/// <summary>
/// Each weight's step divided by the recent size of its gradient. PyTorch's <c>RMSprop</c> (not centred):
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
    /// <param name="alpha">α, the memory of the average, at least 0 and below 1.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weightDecay">λ of g ← g + λ·w.</param>
    /// <param name="momentum">μ, at least 0 and below 1.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public RmsProp(double rate = 1e-2, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0)
        : base(rate, weightDecay)
    {
        this.alpha = CheckShare("alpha", alpha);
        this.epsilon = Check("epsilon", epsilon);
        this.momentum = CheckShare("the momentum", momentum);
    }

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        InPlaceVector s = state["mean square"], d = w.Temporary();
        d.MapBinary(new Multiplication(), g, g);
        s.AddScaled(1 - alpha, d, alpha);                  // s ← α·s + (1 − α)·g²
        d.Map(new SquareRoot(), s);
        d.Map(new Affine(1, epsilon));
        d.MapBinary(new Division(), g, d);                     // d = g / (√s + ε)
        if (momentum == 0)
        {
            w.Add(-Rate, d);
            return;
        }
        var v = state["velocity"];
        v.AddScaled(1, d, momentum);                       // v ← μ·v + d
        w.Add(-Rate, v);
    }
}
