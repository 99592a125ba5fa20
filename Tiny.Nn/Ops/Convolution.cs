using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>
/// Convolution in the sense of the field (cross-correlation: the kernel is not flipped), its transpose, and its filter
/// gradient. ⟨y, conv(x, w)⟩ is linear in x, in w and in y; the three operations are its three partial gradients, and so the
/// pullback of each is the other two:
/// <code>
///   y = Convolve(x, w)             dx = ConvolveTransposed(dy, w)    dw = ConvolveFilter(x, dy)
///   x = ConvolveTransposed(y, w)   dy = Convolve(dx, w)              dw = ConvolveFilter(dx, y)
///   w = ConvolveFilter(x, y)       dx = ConvolveTransposed(y, dw)    dy = Convolve(x, dw)
/// </code>
/// x [N, C_in, i…], w [C_out, C_in / groups, k…], y [N, C_out, o…]. The first two may add a bias to each channel of their
/// result, whose gradient is the sum of the result's over examples and space.  Sources: CV-03, CV-04, CV-24, CV-25, TC-05.
/// </summary>
public static class Convolution
{
    /// <summary>y[n, o, j] = Σ_{c, t} x[n, c, j·s − p + t·d] · w[o, c, t] + bias[o].</summary>
    /// <param name="x">[N, C_in, i…], with 1, 2 or 3 spatial axes.</param>
    /// <param name="w">[C_out, C_in / groups, k…].</param>
    /// <param name="bias">[C_out], or none.</param>
    /// <exception cref="ArgumentException">Shapes, groups or window do not fit.</exception>
    public static Tensor Convolve(this Tensor x, Tensor w, PerAxis stride = default, Paddings padding = default,
        PerAxis dilation = default, int groups = 1, Tensor? bias = null)
    {
        CheckOperands("convolve", x, w, groups);
        if (x.Shape[1] != w.Shape[1] * groups)
            throw new ArgumentException(
                $"convolve: filters {w.Shape} with {groups} groups expect {w.Shape[1] * groups} input channels, got {x.Shape[1]} in {x.Shape}");
        var windows = WindowsForConvolution("convolve", x.Shape[2..], w.Shape[2..], stride, padding, dilation);
        return Convolve(x, w, new ConvolutionShape(x.Shape[0], x.Shape[1], w.Shape[0], groups, windows), bias);
    }

    /// <summary>
    /// x[n, c, i] = Σ y[n, o, j] · w[o, c, t] over all (o, j, t) with j·s − p + t·d = i, + bias[c]: without the bias the transpose of
    /// <see cref="Convolve(Tensor, Tensor, PerAxis, Paddings, PerAxis, int, Tensor)"/>.
    /// </summary>
    /// <param name="y">[N, C_in, o…]: the operation's argument lies on the convolution's output side.</param>
    /// <param name="w">[C_in, C_out / groups, k…]: the same memory as the convolution's filters.</param>
    /// <param name="outputPadding">a: which of the inputs that share one o is meant; 0 ≤ a &lt; max(s, d).</param>
    /// <inheritdoc cref="Convolve(Tensor, Tensor, PerAxis, Paddings, PerAxis, int, Tensor)"/>
    public static Tensor ConvolveTransposed(this Tensor y, Tensor w, PerAxis stride = default, Paddings padding = default,
        PerAxis dilation = default, int groups = 1, PerAxis outputPadding = default, Tensor? bias = null)
    {
        CheckOperands("convolve_transposed", y, w, groups);
        if (y.Shape[1] != w.Shape[0])
            throw new ArgumentException(
                $"convolve_transposed: filters {w.Shape} expect {w.Shape[0]} input channels, got {y.Shape[1]} in {y.Shape}");
        var windows = WindowsForTranspose("convolve_transposed", y.Shape[2..], w.Shape[2..], stride, padding, dilation, outputPadding);
        return ConvolveTransposed(y, w, new ConvolutionShape(y.Shape[0], w.Shape[1] * groups, y.Shape[1], groups, windows), bias);
    }

    /// <summary>The convolution whose sizes are already known.</summary>
    /// <exception cref="ArgumentException">An operand has other sizes.</exception>
    public static Tensor Convolve(Tensor x, Tensor w, ConvolutionShape shape, Tensor? bias = null)
    {
        CheckSizes("convolve", x, InputShape(shape), w, KernelShape(shape));
        BiasOperand.Check("convolve", bias, x, shape.OutputChannels);
        var yShape = OutputShape(shape);
        var y = x.NewBuffer("convolve", yShape.Count);
        x.Backend.Convolve(shape, x.Buffer, w.Buffer, bias?.Buffer, y);
        return BiasOperand.Result("convolve", yShape, y,
            new Edge(x, dy => ConvolveTransposed(dy, w, shape)),
            new Edge(w, dy => ConvolveFilter(x, dy, shape)),
            bias, axis: 1);
    }

    /// <summary>The transposed convolution whose sizes are already known.</summary>
    /// <inheritdoc cref="Convolve(Tensor, Tensor, ConvolutionShape, Tensor)"/>
    public static Tensor ConvolveTransposed(Tensor y, Tensor w, ConvolutionShape shape, Tensor? bias = null)
    {
        CheckSizes("convolve_transposed", y, OutputShape(shape), w, KernelShape(shape));
        BiasOperand.Check("convolve_transposed", bias, y, shape.InputChannels);
        var xShape = InputShape(shape);
        var x = y.NewBuffer("convolve_transposed", xShape.Count);
        y.Backend.ConvolveTransposed(shape, y.Buffer, w.Buffer, bias?.Buffer, x);
        return BiasOperand.Result("convolve_transposed", xShape, x,
            new Edge(y, dx => Convolve(dx, w, shape)),
            new Edge(w, dx => ConvolveFilter(dx, y, shape)),
            bias, axis: 1);
    }

    /// <summary>w[o, c, t] = Σ_{n, j} x[n, c, j·s − p + t·d] · y[n, o, j].</summary>
    /// <inheritdoc cref="Convolve(Tensor, Tensor, ConvolutionShape, Tensor)"/>
    public static Tensor ConvolveFilter(Tensor x, Tensor y, ConvolutionShape shape)
    {
        CheckSizes("convolve_filter", x, InputShape(shape), y, OutputShape(shape));
        var wShape = KernelShape(shape);
        var w = x.NewBuffer("convolve_filter", wShape.Count);
        x.Backend.ConvolveFilter(shape, x.Buffer, y.Buffer, w);
        return Tensor.Result("convolve_filter", wShape, x.Backend, w,
            new Edge(x, dw => ConvolveTransposed(y, dw, shape)),
            new Edge(y, dw => Convolve(x, dw, shape)));
    }

    /// <summary>One window for each spatial axis of a convolution over <paramref name="input"/>.</summary>
    public static SpatialWindow WindowsForConvolution(string who, Shape input, Shape kernel, PerAxis stride, Paddings padding, PerAxis dilation)
    {
        var rank = CheckRank(who, input);
        var axes = new Window[rank];
        for (var axis = 0; axis < rank; axis++)
            axes[axis] = Window.ForConvolution(input[axis], kernel[axis], stride.At(axis, rank, 1, who), padding.At(axis, rank, who),
                dilation.At(axis, rank, 1, who), who);
        return SpatialWindow.Of(axes);
    }

    /// <summary>One window for each spatial axis of a transposed convolution of <paramref name="output"/>.</summary>
    public static SpatialWindow WindowsForTranspose(string who, Shape output, Shape kernel, PerAxis stride, Paddings padding, PerAxis dilation,
        PerAxis outputPadding)
    {
        var rank = CheckRank(who, output);
        var axes = new Window[rank];
        for (var axis = 0; axis < rank; axis++)
            axes[axis] = Window.ForTranspose(output[axis], kernel[axis], stride.At(axis, rank, 1, who), padding.At(axis, rank, who),
                dilation.At(axis, rank, 1, who), outputPadding.At(axis, rank, 0, who), who);
        return SpatialWindow.Of(axes);
    }

    static Shape InputShape(ConvolutionShape shape) => shape.Window.InputShape(shape.Batch, shape.InputChannels);

    static Shape OutputShape(ConvolutionShape shape) => shape.Window.OutputShape(shape.Batch, shape.OutputChannels);

    static Shape KernelShape(ConvolutionShape shape) => shape.Window.KernelShape(shape.OutputChannels, shape.InputChannelsPerGroup);

    static void CheckSizes(string who, Tensor a, Shape shapeA, Tensor b, Shape shapeB)
    {
        Tensor.CheckSameBackend(who, a, b);
        if (a.Shape != shapeA || b.Shape != shapeB)
            throw new ArgumentException($"{who}: this geometry expects operands {shapeA} and {shapeB}, got {a.Shape} and {b.Shape}");
    }

    static int CheckRank(string who, Shape space) => space.Rank is >= 1 and <= 3
        ? space.Rank
        : throw new ArgumentException($"{who}: an image has 1, 2 or 3 spatial axes, got {space.Rank} in {space}");

    static void CheckOperands(string who, Tensor image, Tensor w, int groups)
    {
        Tensor.CheckSameBackend(who, image, w);
        if (image.Shape.Rank is < 3 or > 5)
            throw new ArgumentException($"{who}: expects [N, C, space…] with 1, 2 or 3 spatial axes, got {image.Shape}");
        if (w.Shape.Rank != image.Shape.Rank)
            throw new ArgumentException($"{who}: image {image.Shape} needs filters with {image.Shape.Rank} axes, got {w.Shape}");
        if (groups < 1 || w.Shape[0] % groups != 0)
            throw new ArgumentException($"{who}: the number of groups must divide the {w.Shape[0]} filters of {w.Shape}, got {groups}");
    }
}
