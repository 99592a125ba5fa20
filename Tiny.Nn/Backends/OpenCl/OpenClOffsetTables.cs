namespace Tiny.Nn.Backends;

/// <summary>
/// Offset tables that make a convolution a matrix product without copying the image into a patch matrix.
/// </summary>
/// <remarks>
/// The trilinear form ⟨y, conv(x, w)⟩ runs over three axes: output channels o, elements e = (c, t) of a filter, and
/// positions q = (n, j) of the window in the batch. Each operand lacks one axis, and an element's offset is the sum of
/// one table entry per axis:
/// <code>
///   w[Filter(o)  + Element(e)]        x[Tap(e) + Window(q)]        y[Channel(o) + Position(q)]
///   Convolve sums over e,             ConvolveFilter over q,       ConvolveTransposed over o.
/// </code>
/// The tables are computed once per shape and stay on the device. x is padded with zeros.
/// </remarks>
sealed class OpenClOffsetTables : IDisposable
{
    readonly Backend backend;
    readonly List<IndexBuffer> all = [];

    public OpenClOffsetTables(Backend backend, ConvolutionShape shape)
    {
        this.backend = backend;
        var window = shape.Window;
        var (taps, outputs, channels) = (window.TapCount, window.OutputCount, shape.OutputChannelsPerGroup);
        PaddedLengths = Int4.Of(window, axis => axis.Input + axis.PaddingBefore + axis.PaddingAfter);
        PaddedCount = SpatialWindow.PaddedCount("convolution", shape.Planes,
            PaddedLengths[0], PaddedLengths[1], PaddedLengths[2], shape.ElementCount);
        Elements = shape.InputChannelsPerGroup * taps;
        Positions = shape.Batch * outputs;
        FilterGroup = channels * Elements;
        ImageGroup = shape.InputChannelsPerGroup * PaddedCount;
        ResultGroup = channels * outputs;

        Filter = Table(channels, o => o * Elements);
        Element = Table(Elements, e => e);
        Tap = Table(Elements, e => e / taps * PaddedCount + Offset(window, e % taps, axis => axis.Kernel,
            axis => axis.Dilation));
        Window = Table(Positions, q => q / outputs * shape.InputChannels * PaddedCount
            + Offset(window, q % outputs, axis => axis.Output, axis => axis.Stride));
        Channel = Table(channels, o => o * outputs);
        Position = Table(Positions, q => q / outputs * shape.OutputChannels * outputs + q % outputs);
        UnfoldedElement = Table(Elements, e => e * outputs);
        UnfoldedPosition = Table(Positions, q => q / outputs * shape.InputChannels * taps * outputs + q % outputs);
    }

    /// <summary>The lengths of x's axes with padding.</summary>
    public readonly Int4 PaddedLengths;

    /// <summary>Elements of a padded plane of x.</summary>
    public readonly int PaddedCount;

    /// <summary>The number of elements (c, t) of a filter, and the number of positions (n, j).</summary>
    public readonly int Elements, Positions;

    /// <summary>The distance between consecutive groups in w, x and y.</summary>
    public readonly int FilterGroup, ImageGroup, ResultGroup;

    public readonly IndexBuffer Filter, Element, Tap, Window, Channel, Position;

    /// <summary>The tables for u[n, (c, t), j], the intermediate result of a transposed convolution.</summary>
    public readonly IndexBuffer UnfoldedElement, UnfoldedPosition;

    public void Dispose() => all.ForEach(table => table.Dispose());

    /// <summary>
    /// The offset in a padded plane of the element at index · distance on each axis, for a row-major index.
    /// </summary>
    int Offset(SpatialWindow window, int index, Func<Window, int> count, Func<Window, int> distance)
    {
        var (depth, height, width) = window;
        int x = index % count(width) * distance(width), y = index / count(width) % count(height) * distance(height);
        var z = index / count(width) / count(height) * distance(depth);
        return (z * PaddedLengths[1] + y) * PaddedLengths[2] + x;
    }

    IndexBuffer Table(int count, Func<int, int> offset)
    {
        var table = backend.AllocateIndices(count);
        backend.Write([.. Enumerable.Range(0, count).Select(offset)], table);
        all.Add(table);
        return table;
    }
}
