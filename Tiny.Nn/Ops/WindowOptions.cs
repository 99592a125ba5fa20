using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>
/// Stride, padding, dilation and output padding of a convolution or pooling, for every spatial axis. Together with the
/// shapes of image and filters, they determine the <see cref="SpatialWindow"/>, which holds all sizes.
/// </summary>
public readonly record struct WindowOptions(
    PerAxis Stride = default, Paddings Padding = default, PerAxis Dilation = default, PerAxis OutputPadding = default)
{
    /// <summary>
    /// Returns the shape [leading…, k…] of the filters of a kernel over <paramref name="axes"/> spatial axes.
    /// </summary>
    /// <exception cref="ArgumentException">There is no kernel size, or one is below 1.</exception>
    public static Shape KernelShape(string who, PerAxis kernel, int axes, params ReadOnlySpan<int> leading)
    {
        if (!kernel.IsGiven) throw new ArgumentException($"{who}: expects a kernel size, got none");
        int[] lengths = [.. leading, .. Enumerable.Range(0, axes).Select(axis => kernel.At(axis, axes, 1, who))];
        return lengths.Min() >= 1
            ? Shape.Of(lengths)
            : throw new ArgumentException($"{who}: a kernel has 1 tap or more along each axis, got {kernel}");
    }

    /// <summary>Returns the window of a convolution of x [N, C, i…] with filters [.., .., k…]; derives o.</summary>
    /// <inheritdoc cref="Over"/>
    public SpatialWindow ForConvolution(string who, Shape x, Shape filters) => Over(who, x, filters, transposed: false);

    /// <summary>
    /// Returns the window of a transposed convolution of y [N, C, o…] with filters [.., .., k…]; derives i.
    /// </summary>
    /// <inheritdoc cref="Over"/>
    public SpatialWindow ForTranspose(string who, Shape y, Shape filters) => Over(who, y, filters, transposed: true);

    /// <summary>
    /// Returns the window of a pooling over x [N, C, i…]. As in PyTorch, the padding is at most half the window's span.
    /// </summary>
    /// <inheritdoc cref="Over"/>
    public SpatialWindow ForPooling(string who, Shape x, PerAxis kernel)
    {
        CheckImage(who, x);
        var pooling = ForKernel(kernel).ForConvolution(who, x, KernelShape(who, kernel, x.Rank - 2, 1, 1));
        foreach (var window in pooling.Axes)
            if (Math.Max(window.PaddingBefore, window.PaddingAfter) > window.Span / 2)
                throw new ArgumentException($"{who}: padding is at most half of the window's span {window.Span}, " +
                    $"got {window.PaddingBefore} before and {window.PaddingAfter} after");
        return pooling;
    }

    /// <summary>Returns the options of a pooling, whose stride defaults to its kernel.</summary>
    public WindowOptions ForKernel(PerAxis kernel) => Stride.IsGiven ? this : this with { Stride = kernel };

    /// <summary>Returns the options that were given, as in <c>, stride 2, padding 1</c>.</summary>
    public override string ToString() => (Stride.IsGiven ? $", stride {Stride}" : "") +
        ($"{Padding}" is "default" or "0" ? "" : $", padding {Padding}") +
        (Dilation.IsGiven ? $", dilation {Dilation}" : "") +
        (OutputPadding.IsGiven ? $", output padding {OutputPadding}" : "");

    /// <summary>Checks that a shape is [N, C, space…].</summary>
    public static void CheckImage(string who, Shape image)
    {
        if (NotNull(image).Rank is < 3 or > 5)
            throw new ArgumentException($"{who}: expects [N, C, space…] with 1, 2 or 3 spatial axes, got {image}");
    }

    /// <param name="who">The name of the layer or operation, for error messages.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the kernel does not fit the image.</exception>
    SpatialWindow Over(string who, Shape image, Shape filters, bool transposed)
    {
        CheckImage(who, image);
        var (rank, windows) = (image.Rank - 2, new Window[image.Rank - 2]);
        for (var axis = 0; axis < rank; axis++)
        {
            var (length, kernel, stride) = (image[axis + 2], NotNull(filters)[axis + 2], Stride.At(axis, rank, 1, who));
            var (padding, dilation) = (Padding.At(axis, rank, who), Dilation.At(axis, rank, 1, who));
            windows[axis] = transposed
                ? Window.ForTranspose(
                    length, kernel, stride, padding, dilation, OutputPadding.At(axis, rank, 0, who), who)
                : Window.ForConvolution(length, kernel, stride, padding, dilation, who);
        }
        return SpatialWindow.Of(windows);
    }
}
