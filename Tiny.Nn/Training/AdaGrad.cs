using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Training;

/// <summary>
/// Smaller steps for weights that have moved much. PyTorch's <c>Adagrad</c>, at step t = 1, 2, …:
/// <code>
///   s ← s + g²          w ← w − η/(1 + (t − 1)·ρ) · g / (√s + ε)
/// </code>
/// s only grows, so the steps only shrink: <see cref="RmsProp"/> forgets instead.
/// Source: Duchi, Hazan and Singer, "Adaptive subgradient methods" (2011).
/// </summary>
public sealed class AdaGrad : Optimizer
{
    readonly double rateDecay, epsilon;

    /// <param name="rate">η.</param>
    /// <param name="rateDecay">ρ, PyTorch's <c>lr_decay</c>.</param>
    /// <param name="weightDecay">λ of g ← g + λ·w.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ArgumentException">A number is negative or not finite.</exception>
    public AdaGrad(double rate = 1e-2, double rateDecay = 0, double weightDecay = 0, double epsilon = 1e-10) : base(rate, weightDecay)
    {
        this.rateDecay = Check("the decay of the rate", rateDecay);
        this.epsilon = Check("epsilon", epsilon);
    }

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        InPlaceVector s = state["sum of squares"], d = w.Temporary();
        d.MapBinary(new Multiplication(), g, g);
        s.Add(1, d);                                     // s ← s + g²
        d.Map(new SquareRoot(), s);
        d.Map(new Affine(1, epsilon));                   // d = √s + ε
        d.MapBinary(new Division(), g, d);
        w.Add(-Rate / (1 + (state.StepCount - 1) * rateDecay), d);
    }
}
