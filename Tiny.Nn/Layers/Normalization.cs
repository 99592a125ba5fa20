using Tiny.Nn.Ops;

namespace Tiny.Nn.Layers;

/// <summary>
/// Each channel brought to mean 0 and variance 1 over the batch, then scaled and shifted: y = γ·(x − μ)/√(σ² + ε) + β.
/// In training μ and the biased σ² are the batch's, and running averages of μ and the unbiased σ² are collected; in
/// evaluation the averages are used, so that an example's result does not depend on its neighbours.  Sources: RG-18, RG-19.
/// </summary>
/// <remarks>One class for [N, C] and [N, C, space…]; PyTorch's BatchNorm1d to 3d. A batch of one number a channel gives y = β.</remarks>
public sealed class BatchNorm : Layer
{
    readonly int channels;
    readonly double epsilon, momentum;

    /// <param name="momentum">The share of the newest batch in the running averages.</param>
    public BatchNorm(int channels, double epsilon = 1e-5, double momentum = 0.1)
    {
        if (channels < 1) throw new ArgumentException($"BatchNorm: needs at least one channel, got {channels}");
        (this.channels, this.epsilon, this.momentum) = (channels, epsilon, momentum);
        Gamma = new([channels], ParameterKind.Bias, Initializer.Constant(1), default);
        Beta = new([channels], ParameterKind.Bias, Initializer.Zero, default);
        RunningMean = new([channels], ParameterKind.RunningStatistic, Initializer.Zero, default);
        RunningVariance = new([channels], ParameterKind.RunningStatistic, Initializer.Constant(1), default);
    }

    public Parameter Gamma { get; }

    public Parameter Beta { get; }

    public Parameter RunningMean { get; }

    public Parameter RunningVariance { get; }

    public override IEnumerable<(string, Parameter)> OwnParameters =>
        [("weight", Gamma), ("bias", Beta), ("running_mean", RunningMean), ("running_var", RunningVariance)];

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        OutputShape(x.Shape);
        var statistics = Normalization.ChannelStatistics(x.Shape);
        Tensor normalized;
        if (context.IsTraining)
        {
            (normalized, var mean, var variance) = x.Standardize(statistics, epsilon);
            Collect(mean, variance, x.Shape.Count / channels);
        }
        else
        {
            normalized = (x - RunningMean.Value.Reshape(statistics)) / (RunningVariance.Value.Reshape(statistics) + epsilon).Sqrt();
        }
        return normalized * Gamma.Value.Reshape(statistics) + Beta.Value.Reshape(statistics);
    }

    public override Shape OutputShape(Shape input) => input.Rank >= 2 && input[1] == channels && input.Count > 0
        ? input
        : throw new ArgumentException($"{this}: expects a batch [N, {channels}] or [N, {channels}, space…] of at least one example, got {input}");

    public override string ToString() => $"BatchNorm({channels})";

    /// <summary>running ← (1 − m)·running + m·batch, with the unbiased variance n/(n − 1)·σ² of n numbers.</summary>
    void Collect(Tensor mean, Tensor variance, int count)
    {
        var unbiased = (double)count / Math.Max(count - 1, 1);
        mean.Backend.AddScaled(momentum, mean.Buffer, 1 - momentum, RunningMean.Value.Buffer);
        mean.Backend.AddScaled(momentum * unbiased, variance.Buffer, 1 - momentum, RunningVariance.Value.Buffer);
    }
}

/// <summary>
/// Each example brought to mean 0 and variance 1 over its last axes, then scaled and shifted: y = γ·(x − μ)/√(σ² + ε) + β, the same
/// in training and evaluation.  Source: RG-20.
/// </summary>
public sealed class LayerNorm : Layer
{
    readonly Shape features;
    readonly double epsilon;

    /// <param name="features">The shape of the last axes.</param>
    public LayerNorm(Shape features, double epsilon = 1e-5)
    {
        if (features.Rank < 1 || features.Count < 1) throw new ArgumentException($"LayerNorm: needs the shape of the last axes, got {features}");
        (this.features, this.epsilon) = (features, epsilon);
        Gamma = new(features, ParameterKind.Bias, Initializer.Constant(1), default);
        Beta = new(features, ParameterKind.Bias, Initializer.Zero, default);
    }

    public Parameter Gamma { get; }

    public Parameter Beta { get; }

    public override IEnumerable<(string, Parameter)> OwnParameters => [("weight", Gamma), ("bias", Beta)];

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        OutputShape(x.Shape);
        var (normalized, _, _) = x.Standardize(Normalization.FeatureStatistics(x.Shape, features.Rank), epsilon);
        return normalized * Gamma.Value + Beta.Value;
    }

    public override Shape OutputShape(Shape input) => input.Rank > features.Rank && input[^features.Rank..] == features
        ? input
        : throw new ArgumentException($"{this}: expects input [N, …] whose last axes are {features}, got {input}");

    public override string ToString() => $"LayerNorm({features})";
}

/// <inheritdoc cref="Normalization.LocalResponseNorm"/>
public sealed class LocalResponseNorm(int size = 5, double alpha = 1e-4, double beta = 0.75, double k = 2) : Layer
{
    public override Tensor Forward(Tensor x, ForwardContext context) => x.LocalResponseNorm(size, alpha, beta, k);

    public override string ToString() => $"LocalResponseNorm({size})";
}

/// <summary>
/// In training each number is dropped with probability p and the others are scaled by 1/(1 − p), so that the mean stays; in
/// evaluation nothing happens.  Source: RG-17.
/// </summary>
public sealed class Dropout : Layer
{
    readonly double p;

    /// <param name="p">The probability to drop, 0 ≤ p &lt; 1.</param>
    public Dropout(double p = 0.5)
    {
        if (!(p >= 0 && p < 1)) throw new ArgumentException($"Dropout: the probability to drop is 0 or more and less than 1, got {p}");
        this.p = p;
    }

    public override Tensor Forward(Tensor x, ForwardContext context) => context.IsTraining ? x.Dropout(p, context.NextDropout(), context.Iteration) : x;

    public override string ToString() => $"Dropout({p})";
}
