using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Training;

/// <summary>
/// The proximal gradient method for an L1 penalty: another optimizer's step, then the soft threshold on the weights
/// (<see cref="Parameter.IsRegularized"/>):
/// <code>
///   w ← sign(w) · max(|w| − η·α, 0)
/// </code>
/// The threshold gives exact zeros, whereas the sub-gradient of <see cref="L1"/> oscillates around them. With plain
/// <see cref="Sgd"/> the method converges to the minimum of J + α‖w‖₁; for a diagonal quadratic J this is
/// sign(w*)·max(|w*| − α/H, 0). With other optimizers it is a heuristic, because their steps are not η times the
/// gradient.  Source: RG-06.
/// </summary>
public sealed class Proximal : Optimizer
{
    readonly Optimizer inner;
    readonly double alpha;

    /// <param name="inner">The optimizer of the gradient step, such as <c>new Sgd(0.1)</c>; the loss must not contain
    /// the L1 term.</param>
    /// <param name="alpha">α, the strength of the penalty.</param>
    /// <exception cref="ArgumentException">α is negative or not finite.</exception>
    public Proximal(Optimizer inner, double alpha) : base(NotNull(inner).Rate)
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

    public override OptimizerState StateOf(Parameter parameter) => inner.StateOf(parameter);

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        if (state.Parameter.IsRegularized) w.Map(new SoftThreshold(Rate * alpha));
    }
}
