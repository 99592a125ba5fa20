namespace Tiny.Nn.Ops;

/// <summary>
/// Batch, layer and local response normalization. They are composed of arithmetic and reductions, whose pullbacks give
/// the gradients.
/// </summary>
public static class Normalization
{
    /// <summary>
    /// x̂ = (x − μ) / √(σ² + ε), with the mean μ and the biased variance σ² over the axes that have length 1
    /// in <paramref name="statistics"/>.
    /// </summary>
    /// <returns>x̂, and μ and σ² with the shape of the statistics.  Source: RG-18.</returns>
    public static (Tensor Normalized, Tensor Mean, Tensor Variance) Standardize(
        this Tensor x, Shape statistics, double epsilon = 1e-5)
    {
        var mean = x.MeanTo(statistics);
        var centred = x - mean;
        var variance = centred.Square().MeanTo(statistics);
        return (centred / (variance + epsilon).Sqrt(), mean, variance);
    }

    /// <summary>Returns the shape of statistics for each channel of [N, C, space…]: [1, C, 1…].</summary>
    public static Shape ChannelStatistics(Shape x)
    {
        if (NotNull(x).Rank < 2) throw new ArgumentException($"batch_norm: expects [N, C] or [N, C, space…], got {x}");
        return x.Only(1);
    }

    /// <summary>
    /// Returns the shape of statistics for each example over its last <paramref name="axes"/> axes: [N, …, 1, 1].
    /// </summary>
    public static Shape FeatureStatistics(Shape x, int axes)
    {
        if (axes < 1 || axes > NotNull(x).Rank)
            throw new ArgumentException($"layer_norm: normalises the last {axes} axes, but {x} has {x.Rank}");
        for (var axis = x.Rank - axes; axis < x.Rank; axis++) x = x.With(axis, 1);
        return x;
    }

    /// <summary>
    /// y_i = x_i / (k + α Σ_j x_j²)^β, where j runs over up to n channels around i.  Source: RG-21, with AlexNet's
    /// defaults. This α follows the paper; PyTorch's alpha is n times as large.
    /// </summary>
    /// <param name="x">[N, C, space…].</param>
    /// <exception cref="ArgumentException">x has no channel axis, or n is less than 1.</exception>
    public static Tensor LocalResponseNorm(
        this Tensor x, int size = 5, double alpha = 1e-4, double beta = 0.75, double k = 2)
    {
        if (NotNull(x).Shape.Rank < 2)
            throw new ArgumentException($"local_response_norm: expects [N, C, space…], got {x.Shape}");
        if (size < 1) throw new ArgumentException($"local_response_norm: the size is 1 channel or more, got {size}");
        var planes = x.Square().Reshape([x.Shape[0], 1, x.Shape[1], x.Shape[2..].Count]);
        var around = planes.SumPool([size, 1], stride: 1, padding: [(size / 2, (size - 1) / 2), 0]);
        return x * (around * alpha + k).Power(-beta).Reshape(x.Shape);
    }
}
