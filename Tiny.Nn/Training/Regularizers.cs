using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Training;

/// <summary>
/// A price on large numbers, added to the loss: J̃ = J + αΩ. On weights it keeps a network simple (biases are left alone); on
/// activations (<see cref="Activity"/>) it makes a representation small or sparse. It is part of the graph, so its gradient comes by
/// itself; an optimizer's weight decay is the cheaper way to L2, but shrinks biases too.  Source: RG-01.
/// </summary>
public abstract record Regularizer
{
    /// <summary>The price of one tensor of any shape: a single number.</summary>
    public abstract Tensor Of(Tensor x);

    /// <summary>The sum of the prices of all weights (<see cref="ParameterKind.Weight"/>); biases and statistics cost nothing.</summary>
    /// <exception cref="ArgumentException">No weight is among the parameters.</exception>
    public Tensor Penalty(IEnumerable<Parameter> parameters)
    {
        Tensor? total = null;
        foreach (var parameter in parameters)
        {
            if (parameter.Kind != ParameterKind.Weight) continue;
            var price = Of(parameter.Value);
            total = total is null ? price : total + price;
        }
        return total ?? throw new ArgumentException($"{GetType().Name}: the network has no weights to put a price on");
    }

    /// <summary>The price of activations h [N, …], the mean over the N examples: αΩ(h)/N, for one's own loss.  Source: RG-08.</summary>
    /// <exception cref="ArgumentException">There is no example.</exception>
    public Tensor Activity(Tensor h) => h.Shape.Rank > 0 && h.Shape[0] > 0
        ? Of(h) / h.Shape[0]
        : throw new ArgumentException($"{GetType().Name}: expects activations [N, …] of at least one example, got {h.Shape}");

    /// <summary>Refuses a strength that is negative or not finite.</summary>
    protected double Check(double alpha) => double.IsFinite(alpha) && alpha >= 0
        ? alpha
        : throw new ArgumentException($"{GetType().Name}: the strength is 0 or more, got {alpha}");
}

/// <summary>(α/2)·wᵀw;  gradient α·w: weights shrink in proportion.  Source: RG-02.</summary>
public sealed record L2 : Regularizer
{
    public L2(double alpha) => Alpha = Check(alpha);

    public double Alpha { get; }

    public override Tensor Of(Tensor x) => x.Power(2).Sum() * (Alpha / 2);
}

/// <summary>α·‖w‖₁ = α·Σ|w|;  sub-gradient α·sign(w), 0 at 0: a constant pull, which makes weights sparse.  Source: RG-05.</summary>
public sealed record L1 : Regularizer
{
    public L1(double alpha) => Alpha = Check(alpha);

    public double Alpha { get; }

    public override Tensor Of(Tensor x) => x.Abs().Sum() * Alpha;
}

/// <summary>α₁·‖w‖₁ + (α₂/2)·wᵀw: the sum of <see cref="L1"/> and <see cref="L2"/>.  Source: RG-09.</summary>
public sealed record ElasticNet(double L1, double L2) : Regularizer
{
    readonly L1 absolute = new(L1);
    readonly L2 square = new(L2);

    public override Tensor Of(Tensor x) => absolute.Of(x) + square.Of(x);
}
