using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Training;

/// <summary>
/// L1 made exact: another optimizer's step, and after it the soft threshold on the weights (<see cref="ParameterKind.Weight"/>),
/// <code>
///   w ← sign(w) · max(|w| − η·α, 0)
/// </code>
/// which reaches zeros where the sub-gradient of <see cref="L1"/> only dances around them. After plain <see cref="Sgd"/> it converges to the
/// minimum of J + α‖w‖₁, for a diagonal quadratic RG-06's sign(w*)·max(|w*| − α/H, 0); after other optimizers it is a heuristic,
/// for their steps are not gradients times η.  Source: RG-06.
/// </summary>
public sealed class Proximal : Optimizer
{
    readonly Optimizer inner;
    readonly double alpha;

    /// <param name="inner">What makes the gradient step, such as <c>new Sgd(0.1)</c>; the loss has no L1 term of its own.</param>
    /// <param name="alpha">α, the strength of the penalty.</param>
    /// <exception cref="ArgumentException">α is negative or not finite.</exception>
    public Proximal(Optimizer inner, double alpha) : base(inner.Rate)
    {
        this.inner = inner;
        this.alpha = Check("the strength", alpha);
    }

    public override void Step(IEnumerable<Parameter> parameters)
    {
        inner.Rate = Rate;
        inner.Step(parameters);
        base.Step(parameters);
    }

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        if (state.Parameter.Kind == ParameterKind.Weight) w.Map(new SoftThreshold(Rate * alpha));
    }
}
