using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Training;

/// <summary>
/// A penalty αΩ that is added to the loss: J̃ = J + αΩ. It applies to the weights, or to activations
/// (<see cref="Activity"/>), which makes a representation small or sparse. The penalty is part of the graph, which
/// gives its gradient. An optimizer's weight decay is a faster L2 penalty, but shrinks biases too.  Source: RG-01.
/// </summary>
public abstract record Regularizer
{
    /// <summary>Returns the penalty αΩ of one tensor of any shape, a scalar.</summary>
    public abstract Tensor Of(Tensor x);

    /// <summary>
    /// Returns the sum of the penalties of all parameters that are weights (<see cref="Parameter.IsRegularized"/>).
    /// </summary>
    /// <exception cref="ArgumentException">No parameter is a weight.</exception>
    public virtual Tensor Penalty(IEnumerable<Parameter> parameters) =>
        Sum(NotNull(parameters).Where(parameter => parameter.IsRegularized).Select(weight => Of(weight.Value)));

    /// <summary>
    /// Returns the penalty of activations h [N, …] for a custom loss, the mean over the N examples: αΩ(h)/N.
    /// Source: RG-08.
    /// </summary>
    /// <exception cref="ArgumentException">There is no example.</exception>
    public Tensor Activity(Tensor h) => NotNull(h).Shape.Rank > 0 && h.Shape[0] > 0
        ? Of(h) / h.Shape[0]
        : throw new ArgumentException(
            $"{GetType().Name}: expects activations [N, …] of at least one example, got {h.Shape}");

    /// <summary>Returns the sum of the penalties of a network's weights.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    protected Tensor Sum(IEnumerable<Tensor> penalties) =>
        penalties.Aggregate((Tensor?)null, (total, penalty) => total is null ? penalty : total + penalty)
        ?? throw new ArgumentException($"{GetType().Name}: the network has no weights to penalize");

    /// <summary>Checks that a strength is finite and 0 or more.</summary>
    protected static double Check(string who, double alpha) => double.IsFinite(alpha) && alpha >= 0
        ? alpha
        : throw new ArgumentException($"{who}: the strength is 0 or more, got {alpha}");
}

/// <summary>The L2 penalty (α/2)·wᵀw;  gradient α·w, which shrinks weights in proportion.  Source: RG-02.</summary>
public sealed record L2(double Alpha) : Regularizer
{
    public double Alpha { get; } = Check("L2", Alpha);

    public override Tensor Of(Tensor x) => x.Power(2).Sum() * (Alpha / 2);
}

/// <summary>
/// The L1 penalty α·‖w‖₁ = α·Σ|w|;  sub-gradient α·sign(w), 0 at 0, which makes weights sparse.  Source: RG-05.
/// </summary>
public sealed record L1(double Alpha) : Regularizer
{
    public double Alpha { get; } = Check("L1", Alpha);

    public override Tensor Of(Tensor x) => x.Abs().Sum() * Alpha;
}

/// <summary>
/// The elastic net α₁·‖w‖₁ + (α₂/2)·wᵀw: the sum of <see cref="L1"/> and <see cref="L2"/>.  Source: RG-09.
/// </summary>
public sealed record ElasticNet(double L1, double L2) : Regularizer
{
    readonly L1 absolute = new(L1);
    readonly L2 square = new(L2);

    public override Tensor Of(Tensor x) => absolute.Of(x) + square.Of(x);
}

/// <summary>
/// Soft parameter tying, the penalty (α/2)·Σ(w − v)² towards the weights v of another model, for example one trained on
/// a related task;  gradient α(w − v), and none for v. Hard tying is one parameter with several uses.  Source: RG-10.
/// </summary>
/// <param name="Model">The parameters of the other model, in the same order and of the same shapes.</param>
public sealed record SoftTying(double Alpha, IReadOnlyList<Parameter> Model) : Regularizer
{
    public double Alpha { get; } = Check("SoftTying", Alpha);

    /// <summary>Returns the penalty of one tensor towards 0, as <see cref="L2"/>.</summary>
    public override Tensor Of(Tensor x) => x.Power(2).Sum() * (Alpha / 2);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parameters of the two models differ in number or shape.</exception>
    public override Tensor Penalty(IEnumerable<Parameter> parameters)
    {
        Parameter[] tied = [.. NotNull(parameters)];
        if (!tied.Select(parameter => parameter.Value.Shape).SequenceEqual(Model.Select(other => other.Value.Shape)))
            throw new ArgumentException("SoftTying: expects two models with parameters of the same shapes, got " +
                $"{Shapes(tied)} and {Shapes(Model)}");
        return Sum(tied.Zip(Model).Where(pair => pair.First.IsRegularized)
            .Select(pair => Of(pair.First.Value - pair.Second.Value.Detach())));
    }

    static string Shapes(IEnumerable<Parameter> parameters) =>
        string.Join(", ", parameters.Select(parameter => parameter.Value.Shape));
}
