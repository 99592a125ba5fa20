using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Training;

/// <summary>
/// Steps of about the same size for every weight, from running averages of the gradient and its square. PyTorch's <c>Adam</c>, at
/// step t = 1, 2, …:
/// <code>
///   m ← β₁·m + (1 − β₁)·g          v ← β₂·v + (1 − β₂)·g²
///   w ← w − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
/// </code>
/// The divisions by 1 − βᵗ undo that the averages begin at 0: the first step has the size η.
/// Sources: Kingma and Ba, "Adam" (2015), algorithm 1; OP-11.
/// </summary>
public class Adam : Optimizer
{
    readonly double beta1, beta2, epsilon;

    /// <param name="rate">η.</param>
    /// <param name="beta1">β₁, the memory of the gradient's average, at least 0 and below 1.</param>
    /// <param name="beta2">β₂, that of its square's.</param>
    /// <param name="epsilon">ε, which keeps the step of a vanishing gradient finite.</param>
    /// <param name="weightDecay">λ of g ← g + λ·w: an L2 penalty, which the division by √v distorts; see <see cref="AdamW"/>.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public Adam(double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(rate, weightDecay)
    {
        this.beta1 = CheckShare("beta1", beta1);
        this.beta2 = CheckShare("beta2", beta2);
        this.epsilon = Check("epsilon", epsilon);
    }

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        InPlaceVector m = state["mean"], v = state["mean square"], d = w.Temporary();
        m.AddScaled(1 - beta1, g, beta1);                                       // m ← β₁·m + (1 − β₁)·g
        d.MapBinary(new Multiplication(), g, g);
        v.AddScaled(1 - beta2, d, beta2);                                       // v ← β₂·v + (1 − β₂)·g²
        d.Map(new SquareRoot(), v);
        d.Map(new Affine(1 / Math.Sqrt(BiasCorrection(beta2, state.StepCount)), epsilon));   // d = √v / √(1 − β₂ᵗ) + ε
        d.MapBinary(new Division(), m, d);
        w.Add(-Rate / BiasCorrection(beta1, state.StepCount), d);
    }

    /// <summary>1 − βᵗ.</summary>
    static double BiasCorrection(double beta, long step) => 1 - Math.Pow(beta, step);
}

/// <summary>
/// <see cref="Adam"/> with decoupled weight decay, PyTorch's <c>AdamW</c>: first w ← (1 − η·λ)·w, then Adam's step with the
/// gradient alone, so that every weight shrinks at the same pace. Source: Loshchilov and Hutter, "Decoupled weight decay
/// regularization" (2019); RG-03.
/// </summary>
public sealed class AdamW : Adam
{
    readonly double decay;

    /// <param name="weightDecay">λ; applies to all parameters, biases too, as PyTorch's.</param>
    /// <inheritdoc cref="Adam(double, double, double, double, double)"/>
    public AdamW(double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2)
        : base(rate, beta1, beta2, epsilon) => decay = Check("the weight decay", weightDecay);

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        if (decay != 0) w.Scale(1 - Rate * decay);
        base.Step(w, g, state);
    }
}
