using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>
/// What makes the three convolution primitives one thing. Each claim takes the machine, so that every machine can be held to it,
/// and a broken one must fail it.
/// </summary>
public static class TranspositionClaims
{
    /// <summary>y[n, o, j] = Σ x[n, c, j·s − p + t·d]·w[o, c, t]: the formula of the documentation, read aloud.</summary>
    public static void A_convolution_is_its_formula(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), w = c.W(machine);
        double[] xs = x.ToArray(), ws = w.ToArray(), expected = new double[c.Windows.OutputShape(c.Batch, c.OutputChannels).Count];
        foreach (var (n, o, channel, tap, position) in Places(c))
        {
            var cell = Under(c, tap, position);
            if (cell is null) continue;
            var input = (n * c.InputChannels + o / c.OutputsPerGroup * c.InputsPerGroup + channel) * c.Windows.InputCount + cell.Value;
            expected[(n * c.OutputChannels + o) * c.Windows.OutputCount + position] += xs[input] * ws[(o * c.InputsPerGroup + channel) * c.Windows.TapCount + tap];
        }
        Assert.Equal(expected, Convolution.Convolve(x, w, c.Shape).ToArray());
    }

    /// <summary>⟨conv(x, w), y⟩ = ⟨x, convᵀ(y, w)⟩ = ⟨w, filter(x, y)⟩.</summary>
    public static void The_three_primitives_are_one_trilinear_form(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), w = c.W(machine), y = c.Y(machine);
        var form = Draw.Inner(Convolution.Convolve(x, w, c.Shape), y);
        Assert.Equal(form, Draw.Inner(x, Convolution.ConvolveTransposed(y, w, c.Shape)));
        Assert.Equal(form, Draw.Inner(w, Convolution.ConvolveFilter(x, y, c.Shape)));
    }

    /// <summary>The pullbacks of y = conv(x, w) are convᵀ and filter.</summary>
    public static void The_pullbacks_of_a_convolution_are_the_other_two(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), w = c.W(machine), dy = c.Y(machine);
        Graph.Backward(Convolution.Convolve(x, w, c.Shape), dy);
        Draw.Same(Convolution.ConvolveTransposed(dy, w, c.Shape), x.Gradient!);
        Draw.Same(Convolution.ConvolveFilter(x, dy, c.Shape), w.Gradient!);
    }

    /// <summary>The pullbacks of x = convᵀ(y, w) are conv and filter, where the incoming gradient takes x's place.</summary>
    public static void The_pullbacks_of_a_transposed_convolution_are_the_other_two(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor y = c.Y(machine), w = c.W(machine), dx = c.X(machine);
        Graph.Backward(Convolution.ConvolveTransposed(y, w, c.Shape), dx);
        Draw.Same(Convolution.Convolve(dx, w, c.Shape), y.Gradient!);
        Draw.Same(Convolution.ConvolveFilter(dx, y, c.Shape), w.Gradient!);
    }

    /// <summary>The pullbacks of w = filter(x, y) are convᵀ and conv.</summary>
    public static void The_pullbacks_of_a_filter_gradient_are_the_other_two(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor x = c.X(machine), y = c.Y(machine), dw = c.W(machine);
        Graph.Backward(Convolution.ConvolveFilter(x, y, c.Shape), dw);
        Draw.Same(Convolution.ConvolveTransposed(y, dw, c.Shape), x.Gradient!);
        Draw.Same(Convolution.Convolve(x, dw, c.Shape), y.Gradient!);
    }

    /// <summary>
    /// Relationships 8 to 14: convᵀ is a convolution of stride 1 over the stretched argument (s − 1 zeros between neighbours), padded by
    /// d(k − 1) − p before and a more after, with the kernel flipped and its channels swapped. A padding below 0 crops.
    /// </summary>
    public static void A_transposed_convolution_is_a_convolution_of_the_stretched_argument(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor y = c.Y(machine), w = c.W(machine);
        var (stretched, flipped) = (y, Swapped(w, c));
        for (var place = 0; place < c.Rank; place++)
        {
            var (axis, reach) = (c.Axes[place], c.Axes[place].Window.Span - 1);
            var (before, after) = (reach - axis.Before, reach - axis.After + axis.OutputPadding);
            stretched = stretched.SliceScatter(place + 2, 0, (axis.Output - 1) * axis.Stride + 1, axis.Stride)
                .Pad(place + 2, Math.Max(0, before), Math.Max(0, after))
                .Pad(place + 2, Math.Min(0, before), Math.Min(0, after));
            flipped = flipped.Flip(place + 2);
        }
        var transposed = y.ConvolveTransposed(w, c.Stride, c.Padding, c.Dilation, c.Groups, c.OutputPadding);
        Draw.Same(stretched.Convolve(flipped, dilation: c.Dilation, groups: c.Groups), transposed);
    }

    /// <summary>
    /// As matrices over one example: conv is the banded C of its taps, convᵀ is Cᵀ, and the transpose of the transpose is C again.
    /// </summary>
    public static void Convolution_and_transposed_convolution_are_a_matrix_and_its_transpose(Backend machine, ConvolutionCase c)
    {
        c = c with { Batch = 1 };
        double[,] banded;
        using (machine.BeginScope()) banded = BandedMatrix.Of(c, c.W(machine).ToArray());
        var convolve = BandedMatrix.Of(machine, c.Windows.InputShape(1, c.InputChannels), x => Convolution.Convolve(x, c.W(machine), c.Shape));
        var transpose = BandedMatrix.Of(machine, c.Windows.OutputShape(1, c.OutputChannels), y => Convolution.ConvolveTransposed(y, c.W(machine), c.Shape));
        Assert.Equal(banded, convolve);
        Assert.Equal(BandedMatrix.Transposed(banded), transpose);
        Assert.Equal(banded, BandedMatrix.Transposed(transpose));
    }

    /// <summary>Stride 1: no padding one way is full padding the other way, with the kernel flipped; and full padding is none.</summary>
    public static void No_padding_and_full_padding_are_each_others_transpose(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Tensor y = c.Y(machine), w = c.W(machine), flipped = Swapped(w, c);
        for (var place = 0; place < c.Rank; place++) flipped = flipped.Flip(place + 2);
        var full = Paddings.Of([.. c.Axes.Select(axis => (Padding)(axis.Window.Span - 1))]);
        Draw.Same(y.Convolve(flipped, padding: full, dilation: c.Dilation, groups: c.Groups),
            y.ConvolveTransposed(w, dilation: c.Dilation, groups: c.Groups));

        int[] larger = [.. c.Axes.Select(axis => axis.Output + axis.Window.Span - 1)];
        var wide = Draw.Whole(machine, Shape.Of(c.Batch, c.OutputChannels).Then(larger), $"{c.Seed}, wide");
        Draw.Same(wide.Convolve(flipped, dilation: c.Dilation, groups: c.Groups),
            wide.ConvolveTransposed(w, padding: full, dilation: c.Dilation, groups: c.Groups));
    }

    /// <summary>[C_out, C_in / groups, k…] → [C_in, C_out / groups, k…]: each group's channels change sides.</summary>
    public static Tensor Swapped(Tensor w, ConvolutionCase c)
    {
        var kernel = w.Shape[2..];
        int[] spatial = [.. Enumerable.Range(3, kernel.Rank)];
        return w.Reshape(Shape.Of(c.Groups, c.OutputsPerGroup, c.InputsPerGroup).Then(kernel.Lengths))
            .Permute([0, 2, 1, .. spatial])
            .Reshape(Shape.Of(c.InputChannels, c.OutputsPerGroup).Then(kernel.Lengths));
    }

    /// <summary>The input cell under a tap of a window position, both counted row by row; null in the padding.</summary>
    internal static int? Under(ConvolutionCase c, int tap, int position)
    {
        var (cell, step) = (0, 1);
        for (var place = c.Rank - 1; place >= 0; place--)
        {
            var axis = c.Axes[place];
            var at = position % axis.Output * axis.Stride - axis.Before + tap % axis.Kernel * axis.Dilation;
            if (at < 0 || at >= axis.Input) return null;
            cell += at * step;
            (step, position, tap) = (step * axis.Input, position / axis.Output, tap / axis.Kernel);
        }
        return cell;
    }

    internal static IEnumerable<(int Example, int Output, int Channel, int Tap, int Position)> Places(ConvolutionCase c) =>
        from n in Enumerable.Range(0, c.Batch)
        from o in Enumerable.Range(0, c.OutputChannels)
        from channel in Enumerable.Range(0, c.InputsPerGroup)
        from tap in Enumerable.Range(0, c.Windows.TapCount)
        from position in Enumerable.Range(0, c.Windows.OutputCount)
        select (n, o, channel, tap, position);
}
