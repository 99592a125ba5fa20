using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>Gradient cases of the operations on images [N, C, space…], of normalization and of losses.</summary>
public static partial class GradientCases
{
    /// <summary>The options of a convolution whose input has 7, 6 or 5 elements per axis.</summary>
    sealed record Geometry(string Name, PerAxis Stride, Paddings Padding, PerAxis Dilation, int Groups = 1,
        PerAxis OutputPadding = default);

    static IEnumerable<Geometry> Geometries(int rank)
    {
        yield return new("plain", default, default, default);
        yield return new("stride 2", 2, default, default);
        yield return new("padding 1", 1, 1, default);
        yield return new("padding before only", 2, (2, 0), default);
        yield return new("padding after only", 2, (0, 2), default);
        yield return new("padding same", 1, Padding.Same, default);
        yield return new("dilation 2", 1, 1, 2);
        yield return new("2 groups", 2, 1, default, Groups: 2);
        yield return new("stride 3, dilation 2, one-sided, 2 groups", 3, (1, 2), 2, Groups: 2);
        yield return new("output padding 1", 2, 1, default, OutputPadding: 1);
        yield return new("output padding up to the dilation", 1, 2, 3, OutputPadding: 2);
        if (rank != 2) yield break;
        yield return new("all different by axis", [2, 1], Paddings.Of([(1, 0), (0, 2)]), [1, 2], Groups: 2,
            OutputPadding: [1, 0]);
    }

    static IEnumerable<(string Name, GradientCase Case)> Convolutions()
    {
        for (var rank = 1; rank <= 3; rank++)
        {
            int[] spatial = rank switch { 1 => [7], 2 => [6, 5], _ => [5, 4, 5] },
                kernel = rank switch { 1 => [3], 2 => [2, 3], _ => [2, 1, 2] };
            var (batch, inputs, outputs) = rank == 3 ? (1, 2, 2) : (2, 4, 2);
            foreach (var g in Geometries(rank))
            {
                Shape x = Shape.Of(batch, inputs).Then(spatial), w = Shape.Of(outputs, inputs / g.Groups).Then(kernel);
                yield return Two($"{rank}-D convolve, {g.Name}", x, w,
                    (x, w) => x.Convolve(w, g.Stride, g.Padding, g.Dilation, g.Groups));
                yield return ($"{rank}-D convolve with a bias, {g.Name}", new([x, w, [outputs]],
                    all => all[0].Convolve(all[1], g.Stride, g.Padding, g.Dilation, g.Groups, all[2])));
                var windows = new WindowOptions(g.Stride, g.Padding, g.Dilation)
                    .ForConvolution("case", Shape.Of([1, 1, .. spatial]), Shape.Of([1, 1, .. kernel]));
                var shape = new ConvolutionShape(batch, inputs, outputs, g.Groups, windows);
                yield return Two($"{rank}-D convolve_filter, {g.Name}", x, windows.OutputShape(batch, outputs),
                    (x, y) => Convolution.ConvolveFilter(x, y, shape));
                int[] shorter = [.. spatial.Select(length => length - 2)];
                yield return Two($"{rank}-D convolve_transposed, {g.Name}", Shape.Of(batch, 2).Then(shorter),
                    Shape.Of(2, inputs / g.Groups).Then(kernel),
                    (y, w) => y.ConvolveTransposed(w, g.Stride, g.Padding, g.Dilation, g.Groups, g.OutputPadding));
                yield return ($"{rank}-D convolve_transposed with a bias, {g.Name}",
                    new([Shape.Of(batch, 2).Then(shorter), Shape.Of(2, inputs / g.Groups).Then(kernel), [inputs]],
                    all => all[0].ConvolveTransposed(all[1], g.Stride, g.Padding, g.Dilation, g.Groups, g.OutputPadding,
                        all[2])));
            }
        }
    }

    static IEnumerable<(string Name, GradientCase Case)> Pools()
    {
        Shape[] images = [[2, 2, 7], [1, 2, 5, 6], [1, 1, 4, 3, 4]];
        foreach (var image in images)
        {
            var rank = image.Rank - 2;
            yield return One($"{rank}-D max pool", image, x => x.MaxPool(2));
            yield return One($"{rank}-D max pool, overlapping, padded, dilated", image,
                x => x.MaxPool(3, stride: 1, padding: (1, 0), dilation: 1));
            yield return One($"{rank}-D sum pool, overlapping", image, x => x.SumPool(3, stride: 2, padding: 1));
            yield return One($"{rank}-D average pool", image, x => x.AveragePool(2));
            yield return One($"{rank}-D average pool, padding counted", image,
                x => x.AveragePool(3, stride: 2, padding: 1));
            yield return One($"{rank}-D average pool, padding not counted", image,
                x => x.AveragePool(3, stride: 2, padding: (1, 0), countPadding: false));
            foreach (var p in new[] { 1, 1.5, 2, 3, 7 })
                yield return One($"{rank}-D L{p} pool of both signs", image, x => x.LpPool(p, 3, stride: 2, padding: 1),
                    AwayFromZero);
            yield return One($"{rank}-D max unpool", image, x =>
            {
                var (maxima, indices) = x.MaxPoolWithIndices(3, stride: 1);
                return maxima.MaxUnpool(indices);
            });
        }
        yield return One("2-D max pool, dilation 2", [1, 2, 6, 5],
            x => x.MaxPool(2, stride: 1, padding: 1, dilation: 2));
        var windows = new WindowOptions(2, 1).ForPooling("case", [1, 2, 5, 6], 3);
        yield return One("2-D sum_pool_backward", windows.OutputShape(1, 2), x => Pooling.SumPoolBackward(x, windows));
    }

    static IEnumerable<(string Name, GradientCase Case)> Upsampling()
    {
        Shape[] images = [[2, 2, 3], [1, 2, 2, 3], [1, 1, 2, 2, 3]];
        foreach (var image in images)
        {
            var rank = image.Rank - 2;
            yield return One($"{rank}-D upsample nearest", image, x => x.UpsampleNearest(2));
            yield return One($"{rank}-D upsample bed of nails", image, x => x.UpsampleBedOfNails(2));
            yield return One($"{rank}-D upsample linear", image, x => x.UpsampleLinear(2));
        }
        yield return One("2-D upsample nearest by axis", [1, 1, 2, 3], x => x.UpsampleNearest([3, 1]));
        yield return One("2-D upsample linear by axis", [1, 1, 2, 3], x => x.UpsampleLinear([1, 3]));
    }

    static IEnumerable<(string Name, GradientCase Case)> Normalization()
    {
        yield return One("batch norm of a batch of vectors", [5, 3], x => x.Standardize([1, 3]).Normalized);
        yield return One("batch norm of images", [2, 3, 2, 2],
            x => x.Standardize(Tiny.Nn.Ops.Normalization.ChannelStatistics(x.Shape)).Normalized);
        yield return One("batch norm's mean and variance", [5, 3],
            x => x.Standardize([1, 3]) is var (_, mean, variance) ? mean * variance : x);
        yield return ("batch norm with γ and β",
            new([[4, 3], [3], [3]], all => all[0].Standardize([1, 3]).Normalized * all[1] + all[2]));
        yield return One("layer norm", [3, 5],
            x => x.Standardize(Tiny.Nn.Ops.Normalization.FeatureStatistics(x.Shape, 1)).Normalized);
        yield return One("layer norm over two axes", [2, 3, 4],
            x => x.Standardize(Tiny.Nn.Ops.Normalization.FeatureStatistics(x.Shape, 2)).Normalized);
        yield return One("local response norm", [2, 6, 2, 2], x => x.LocalResponseNorm(alpha: 0.3));
        yield return One("local response norm over 4 channels", [2, 6, 3],
            x => x.LocalResponseNorm(size: 4, alpha: 0.5, beta: 1.5, k: 1));
    }

    static IEnumerable<(string Name, GradientCase Case)> Losses()
    {
        Shape batch = [3, 4];
        yield return Two("squared error", batch, batch, (y, t) => y.SquaredError(t));
        yield return Two("half squared error", batch, batch, (y, t) => y.SquaredError(t, half: true));
        yield return Two("mean squared error", batch, batch, (y, t) => y.MeanSquaredError(t));
        yield return Two("mean absolute error", batch, batch, (y, t) => (y + 10).MeanAbsoluteError(t));
        foreach (var delta in new[] { 0.1, 0.7, 100 })
            yield return Two($"Huber, δ = {delta}", batch, batch, (y, t) => y.Huber(t, delta));
        yield return One("cross-entropy", batch, z => z.CrossEntropy([0, 3, 1]));
        yield return One("cross-entropy, label smoothing", batch, z => z.CrossEntropy([0, 3, 1], labelSmoothing: 0.1));
        yield return One("cross-entropy, label smoothing 1", batch, z => z.CrossEntropy([0, 3, 1], labelSmoothing: 1));
        yield return One("cross-entropy of images", [2, 3, 2], z => z.CrossEntropy([0, 2, 1, 1]));
        yield return Two("cross-entropy, soft targets", batch, batch, (z, t) => z.CrossEntropy(t));
        yield return Two("cross-entropy of images, soft targets", [2, 3, 2], [2, 3, 2], (z, t) => z.CrossEntropy(t));
        yield return Two("binary cross-entropy", batch, batch, (z, t) => z.BinaryCrossEntropy(t));
        yield return One("cross-entropy far out", batch, z => z.CrossEntropy([0, 3, 1]), x => 30 * x);
    }
}
