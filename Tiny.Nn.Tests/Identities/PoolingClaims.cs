using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>What pooling is equal to. Each claim takes the machine that must fulfil it.</summary>
public static class PoolingClaims
{
    /// <summary>Geometries that pooling takes: padding of at most half a window.</summary>
    public static readonly Arbitrary<ConvolutionCase> Cases = ConvolutionCase.Forward.Filter(c =>
        c.Axes.All(axis => 2 * Math.Max(axis.Before, axis.After) <= axis.Window.Span));

    /// <summary>The same without dilation, which only max pooling has.</summary>
    public static readonly Arbitrary<ConvolutionCase> Undilated = Cases.Filter(c => c.Axes.All(axis => axis.Dilation == 1));

    /// <summary>Summing is the depthwise convolution with a kernel of ones; the mean divides by the number of taps.</summary>
    public static void Sum_and_average_are_depthwise_convolutions(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        var x = c.X(machine);
        var ones = Tensor.Full(machine, c.Windows.KernelShape(c.InputChannels, 1), 1);
        var sum = x.Convolve(ones, c.Stride, c.Padding, groups: c.InputChannels);
        Draw.Same(sum, x.SumPool(Kernel(c), c.Stride, c.Padding));
        Draw.Close(sum / c.Windows.TapCount, x.AveragePool(Kernel(c), c.Stride, c.Padding), 1e-6);
    }

    /// <summary>Spreading is the transposed depthwise convolution with ones, and the pullback of summing.</summary>
    public static void Spreading_is_the_transposed_depthwise_convolution(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), dy = Draw.Whole(machine, c.Windows.OutputShape(c.Batch, c.InputChannels), $"{c.Seed}, dy");
        var ones = Tensor.Full(machine, c.Windows.KernelShape(c.InputChannels, 1), 1);
        var spread = Convolution.ConvolveTransposed(dy, ones,
            new ConvolutionShape(c.Batch, c.InputChannels, c.InputChannels, c.InputChannels, c.Windows));
        Draw.Same(spread, Pooling.SumPoolBackward(dy, c.Windows));
        Graph.Backward(x.SumPool(Kernel(c), c.Stride, c.Padding), dy);
        Draw.Same(spread, x.Gradient!);
    }

    /// <summary>The average of an image of ones is 1 everywhere where only cells inside the image are counted.</summary>
    public static void An_average_that_does_not_count_padding_keeps_a_constant(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        var x = Tensor.Full(machine, c.Windows.InputShape(c.Batch, c.InputChannels), 3);
        foreach (var mean in x.AveragePool(Kernel(c), c.Stride, c.Padding, countPadding: false).ToArray())
            Assert.Equal(3, mean, 1e-6);
    }

    /// <summary>Each maximum is the largest number under its window; its switch is the first cell that has it; unpooling puts it back there.</summary>
    public static void A_maximum_is_the_largest_and_the_first(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        var x = c.X(machine);
        var (maxima, indices) = x.MaxPoolWithIndices(Kernel(c), c.Stride, c.Padding, c.Dilation);
        var (xs, ys, cells) = (x.ToArray(), maxima.ToArray(), new int[maxima.Shape.Count]);
        machine.Read(indices.Indices, cells);
        for (var j = 0; j < ys.Length; j++)
        {
            var (plane, position) = Math.DivRem(j, c.Windows.OutputCount);
            var seen = Enumerable.Range(0, c.Windows.TapCount).Select(tap => TranspositionClaims.Under(c, tap, position))
                .Where(cell => cell is not null).Select(cell => cell!.Value).ToList();
            var largest = seen.Count == 0 ? 0 : seen.Max(cell => xs[plane * c.Windows.InputCount + cell]);
            Assert.Equal(largest, ys[j]);
            Assert.Equal(seen.Count == 0 ? -1 : seen.First(cell => xs[plane * c.Windows.InputCount + cell] == largest), cells[j]);
        }
    }

    /// <summary>⟨dy, chosen(v)⟩ = ⟨unpool(dy), v⟩ for every v: adding where windows overlap makes unpooling the transpose of choosing.</summary>
    public static void Unpooling_is_the_transpose_of_choosing(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), v = c.X(machine, 1);
        var (maxima, indices) = x.MaxPoolWithIndices(Kernel(c), c.Stride, c.Padding, c.Dilation);
        var dy = Draw.Whole(machine, maxima.Shape, $"{c.Seed}, dy");
        var chosen = v.Gather(indices.Planes, indices.Indices).Reshape(maxima.Shape);
        Assert.Equal(Draw.Inner(dy, chosen), Draw.Inner(dy.MaxUnpool(indices), v));
        Graph.Backward(maxima, dy);
        Draw.Same(dy.MaxUnpool(indices), x.Gradient!);
    }

    /// <summary>max ≤ (Σ|x|ᵖ)^(1/p) ≤ taps^(1/p)·max, so the p-norm tends to the largest |x|; at p = 1 it is the sum of |x|.</summary>
    public static void The_p_norm_lies_between_the_sum_and_the_maximum(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        var x = c.X(machine);
        var largest = x.Abs().MaxPool(Kernel(c), c.Stride, c.Padding).ToArray();
        Draw.Same(x.Abs().SumPool(Kernel(c), c.Stride, c.Padding), x.LpPool(1, Kernel(c), c.Stride, c.Padding));
        foreach (var p in new[] { 2.0, 10, 100 })
        {
            var norms = x.LpPool(p, Kernel(c), c.Stride, c.Padding).ToArray();
            for (var j = 0; j < norms.Length; j++)
                Assert.InRange(norms[j], largest[j] * (1 - 1e-9), largest[j] * Math.Pow(c.Windows.TapCount, 1 / p) * (1 + 1e-9));
        }
    }

    /// <summary>A pool with stride s takes every s-th position of the pool with stride 1, from the first on.</summary>
    public static void A_stride_subsamples(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        var x = c.X(machine);
        foreach (var pool in new Func<PerAxis, Tensor>[]
                 {
                     stride => x.MaxPool(Kernel(c), stride, c.Padding),
                     stride => x.SumPool(Kernel(c), stride, c.Padding),
                     stride => x.AveragePool(Kernel(c), stride, c.Padding),
                     stride => x.LpPool(2, Kernel(c), stride, c.Padding),
                 })
        {
            var sampled = pool(1);
            for (var place = 0; place < c.Rank; place++)
                sampled = sampled.Slice(place + 2, 0, c.Axes[place].Output, c.Axes[place].Stride);
            Draw.Same(sampled, pool(c.Stride));
        }
    }

    static PerAxis Kernel(ConvolutionCase c) => PerAxis.Of([.. c.Axes.Select(axis => axis.Kernel)]);
}
