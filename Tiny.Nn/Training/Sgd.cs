namespace Tiny.Nn.Training;

/// <summary>
/// Stochastic gradient descent, PyTorch's <c>SGD</c>. With rate η, momentum μ and the gradient g of the batch:
/// <code>
///   plain       w ← w − η·g
///   momentum    v ← μ·v + g     w ← w − η·v
///   Nesterov    v ← μ·v + g     w ← w − η·(g + μ·v)
/// </code>
/// At a constant rate momentum equals OP-10's form v ← μ·v − η·g, w ← w + v.  Sources: OP-01 … OP-04, OP-10.
/// </summary>
public sealed class Sgd : Optimizer
{
    readonly double momentum, decoupledWeightDecay;
    readonly bool nesterov;

    /// <param name="rate">η.</param>
    /// <param name="momentum">μ, at least 0 and below 1.</param>
    /// <param name="nesterov">Whether to use Nesterov's momentum; needs momentum above 0.</param>
    /// <param name="weightDecay">λ in g ← g + λ·w, as in PyTorch: an L2 penalty.</param>
    /// <param name="decoupledWeightDecay">λ in w ← (1 − η·λ)·w before the step, independent of the momentum (RG-03).
    /// Without momentum the two decays are equal.</param>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public Sgd(
        double rate, double momentum = 0, bool nesterov = false, double weightDecay = 0,
        double decoupledWeightDecay = 0)
        : base(rate, weightDecay)
    {
        this.momentum = Check("the momentum", momentum, belowOne: true);
        this.decoupledWeightDecay = Check("the decoupled weight decay", decoupledWeightDecay);
        this.nesterov = !nesterov || momentum > 0
            ? nesterov
            : throw new ArgumentException("Sgd: Nesterov's step needs a momentum above 0, such as 0.9; got 0");
    }

    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        if (decoupledWeightDecay != 0) w.Scale(1 - Rate * decoupledWeightDecay);
        if (momentum == 0)
        {
            w.Add(-Rate, g);
            return;
        }
        var v = state["momentum_buffer"];
        v.AddScaled(1, g, momentum);                     // v ← μ·v + g
        if (nesterov) w.Add(-Rate, g);
        w.Add(nesterov ? -Rate * momentum : -Rate, v);
    }
}
