using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>
/// Properties that relate the three convolution primitives. Each property takes the backend on which it is checked, so
/// that it can be checked on every backend and must fail on a mutant.
/// </summary>
public static class TransposedConvolutionProperties
{
    /// <summary>y[n, o, j] = Σ x[n, c, j·s − p + t·d]·w[o, c, t], computed by independent loops.</summary>
    public static void Convolution_equals_its_defining_sum(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), w = c.W(backend);
        double[] xs = x.ToArray(), ws = w.ToArray();
        var expected = new double[c.Windows.OutputShape(c.Batch, c.OutputChannels).Count];
        foreach (var (n, o, channel, tap, position) in Terms(c))
        {
            if (InputIndex(c, tap, position) is not { } index) continue;
            var inputChannel = o / c.OutputsPerGroup * c.InputsPerGroup + channel;
            expected[(n * c.OutputChannels + o) * c.Windows.OutputCount + position] +=
                xs[(n * c.InputChannels + inputChannel) * c.Windows.InputCount + index]
                * ws[(o * c.InputsPerGroup + channel) * c.Windows.TapCount + tap];
        }
        Assert.Equal(expected, Convolution.Convolve(x, w, c.Shape).ToArray());
    }

    /// <summary>⟨conv(x, w), y⟩ = ⟨x, convᵀ(y, w)⟩ = ⟨w, filter(x, y)⟩.</summary>
    public static void The_three_primitives_are_one_trilinear_form(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), w = c.W(backend), y = c.Y(backend);
        var convolution = (Convolution.Convolve(x, w, c.Shape), y);
        TensorAssert.EqualInnerProducts(convolution, (x, Convolution.ConvolveTransposed(y, w, c.Shape)));
        TensorAssert.EqualInnerProducts(convolution, (w, Convolution.ConvolveFilter(x, y, c.Shape)));
    }

    /// <summary>The pullbacks of y = conv(x, w) are convᵀ and filter.</summary>
    public static void The_pullbacks_of_convolution_are_the_other_two_primitives(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), w = c.W(backend), dy = c.Y(backend);
        Graph.Backward(Convolution.Convolve(x, w, c.Shape), dy);
        TensorAssert.Equal(Convolution.ConvolveTransposed(dy, w, c.Shape), x.Gradient!);
        TensorAssert.Equal(Convolution.ConvolveFilter(x, dy, c.Shape), w.Gradient!);
    }

    /// <summary>
    /// The pullbacks of x = convᵀ(y, w) are conv and filter, where the incoming gradient takes the place of x.
    /// </summary>
    public static void The_pullbacks_of_transposed_convolution_are_the_other_two_primitives(
        Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor y = c.Y(backend), w = c.W(backend), dx = c.X(backend);
        Graph.Backward(Convolution.ConvolveTransposed(y, w, c.Shape), dx);
        TensorAssert.Equal(Convolution.Convolve(dx, w, c.Shape), y.Gradient!);
        TensorAssert.Equal(Convolution.ConvolveFilter(dx, y, c.Shape), w.Gradient!);
    }

    /// <summary>The pullbacks of w = filter(x, y) are convᵀ and conv.</summary>
    public static void The_pullbacks_of_the_filter_gradient_are_the_other_two_primitives(
        Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), y = c.Y(backend), dw = c.W(backend);
        Graph.Backward(Convolution.ConvolveFilter(x, y, c.Shape), dw);
        TensorAssert.Equal(Convolution.ConvolveTransposed(y, dw, c.Shape), x.Gradient!);
        TensorAssert.Equal(Convolution.Convolve(x, dw, c.Shape), y.Gradient!);
    }

    /// <summary>
    /// Relationships 8 to 14 of the convolution-arithmetic guide: convᵀ is a convolution of stride 1 over the input
    /// with s − 1 zeros between neighbours. The input is padded by d(k − 1) − p before, and by a more after; the filter
    /// is flipped and its channels are swapped. A negative padding crops.
    /// </summary>
    public static void Transposed_convolution_is_a_convolution_of_the_zero_stuffed_input(
        Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor y = c.Y(backend), w = c.W(backend);
        var (stuffed, flipped) = (y, SwapChannels(w, c));
        for (var j = 0; j < c.Rank; j++)
        {
            var (axis, reach) = (c.Axes[j], c.Axes[j].Window.Span - 1);
            var (before, after) = (reach - axis.Before, reach - axis.After + axis.OutputPadding);
            stuffed = stuffed.SliceScatter(j + 2, 0, (axis.Output - 1) * axis.Stride + 1, axis.Stride)
                .Pad(j + 2, Math.Max(0, before), Math.Max(0, after))
                .Pad(j + 2, Math.Min(0, before), Math.Min(0, after));
            flipped = flipped.Flip(j + 2);
        }
        var transposed = y.ConvolveTransposed(w, c.Stride, c.Padding, c.Dilation, c.Groups, c.OutputPadding);
        TensorAssert.Equal(stuffed.Convolve(flipped, dilation: c.Dilation, groups: c.Groups), transposed);
    }

    /// <summary>As matrices, for one example: conv is the banded matrix C, convᵀ is Cᵀ, and (Cᵀ)ᵀ = C.</summary>
    public static void Convolution_and_transposed_convolution_are_a_matrix_and_its_transpose(
        Backend backend, ConvolutionCase c)
    {
        c = c with { Batch = 1 };
        double[,] banded;
        using (backend.BeginScope()) banded = BandedMatrix.Of(c, c.W(backend).ToArray());
        var convolution = BandedMatrix.Of(backend, c.Windows.InputShape(1, c.InputChannels),
            x => Convolution.Convolve(x, c.W(backend), c.Shape));
        var transposed = BandedMatrix.Of(backend, c.Windows.OutputShape(1, c.OutputChannels),
            y => Convolution.ConvolveTransposed(y, c.W(backend), c.Shape));
        Assert.Equal(banded, convolution);
        Assert.Equal(BandedMatrix.Transpose(banded), transposed);
        Assert.Equal(banded, BandedMatrix.Transpose(transposed));
    }

    /// <summary>
    /// At stride 1, convᵀ without padding is conv with full padding and the flipped filter, and conversely.
    /// </summary>
    public static void Full_padding_is_the_transpose_of_no_padding(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor y = c.Y(backend), w = c.W(backend), flipped = SwapChannels(w, c);
        for (var j = 0; j < c.Rank; j++) flipped = flipped.Flip(j + 2);
        var full = Paddings.Of([.. c.Axes.Select(axis => (Padding)(axis.Window.Span - 1))]);
        TensorAssert.Equal(y.Convolve(flipped, padding: full, dilation: c.Dilation, groups: c.Groups),
            y.ConvolveTransposed(w, dilation: c.Dilation, groups: c.Groups));

        int[] larger = [.. c.Axes.Select(axis => axis.Output + axis.Window.Span - 1)];
        var wide = RandomTensors.Integers(backend, Shape.Of(c.Batch, c.OutputChannels).Then(larger), $"{c.Seed}, wide");
        TensorAssert.Equal(wide.Convolve(flipped, dilation: c.Dilation, groups: c.Groups),
            wide.ConvolveTransposed(w, padding: full, dilation: c.Dilation, groups: c.Groups));
    }

    /// <summary>
    /// Exchanges input and output channels in each group: [C_out, C_in / groups, k…] → [C_in, C_out / groups, k…].
    /// </summary>
    static Tensor SwapChannels(Tensor w, ConvolutionCase c)
    {
        var kernel = w.Shape[2..];
        int[] spatial = [.. Enumerable.Range(3, kernel.Rank)];
        return w.Reshape(Shape.Of(c.Groups, c.OutputsPerGroup, c.InputsPerGroup).Then(kernel.Lengths))
            .Permute([0, 2, 1, .. spatial])
            .Reshape(Shape.Of(c.InputChannels, c.OutputsPerGroup).Then(kernel.Lengths));
    }

    /// <summary>
    /// Returns the index of the input element that a tap reads at a window position, or null in the padding. All three
    /// are counted in row-major order.
    /// </summary>
    internal static int? InputIndex(ConvolutionCase c, int tap, int position)
    {
        var (index, step) = (0, 1);
        for (var j = c.Rank - 1; j >= 0; j--)
        {
            var axis = c.Axes[j];
            var at = position % axis.Output * axis.Stride - axis.Before + tap % axis.Kernel * axis.Dilation;
            if (at < 0 || at >= axis.Input) return null;
            index += at * step;
            (step, position, tap) = (step * axis.Input, position / axis.Output, tap / axis.Kernel);
        }
        return index;
    }

    /// <summary>
    /// Returns the indices of all terms of the defining sum, including those in the padding. Channel is the index
    /// within the group.
    /// </summary>
    internal static IEnumerable<(int Example, int Output, int Channel, int Tap, int Position)> Terms(
        ConvolutionCase c) =>
        from n in Enumerable.Range(0, c.Batch)
        from o in Enumerable.Range(0, c.OutputChannels)
        from channel in Enumerable.Range(0, c.InputsPerGroup)
        from tap in Enumerable.Range(0, c.Windows.TapCount)
        from position in Enumerable.Range(0, c.Windows.OutputCount)
        select (n, o, channel, tap, position);
}
