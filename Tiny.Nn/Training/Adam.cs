namespace Tiny.Nn.Training;

/// <summary>
/// Adam: steps of about the same size for every weight, from running averages of the gradient and its square. PyTorch's
/// <c>Adam</c>; for the steps t = 1, 2, …:
/// <code>
///   m ← β₁·m + (1 − β₁)·g          v ← β₂·v + (1 − β₂)·g²
///   w ← w − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
/// </code>
/// The divisions by 1 − βᵗ correct the bias of averages that start at 0: the first step has the size η.
/// Sources: Kingma and Ba, "Adam" (2015), algorithm 1; OP-11.
/// </summary>
public class Adam : Optimizer
{
    readonly double beta1, beta2, epsilon;

    /// <param name="rate">η.</param>
    /// <param name="beta1">β₁, the decay of the gradient's average, at least 0 and below 1.</param>
    /// <param name="beta2">β₂, the decay of the squared gradient's average.</param>
    /// <param name="epsilon">ε, which keeps the step of a vanishing gradient finite.</param>
    /// <param name="weightDecay">λ in g ← g + λ·w: an L2 penalty, which the division by √v distorts;
    /// see <see cref="AdamW"/>.</param>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public Adam(
        double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(rate, weightDecay)
    {
        this.beta1 = Check("beta1", beta1, belowOne: true);
        this.beta2 = Check("beta2", beta2, belowOne: true);
        this.epsilon = Check("epsilon", epsilon);
    }

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        InPlaceVector m = state["exp_avg"], v = state["exp_avg_sq"];
        m.AddScaled(1 - beta1, g, beta1);                // m ← β₁·m + (1 − β₁)·g
        v.AddSquare(1 - beta2, g, beta2);                // v ← β₂·v + (1 − β₂)·g²
        var scale = 1 / Math.Sqrt(BiasCorrection(beta2, state.StepCount));
        w.Add(-Rate / BiasCorrection(beta1, state.StepCount), m.OverRoot(v, epsilon, scale));
    }

    /// <summary>Returns 1 − βᵗ.</summary>
    static double BiasCorrection(double beta, long step) => 1 - Math.Pow(beta, step);
}

/// <summary>
/// <see cref="Adam"/> with decoupled weight decay, PyTorch's <c>AdamW</c>: first w ← (1 − η·λ)·w, then Adam's step with
/// the gradient alone, so that all weights shrink at the same rate. Source: Loshchilov and Hutter, "Decoupled weight
/// decay regularization" (2019); RG-03.
/// </summary>
public sealed class AdamW : Adam
{
    readonly double decay;

    /// <param name="weightDecay">λ; applies to all parameters, biases included, as in PyTorch.</param>
    /// <inheritdoc cref="Adam(double, double, double, double, double)"/>
    public AdamW(
        double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2)
        : base(rate, beta1, beta2, epsilon) => decay = Check("the weight decay", weightDecay);

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        if (decay != 0) w.Scale(1 - Rate * decay);
        base.Step(w, g, state);
    }
}
