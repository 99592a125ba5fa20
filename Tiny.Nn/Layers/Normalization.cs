using Tiny.Nn.Ops;

namespace Tiny.Nn.Layers;

/// <summary>A normalization followed by a learned scale and shift: y = γ·x̂ + β.</summary>
public abstract class NormalizationLayer(Shape features) : Layer
{
    /// <summary>γ, initially 1.</summary>
    public Parameter Gamma { get; } = new(features, ParameterKind.Scale, Initializer.Constant(1), default);

    /// <summary>β, initially 0.</summary>
    public Parameter Beta { get; } = new(features, ParameterKind.Bias, Initializer.Zero, default);

    public override IEnumerable<(string, Parameter)> OwnParameters => [("weight", Gamma), ("bias", Beta)];

    public sealed override Tensor Forward(Tensor x, ForwardContext context)
    {
        CheckInput(NotNull(x).Shape);
        var (normalized, features) = Normalize(x, context);
        return normalized * Gamma.Value.Reshape(features) + Beta.Value.Reshape(features);
    }

    public sealed override Shape OutputShape(Shape input)
    {
        CheckInput(input);
        return input;
    }

    /// <summary>Returns x̂, and the shape in which γ and β broadcast over it.</summary>
    private protected abstract (Tensor Normalized, Shape Features) Normalize(Tensor x, ForwardContext context);

    private protected abstract void CheckInput(Shape input);
}

/// <summary>
/// Batch normalization: x̂ = (x − μ)/√(σ² + ε) for each channel. In training, μ and the biased σ² are those of the
/// batch, and running averages of μ and of the unbiased σ² are collected. In evaluation the averages are used, so that
/// an example's output is independent of the batch.  Sources: RG-18, RG-19.
/// </summary>
/// <remarks>
/// One class serves [N, C] and [N, C, space…], like PyTorch's BatchNorm1d to BatchNorm3d. If a channel has only one
/// value, y = β.
/// </remarks>
/// <param name="momentum">The weight of the newest batch in the running averages.</param>
public sealed class BatchNorm(int channels, double epsilon = 1e-5, double momentum = 0.1)
    : NormalizationLayer([channels])
{
    /// <summary>ε, which is added to the variance.</summary>
    public double Epsilon => epsilon;

    readonly int channels = channels >= 1
        ? channels
        : throw new ArgumentException($"BatchNorm: needs at least one channel, got {channels}");

    public Parameter RunningMean { get; } = new([channels], ParameterKind.RunningStatistic, Initializer.Zero, default);

    public Parameter RunningVariance { get; } =
        new([channels], ParameterKind.RunningStatistic, Initializer.Constant(1), default);

    public override IEnumerable<(string, Parameter)> OwnParameters =>
        [.. base.OwnParameters, ("running_mean", RunningMean), ("running_var", RunningVariance)];

    private protected override (Tensor, Shape) Normalize(Tensor x, ForwardContext context)
    {
        var shape = Normalization.ChannelStatistics(x.Shape);
        if (!NotNull(context).IsTraining)
        {
            var deviation = (RunningVariance.Value.Reshape(shape) + epsilon).Sqrt();
            return ((x - RunningMean.Value.Reshape(shape)) / deviation, shape);
        }
        var (normalized, mean, variance) = x.Standardize(shape, epsilon);
        Collect(mean, variance, x.Shape.Count / channels);
        return (normalized, shape);
    }

    private protected override void CheckInput(Shape input)
    {
        if (NotNull(input).Rank < 2 || input[1] != channels || input.Count == 0)
            throw new ArgumentException(
                $"{this}: expects a batch [N, {channels}] or [N, {channels}, space…] of at least one example, " +
                $"got {input}");
    }

    public override string ToString() => $"BatchNorm({channels})";

    /// <summary>
    /// Updates a running statistic: running ← (1 − m)·running + m·batch, with the unbiased variance n/(n − 1)·σ² of
    /// n values.
    /// </summary>
    void Collect(Tensor mean, Tensor variance, int count)
    {
        var unbiased = (double)count / Math.Max(count - 1, 1);
        mean.Backend.AddScaled(momentum, mean.Buffer, 1 - momentum, RunningMean.Value.Buffer);
        mean.Backend.AddScaled(momentum * unbiased, variance.Buffer, 1 - momentum, RunningVariance.Value.Buffer);
    }
}

/// <summary>
/// Layer normalization: x̂ = (x − μ)/√(σ² + ε) over the last axes of each example, the same in training and evaluation.
/// Source: RG-20.
/// </summary>
/// <param name="features">The shape of the last axes.</param>
public sealed class LayerNorm(Shape features, double epsilon = 1e-5) : NormalizationLayer(features)
{
    /// <summary>ε, which is added to the variance.</summary>
    public double Epsilon => epsilon;

    readonly Shape features = NotNull(features).Rank >= 1 && features.Count >= 1
        ? features
        : throw new ArgumentException($"LayerNorm: needs the shape of the last axes, got {features}");

    private protected override (Tensor, Shape) Normalize(Tensor x, ForwardContext context) =>
        (x.Standardize(Normalization.FeatureStatistics(x.Shape, features.Rank), epsilon).Normalized, features);

    private protected override void CheckInput(Shape input)
    {
        if (NotNull(input).Rank <= features.Rank || input[^features.Rank..] != features)
            throw new ArgumentException($"{this}: expects input [N, …] whose last axes are {features}, got {input}");
    }

    public override string ToString() => $"LayerNorm({features})";
}

/// <summary>
/// Dropout. In training it sets each element to 0 with probability p and scales the others by 1/(1 − p), which keeps
/// the mean. In evaluation it is the identity.  Source: RG-17.
/// </summary>
/// <param name="p">The probability that an element is set to 0, 0 ≤ p &lt; 1.</param>
public sealed class Dropout(double p = 0.5) : Layer
{
    readonly double p = Masking.CheckProbability("Dropout", p);

    public override Tensor Forward(Tensor x, ForwardContext context) =>
        NotNull(context).IsTraining ? x.Dropout(p, context.NextDropout(), context.Iteration) : x;

    public override string ToString() => $"Dropout({p})";
}
