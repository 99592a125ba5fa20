using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>
/// Convolution as neural networks use it (cross-correlation: the kernel is not flipped), its transpose, and its filter
/// gradient. ⟨y, conv(x, w)⟩ is linear in x, in w and in y. The three operations are its three partial gradients, so
/// the pullback of each operation consists of the other two:
/// <code>
///   y = Convolve(x, w)             dx = ConvolveTransposed(dy, w)    dw = ConvolveFilter(x, dy)
///   x = ConvolveTransposed(y, w)   dy = Convolve(dx, w)              dw = ConvolveFilter(dx, y)
///   w = ConvolveFilter(x, y)       dx = ConvolveTransposed(y, dw)    dy = Convolve(x, dw)
/// </code>
/// x [N, C_in, i…], w [C_out, C_in / groups, k…], y [N, C_out, o…]. The first two may add a bias to each channel of
/// their result. Its gradient is the result's gradient, summed over examples and space.  Sources: CV-03, CV-04, CV-24,
/// CV-25, TC-05.
/// </summary>
/// <remarks><see cref="Window"/> derives o from i for a convolution, and i from o for its transpose.</remarks>
public static class Convolution
{
    /// <summary>y[n, o, j] = Σ_{c, t} x[n, c, j·s − p + t·d] · w[o, c, t] + bias[o].</summary>
    /// <param name="x">[N, C_in, i…], with 1, 2 or 3 spatial axes.</param>
    /// <param name="w">[C_out, C_in / groups, k…].</param>
    /// <param name="bias">[C_out], or null.</param>
    /// <exception cref="ArgumentException">The shapes, groups or options do not fit.</exception>
    public static Tensor Convolve(this Tensor x, Tensor w, PerAxis stride = default, Paddings padding = default,
        PerAxis dilation = default, int groups = 1, Tensor? bias = null)
    {
        CheckFilters("convolve", x, w, groups);
        if (x.Shape[1] != w.Shape[1] * groups)
            throw new ArgumentException(
                $"convolve: filters {w.Shape} with {groups} groups expect {w.Shape[1] * groups} " +
                $"input channels, got {x.Shape[1]} in {x.Shape}");
        var window = new WindowOptions(stride, padding, dilation).ForConvolution("convolve", x.Shape, w.Shape);
        return Convolve(x, w, new ConvolutionShape(x.Shape[0], x.Shape[1], w.Shape[0], groups, window), bias);
    }

    /// <summary>
    /// x[n, c, i] = bias[c] + Σ y[n, o, j] · w[o, c, t] over all (o, j, t) with j·s − p + t·d = i. Without the bias
    /// this is the transpose of <see cref="Convolve(Tensor, Tensor, PerAxis, Paddings, PerAxis, int, Tensor)"/>.
    /// </summary>
    /// <param name="y">The input, [N, C_in, o…]: it has the shape of the output of the
    /// corresponding convolution.</param>
    /// <param name="w">The filters, [C_in, C_out / groups, k…], in the memory layout of the corresponding
    /// convolution's filters.</param>
    /// <param name="outputPadding">a, with 0 ≤ a &lt; max(s, d): selects one of the lengths i that give the
    /// same o.</param>
    /// <inheritdoc cref="Convolve(Tensor, Tensor, PerAxis, Paddings, PerAxis, int, Tensor)"/>
    public static Tensor ConvolveTransposed(
        this Tensor y, Tensor w, PerAxis stride = default, Paddings padding = default, PerAxis dilation = default,
        int groups = 1, PerAxis outputPadding = default, Tensor? bias = null)
    {
        CheckFilters("convolve_transposed", y, w, groups);
        if (y.Shape[1] != w.Shape[0])
            throw new ArgumentException(
                $"convolve_transposed: filters {w.Shape} expect {w.Shape[0]} input channels, " +
                $"got {y.Shape[1]} in {y.Shape}");
        var window = new WindowOptions(stride, padding, dilation, outputPadding)
            .ForTranspose("convolve_transposed", y.Shape, w.Shape);
        return ConvolveTransposed(
            y, w, new ConvolutionShape(y.Shape[0], w.Shape[1] * groups, y.Shape[1], groups, window), bias);
    }

    /// <summary>Computes the convolution with the sizes in <paramref name="shape"/>.</summary>
    /// <exception cref="ArgumentException">An operand has another shape.</exception>
    public static Tensor Convolve(Tensor x, Tensor w, ConvolutionShape shape, Tensor? bias = null)
    {
        CheckShapes("convolve", x, InputShape(shape), w, FilterShape(shape));
        return BiasOperand.Compute("convolve", OutputShape(shape),
            y => x.Backend.Convolve(shape, x.Buffer, w.Buffer, bias?.Buffer, y),
            new Edge(x, dy => ConvolveTransposed(dy, w, shape)),
            new Edge(w, dy => ConvolveFilter(x, dy, shape)),
            bias, axis: 1);
    }

    /// <summary>
    /// Returns the maxima of the convolution's result over the windows of a pooling, without a graph: for evaluation.
    /// </summary>
    internal static Tensor ConvolveMaxPool(
        Tensor x, Tensor w, ConvolutionShape shape, SpatialWindow pooling, Tensor? bias)
    {
        CheckShapes("convolve_max_pool", x, InputShape(shape), w, FilterShape(shape));
        PoolingShape pool = new(shape.Batch * shape.OutputChannels, pooling);
        return x.Compute("convolve_max_pool", pooling.OutputShape(shape.Batch, shape.OutputChannels),
            y => x.Backend.ConvolveMaxPool(shape, pool, x.Buffer, w.Buffer, bias?.Buffer, y));
    }

    /// <summary>Computes the transposed convolution with the sizes in <paramref name="shape"/>.</summary>
    /// <inheritdoc cref="Convolve(Tensor, Tensor, ConvolutionShape, Tensor)"/>
    public static Tensor ConvolveTransposed(Tensor y, Tensor w, ConvolutionShape shape, Tensor? bias = null)
    {
        CheckShapes("convolve_transposed", y, OutputShape(shape), w, FilterShape(shape));
        return BiasOperand.Compute("convolve_transposed", InputShape(shape),
            x => y.Backend.ConvolveTransposed(shape, y.Buffer, w.Buffer, bias?.Buffer, x),
            new Edge(y, dx => Convolve(dx, w, shape)),
            new Edge(w, dx => ConvolveFilter(dx, y, shape)),
            bias, axis: 1);
    }

    /// <summary>
    /// Computes the filter gradient with the sizes in <paramref name="shape"/>:
    /// w[o, c, t] = Σ_{n, j} x[n, c, j·s − p + t·d] · y[n, o, j].
    /// </summary>
    /// <inheritdoc cref="Convolve(Tensor, Tensor, ConvolutionShape, Tensor)"/>
    public static Tensor ConvolveFilter(Tensor x, Tensor y, ConvolutionShape shape)
    {
        CheckShapes("convolve_filter", x, InputShape(shape), y, OutputShape(shape));
        return x.Compute("convolve_filter", FilterShape(shape),
            w => x.Backend.ConvolveFilter(shape, x.Buffer, y.Buffer, w),
            new Edge(x, dw => ConvolveTransposed(y, dw, shape)),
            new Edge(y, dw => Convolve(x, dw, shape)));
    }

    static Shape InputShape(ConvolutionShape shape) =>
        NotNull(shape).Window.InputShape(shape.Batch, shape.InputChannels);

    static Shape OutputShape(ConvolutionShape shape) =>
        NotNull(shape).Window.OutputShape(shape.Batch, shape.OutputChannels);

    static Shape FilterShape(ConvolutionShape shape) =>
        shape.Window.KernelShape(shape.OutputChannels, shape.InputChannelsPerGroup);

    static void CheckShapes(string who, Tensor a, Shape shapeA, Tensor b, Shape shapeB)
    {
        Tensor.CheckSameBackend(who, a, b);
        if (a.Shape != shapeA || b.Shape != shapeB)
            throw new ArgumentException(
                $"{who}: this geometry expects operands {shapeA} and {shapeB}, got {a.Shape} and {b.Shape}");
    }

    static void CheckFilters(string who, Tensor image, Tensor w, int groups)
    {
        WindowOptions.CheckImage(who, NotNull(image).Shape);
        if (NotNull(w).Shape.Rank != image.Shape.Rank)
            throw new ArgumentException(
                $"{who}: image {image.Shape} needs filters with {image.Shape.Rank} axes, got {w.Shape}");
        if (groups < 1 || groups > Math.Max(1, w.Shape[0]) || w.Shape[0] % groups != 0)
            throw new ArgumentException(
                $"{who}: the number of groups must divide the {w.Shape[0]} filters of {w.Shape}, got {groups}");
    }
}
