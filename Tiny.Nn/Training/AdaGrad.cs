namespace Tiny.Nn.Training;

/// <summary>
/// AdaGrad: divides each weight's step by the root of its summed squared gradients. PyTorch's <c>Adagrad</c>; for the
/// steps t = 1, 2, …:
/// <code>
///   s ← s + g²          w ← w − η/(1 + (t − 1)·ρ) · g / (√s + ε)
/// </code>
/// s only grows, so the steps shrink; in contrast, the average of <see cref="RmsProp"/> forgets old gradients.
/// Source: Duchi, Hazan and Singer, "Adaptive subgradient methods" (2011).
/// </summary>
public sealed class AdaGrad : Optimizer
{
    readonly double rateDecay, epsilon;

    /// <param name="rate">η.</param>
    /// <param name="rateDecay">ρ, PyTorch's <c>lr_decay</c>.</param>
    /// <param name="weightDecay">λ in g ← g + λ·w.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ArgumentException">An argument is negative or not finite.</exception>
    public AdaGrad(double rate = 1e-2, double rateDecay = 0, double weightDecay = 0, double epsilon = 1e-10)
        : base(rate, weightDecay)
    {
        this.rateDecay = Check("the decay of the rate", rateDecay);
        this.epsilon = Check("epsilon", epsilon);
    }

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        var s = state["sum"];
        s.AddSquare(1, g, 1);                            // s ← s + g²
        w.Add(-Rate / (1 + (state.StepCount - 1) * rateDecay), g.OverRoot(s, epsilon));
    }
}
