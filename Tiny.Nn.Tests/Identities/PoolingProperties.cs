using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>Identities of pooling. Each property takes the backend on which it is checked.</summary>
public static class PoolingProperties
{
    /// <summary>The geometries that pooling accepts: those with a padding of at most half a window.</summary>
    public static readonly Arbitrary<ConvolutionCase> Cases = ConvolutionCase.WithOutputPaddingBelowStride.Filter(c =>
        c.Axes.All(axis => 2 * Math.Max(axis.Before, axis.After) <= axis.Window.Span));

    /// <summary>The geometries of <see cref="Cases"/> without dilation, which only max pooling supports.</summary>
    public static readonly Arbitrary<ConvolutionCase> UndilatedCases =
        Cases.Filter(c => c.Axes.All(axis => axis.Dilation == 1));

    /// <summary>
    /// Sum pooling is the depthwise convolution with a filter of ones; the average divides by the number of taps.
    /// </summary>
    public static void Sum_and_average_pooling_are_depthwise_convolutions(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        var x = c.X(backend);
        var ones = Tensor.Full(backend, c.Windows.KernelShape(c.InputChannels, 1), 1);
        var sum = x.Convolve(ones, c.Stride, c.Padding, groups: c.InputChannels);
        TensorAssert.Equal(sum, x.SumPool(Kernel(c), c.Stride, c.Padding));
        TensorAssert.Close(sum / c.Windows.TapCount, x.AveragePool(Kernel(c), c.Stride, c.Padding), roundings: 10);
    }

    /// <summary>The backward pass of sum pooling is the transposed depthwise convolution with ones.</summary>
    public static void Sum_pool_backward_is_a_transposed_depthwise_convolution(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        var x = c.X(backend);
        var dy = RandomTensors.Integers(backend, c.Windows.OutputShape(c.Batch, c.InputChannels), $"{c.Seed}, dy");
        var ones = Tensor.Full(backend, c.Windows.KernelShape(c.InputChannels, 1), 1);
        var transposed = Convolution.ConvolveTransposed(dy, ones,
            new ConvolutionShape(c.Batch, c.InputChannels, c.InputChannels, c.InputChannels, c.Windows));
        TensorAssert.Equal(transposed, Pooling.SumPoolBackward(dy, c.Windows));
        Graph.Backward(x.SumPool(Kernel(c), c.Stride, c.Padding), dy);
        TensorAssert.Equal(transposed, x.Gradient!);
    }

    /// <summary>
    /// If only elements inside the image are counted, the average of a constant image is that constant.
    /// </summary>
    public static void Average_pooling_without_counting_padding_preserves_constants(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        var x = Tensor.Full(backend, c.Windows.InputShape(c.Batch, c.InputChannels), 3);
        foreach (var mean in x.AveragePool(Kernel(c), c.Stride, c.Padding, countPadding: false).ToArray())
            Assert.Equal(3, mean, 10 * backend.Precision);
    }

    /// <summary>
    /// Each maximum is the largest element of its window. Its index is that of the first such element, or −1 for
    /// an empty window.
    /// </summary>
    public static void Max_pooling_returns_the_first_largest_element_and_its_index(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        var x = c.X(backend);
        var (maxima, indices) = x.MaxPoolWithIndices(Kernel(c), c.Stride, c.Padding, c.Dilation);
        var (xs, ys, argmax) = (x.ToArray(), maxima.ToArray(), new int[maxima.Shape.Count]);
        backend.Read(indices.Indices, argmax);
        for (var j = 0; j < ys.Length; j++)
        {
            var (plane, position) = Math.DivRem(j, c.Windows.OutputCount);
            var window = Enumerable.Range(0, c.Windows.TapCount)
                .Select(tap => TransposedConvolutionProperties.InputIndex(c, tap, position)).OfType<int>().ToList();
            var largest = window.Count == 0 ? 0 : window.Max(Element);
            Assert.Equal(largest, ys[j]);
            Assert.Equal(window.Count == 0 ? -1 : window.First(index => Element(index) == largest), argmax[j]);

            double Element(int index) => xs[plane * c.Windows.InputCount + index];
        }
    }

    /// <summary>
    /// ⟨dy, gather(v)⟩ = ⟨unpool(dy), v⟩ for every v, where gather reads v at the indices of the maxima.
    /// </summary>
    public static void Max_unpooling_is_the_transpose_of_gathering_the_maxima(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), v = c.X(backend, 1);
        var (maxima, indices) = x.MaxPoolWithIndices(Kernel(c), c.Stride, c.Padding, c.Dilation);
        var dy = RandomTensors.Integers(backend, maxima.Shape, $"{c.Seed}, dy");
        var gathered = v.Gather(indices.Planes, indices.Indices).Reshape(maxima.Shape);
        TensorAssert.EqualInnerProducts((dy, gathered), (dy.MaxUnpool(indices), v));
        Graph.Backward(maxima, dy);
        TensorAssert.Equal(dy.MaxUnpool(indices), x.Gradient!);
    }

    /// <summary>
    /// At p = 1 the norm is Σ|x|. For every p, max ≤ (Σ|x|ᵖ)^(1/p) ≤ taps^(1/p)·max, which tends to the maximum.
    /// </summary>
    public static void Lp_pooling_is_the_sum_at_p_1_and_tends_to_the_maximum(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        var x = c.X(backend);
        var largest = x.Abs().MaxPool(Kernel(c), c.Stride, c.Padding).ToArray();
        TensorAssert.Equal(x.Abs().SumPool(Kernel(c), c.Stride, c.Padding),
            x.LpPool(1, Kernel(c), c.Stride, c.Padding));
        foreach (var p in new[] { 2.0, 10, 50 })   // 4⁵⁰·taps is still finite in float
        {
            var (growth, slack) = (Math.Pow(c.Windows.TapCount, 1 / p), 100 * backend.Precision);
            var norms = x.LpPool(p, Kernel(c), c.Stride, c.Padding).ToArray();
            for (var j = 0; j < norms.Length; j++)
                Assert.InRange(norms[j], largest[j] * (1 - slack), largest[j] * growth * (1 + slack));
        }
    }

    /// <summary>
    /// Pooling with stride s equals every s-th position of pooling with stride 1, beginning with the first.
    /// </summary>
    public static void Strided_pooling_subsamples_the_unstrided_one(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        var x = c.X(backend);
        foreach (var pool in new Func<PerAxis, Tensor>[]
                 {
                     stride => x.MaxPool(Kernel(c), stride, c.Padding),
                     stride => x.SumPool(Kernel(c), stride, c.Padding),
                     stride => x.AveragePool(Kernel(c), stride, c.Padding),
                     stride => x.LpPool(2, Kernel(c), stride, c.Padding),
                 })
        {
            var sampled = pool(1);
            for (var j = 0; j < c.Rank; j++) sampled = sampled.Slice(j + 2, 0, c.Axes[j].Output, c.Axes[j].Stride);
            TensorAssert.Equal(sampled, pool(c.Stride));
        }
    }

    static PerAxis Kernel(ConvolutionCase c) => PerAxis.Of([.. c.Axes.Select(axis => axis.Kernel)]);
}
