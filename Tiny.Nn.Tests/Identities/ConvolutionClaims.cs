using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>What a convolution is equal to, exactly: its numbers are small and whole. Each claim takes the machine that must fulfil it.</summary>
public static class ConvolutionClaims
{
    /// <summary>conv(2x − 3x′, w) = 2·conv(x, w) − 3·conv(x′, w), and the same in w.</summary>
    public static void It_is_linear_in_the_image_and_in_the_kernel(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), other = c.X(machine, 1), w = c.W(machine), bent = c.W(machine, 1);
        Draw.Same(2 * Convolve(x, w, c) - 3 * Convolve(other, w, c), Convolve(2 * x - 3 * other, w, c));
        Draw.Same(2 * Convolve(x, w, c) - 3 * Convolve(x, bent, c), Convolve(x, 2 * w - 3 * bent, c));
    }

    /// <summary>conv(shift x) = shift conv(x), along each axis: at stride 1, and with full padding so that nothing falls off the edge.</summary>
    public static void It_is_equivariant_to_translation(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), w = c.W(machine);
        for (var axis = 2; axis < x.Shape.Rank; axis++)
            Draw.Same(Full(x, w).Pad(axis, 2, 0), Full(x.Pad(axis, 2, 0), w));

        Tensor Full(Tensor image, Tensor kernel) => image.Convolve(kernel, dilation: c.Dilation, groups: c.Groups,
            padding: Paddings.Of([.. c.Axes.Select(axis => (Padding)(axis.Window.Span - 1))]));
    }

    /// <summary>Stride s takes every s-th position of stride 1, from the first on.</summary>
    public static void A_stride_subsamples(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), w = c.W(machine);
        var sampled = x.Convolve(w, padding: c.Padding, dilation: c.Dilation, groups: c.Groups);
        for (var place = 0; place < c.Rank; place++) sampled = sampled.Slice(place + 2, 0, c.Axes[place].Output, c.Axes[place].Stride);
        Draw.Same(sampled, Convolve(x, w, c));
    }

    /// <summary>Dilation d is a kernel with d − 1 zeros between its taps.</summary>
    public static void A_dilation_stuffs_the_kernel_with_zeros(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), w = c.W(machine), stuffed = w;
        for (var place = 0; place < c.Rank; place++)
            stuffed = stuffed.SliceScatter(place + 2, 0, c.Axes[place].Window.Span, c.Axes[place].Dilation);
        Draw.Same(x.Convolve(stuffed, c.Stride, c.Padding, groups: c.Groups), Convolve(x, w, c));
    }

    /// <summary>Groups are a block-diagonal kernel: zero between channels of different groups.</summary>
    public static void Groups_are_a_block_diagonal_kernel(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), w = c.W(machine);
        var rows = Enumerable.Range(0, c.Groups).Select(group => w
            .Slice(0, group * c.OutputsPerGroup, c.OutputsPerGroup)
            .Pad(1, group * c.InputsPerGroup, (c.Groups - 1 - group) * c.InputsPerGroup));
        var diagonal = Reshaping.Concatenate(0, [.. rows]);
        Draw.Same(x.Convolve(diagonal, c.Stride, c.Padding, c.Dilation), Convolve(x, w, c));
    }

    /// <summary>A depthwise convolution d and then a pointwise p are one convolution with w[o, c] = p[o, c]·d[c].</summary>
    public static void Depthwise_and_pointwise_compose_to_one_kernel(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        var channels = c.InputChannels;
        int[] ones = [.. c.Axes.Select(_ => 1)];
        var x = c.X(machine);
        var depthwise = Draw.Whole(machine, c.Windows.KernelShape(channels, 1), $"{c.Seed}, depthwise");
        var pointwise = Draw.Whole(machine, Shape.Of(3, channels).Then(ones), $"{c.Seed}, pointwise");
        var composed = pointwise * depthwise.Reshape(c.Windows.KernelShape(1, channels));
        Draw.Same(x.Convolve(composed, c.Stride, c.Padding, c.Dilation),
            x.Convolve(depthwise, c.Stride, c.Padding, c.Dilation, groups: channels).Convolve(pointwise));
    }

    /// <summary>The mathematician's convolution, which flips the kernel, commutes: x ∗ w = w ∗ x. Ours slides unflipped.</summary>
    public static void Flipped_and_full_it_commutes(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        var x = Draw.Whole(machine, c.Windows.InputShape(1, 1), $"{c.Seed}, image");
        var w = Draw.Whole(machine, c.Windows.KernelShape(1, 1), $"{c.Seed}, kernel");
        Draw.Same(Star(x, w), Star(w, x));

        static Tensor Star(Tensor image, Tensor kernel)
        {
            var full = Paddings.Of([.. kernel.Shape[2..].Lengths.ToArray().Select(length => (Padding)(length - 1))]);
            for (var axis = 2; axis < kernel.Shape.Rank; axis++) kernel = kernel.Flip(axis);
            return image.Convolve(kernel, padding: full);
        }
    }

    /// <summary>An image with axes of length 1 in front is the same image: 1-D = 2-D = 3-D.</summary>
    public static void Axes_of_length_one_change_nothing(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), w = c.W(machine), y = Convolve(x, w, c);
        var (stride, padding, dilation) = (c.Axes.Select(axis => axis.Stride).ToList(), c.Axes.Select(axis => new Padding(axis.Before, axis.After)).ToList(),
            c.Axes.Select(axis => axis.Dilation).ToList());
        for (var rank = c.Rank + 1; rank <= 3; rank++)
        {
            (x, w, y) = (WithUnitAxis(x), WithUnitAxis(w), WithUnitAxis(y));
            stride.Insert(0, 1);
            padding.Insert(0, 0);
            dilation.Insert(0, 1);
            Draw.Same(y, x.Convolve(w, PerAxis.Of([.. stride]), Paddings.Of([.. padding]), PerAxis.Of([.. dilation]), c.Groups));
        }

        static Tensor WithUnitAxis(Tensor t) => t.Reshape(t.Shape[..2].Then(1).Then(t.Shape[2..].Lengths));
    }

    /// <summary>Space has no preferred axis: with all axes in reverse order the result is the same, its axes reversed.</summary>
    public static void No_axis_is_special(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), w = c.W(machine);
        var turned = c with { Axes = [.. c.Axes.Reverse()] };
        int[] reversed = [0, 1, .. Enumerable.Range(2, c.Rank).Reverse()];
        Draw.Same(Convolve(x, w, c).Permute(reversed), Convolve(x.Permute(reversed), w.Permute(reversed), turned));
    }

    /// <summary>Examples do not see each other: each may be convolved alone.</summary>
    public static void Each_example_stands_alone(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), w = c.W(machine);
        var alone = Enumerable.Range(0, c.Batch).Select(n => Convolve(x.Slice(0, n, 1), w, c)).ToArray();
        Draw.Same(Reshaping.Concatenate(0, alone), Convolve(x, w, c));
    }

    static Tensor Convolve(Tensor x, Tensor w, ConvolutionCase c) => x.Convolve(w, c.Stride, c.Padding, c.Dilation, c.Groups);
}
