using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// Identities of convolution. The comparisons are exact because the values are small integers. Each property takes the
/// backend on which it is checked.
/// </summary>
public static class ConvolutionProperties
{
    /// <summary>conv(2x − 3x′, w) = 2·conv(x, w) − 3·conv(x′, w), and the same in w.</summary>
    public static void Convolution_is_linear_in_input_and_filter(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), otherX = c.X(backend, 1), w = c.W(backend), otherW = c.W(backend, 1);
        TensorAssert.Equal(2 * Convolve(x, w, c) - 3 * Convolve(otherX, w, c), Convolve(2 * x - 3 * otherX, w, c));
        TensorAssert.Equal(2 * Convolve(x, w, c) - 3 * Convolve(x, otherW, c), Convolve(x, 2 * w - 3 * otherW, c));
    }

    /// <summary>
    /// conv(shift x) = shift conv(x) along each axis, at stride 1 and with full padding, so that no element is lost.
    /// </summary>
    public static void Convolution_is_equivariant_to_translation(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), w = c.W(backend);
        for (var axis = 2; axis < x.Shape.Rank; axis++)
            TensorAssert.Equal(Full(x, w).Pad(axis, 2, 0), Full(x.Pad(axis, 2, 0), w));

        Tensor Full(Tensor image, Tensor kernel) => image.Convolve(kernel, dilation: c.Dilation, groups: c.Groups,
            padding: Paddings.Of([.. c.Axes.Select(axis => (Padding)(axis.Window.Span - 1))]));
    }

    /// <summary>
    /// A convolution of stride s equals every s-th position of the convolution of stride 1, beginning with the first.
    /// </summary>
    public static void Strided_convolution_subsamples_the_unstrided_one(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), w = c.W(backend);
        var sampled = x.Convolve(w, padding: c.Padding, dilation: c.Dilation, groups: c.Groups);
        for (var j = 0; j < c.Rank; j++) sampled = sampled.Slice(j + 2, 0, c.Axes[j].Output, c.Axes[j].Stride);
        TensorAssert.Equal(sampled, Convolve(x, w, c));
    }

    /// <summary>A convolution with dilation d equals one whose filter has d − 1 zeros between its taps.</summary>
    public static void Dilation_inserts_zeros_between_the_taps(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), w = c.W(backend), stuffed = w;
        for (var j = 0; j < c.Rank; j++)
            stuffed = stuffed.SliceScatter(j + 2, 0, c.Axes[j].Window.Span, c.Axes[j].Dilation);
        TensorAssert.Equal(x.Convolve(stuffed, c.Stride, c.Padding, groups: c.Groups), Convolve(x, w, c));
    }

    /// <summary>
    /// A grouped convolution equals one with a block-diagonal filter, which is zero between channels of
    /// different groups.
    /// </summary>
    public static void Groups_are_a_block_diagonal_filter(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), w = c.W(backend);
        var rows = Enumerable.Range(0, c.Groups).Select(group => w
            .Slice(0, group * c.OutputsPerGroup, c.OutputsPerGroup)
            .Pad(1, group * c.InputsPerGroup, (c.Groups - 1 - group) * c.InputsPerGroup));
        var diagonal = Reshaping.Concatenate(0, [.. rows]);
        TensorAssert.Equal(x.Convolve(diagonal, c.Stride, c.Padding, c.Dilation), Convolve(x, w, c));
    }

    /// <summary>
    /// A depthwise convolution with d, followed by a pointwise one with p, equals one convolution with w[o, c]
    /// = p[o, c]·d[c].
    /// </summary>
    public static void Depthwise_then_pointwise_convolution_is_one_composed_filter(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        var channels = c.InputChannels;
        int[] ones = [.. c.Axes.Select(_ => 1)];
        var x = c.X(backend);
        var depthwise = RandomTensors.Integers(backend, c.Windows.KernelShape(channels, 1), $"{c.Seed}, depthwise");
        var pointwise = RandomTensors.Integers(backend, Shape.Of(3, channels).Then(ones), $"{c.Seed}, pointwise");
        var composed = pointwise * depthwise.Reshape(c.Windows.KernelShape(1, channels));
        TensorAssert.Equal(x.Convolve(composed, c.Stride, c.Padding, c.Dilation),
            x.Convolve(depthwise, c.Stride, c.Padding, c.Dilation, groups: channels).Convolve(pointwise));
    }

    /// <summary>
    /// True convolution, which flips the kernel, commutes: x ∗ w = w ∗ x. The library computes cross-correlation.
    /// </summary>
    public static void True_convolution_with_full_padding_commutes(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        var x = RandomTensors.Integers(backend, c.Windows.InputShape(1, 1), $"{c.Seed}, image");
        var w = RandomTensors.Integers(backend, c.Windows.KernelShape(1, 1), $"{c.Seed}, kernel");
        TensorAssert.Equal(Star(x, w), Star(w, x));

        static Tensor Star(Tensor image, Tensor kernel)
        {
            var full = Paddings.Of([.. kernel.Shape[2..].Lengths.ToArray().Select(length => (Padding)(length - 1))]);
            for (var axis = 2; axis < kernel.Shape.Rank; axis++) kernel = kernel.Flip(axis);
            return image.Convolve(kernel, padding: full);
        }
    }

    /// <summary>Leading spatial axes of length 1 change nothing, so a 1-D or 2-D convolution is a 3-D one.</summary>
    public static void Leading_axes_of_length_one_do_not_change_the_result(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), w = c.W(backend), y = Convolve(x, w, c);
        var stride = c.Axes.Select(axis => axis.Stride).ToList();
        var padding = c.Axes.Select(axis => new Padding(axis.Before, axis.After)).ToList();
        var dilation = c.Axes.Select(axis => axis.Dilation).ToList();
        for (var rank = c.Rank + 1; rank <= 3; rank++)
        {
            (x, w, y) = (WithUnitAxis(x), WithUnitAxis(w), WithUnitAxis(y));
            stride.Insert(0, 1);
            padding.Insert(0, 0);
            dilation.Insert(0, 1);
            TensorAssert.Equal(y, x.Convolve(w,
                PerAxis.Of([.. stride]), Paddings.Of([.. padding]), PerAxis.Of([.. dilation]), c.Groups));
        }

        static Tensor WithUnitAxis(Tensor t) => t.Reshape(t.Shape[..2].Then(1).Then(t.Shape[2..].Lengths));
    }

    /// <summary>
    /// Reversing the order of the spatial axes of input and filter reverses those of the result, and
    /// changes nothing else.
    /// </summary>
    public static void Reversing_the_spatial_axes_reverses_those_of_the_result(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), w = c.W(backend);
        var reversedCase = c with { Axes = [.. c.Axes.Reverse()] };
        int[] reversed = [0, 1, .. Enumerable.Range(2, c.Rank).Reverse()];
        TensorAssert.Equal(Convolve(x, w, c).Permute(reversed),
            Convolve(x.Permute(reversed), w.Permute(reversed), reversedCase));
    }

    /// <summary>The result of an example does not depend on the other examples of its batch.</summary>
    public static void Examples_of_a_batch_are_independent(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        Tensor x = c.X(backend), w = c.W(backend);
        var alone = Enumerable.Range(0, c.Batch).Select(n => Convolve(x.Slice(0, n, 1), w, c)).ToArray();
        TensorAssert.Equal(Reshaping.Concatenate(0, alone), Convolve(x, w, c));
    }

    static Tensor Convolve(Tensor x, Tensor w, ConvolutionCase c) =>
        x.Convolve(w, c.Stride, c.Padding, c.Dilation, c.Groups);
}
