namespace Tiny.Nn.Backends;

/// <summary>
/// How the trilinear form ⟨y, conv(x, w)⟩ becomes a matrix product without moving a number. It runs over three axes: output
/// channels o, elements e = (c, t) of a filter, and positions q = (n, j) of its window in the batch. Each operand lacks one axis, and its
/// cell's offset is a sum of two parts, one for each axis that it has:
/// <code>
///   w[Filter(o)  + Element(e)]        x[Tap(e) + Window(q)]        y[Channel(o) + Position(q)]
///   Convolve sums over e,             ConvolveFilter over q,       ConvolveTransposed over o.
/// </code>
/// The parts stand in tables on the device, made once for a shape. x has its border of zeros.
/// </summary>
sealed class OpenClTables : IDisposable
{
    readonly List<IndexBuffer> all = [];

    public OpenClTables(Backend machine, ConvolutionShape shape)
    {
        var windows = shape.Window;
        Elements = shape.InputChannelsPerGroup * windows.TapCount;
        Positions = checked(shape.Batch * windows.OutputCount);
        PaddedLengths = Int4.Of(windows, window => window.Input + window.PaddingBefore + window.PaddingAfter);
        PlaneCells = checked(PaddedLengths[0] * PaddedLengths[1] * PaddedLengths[2]);
        HasBorder = PlaneCells != windows.InputCount;
        FilterGroup = shape.OutputChannelsPerGroup * Elements;
        ImageGroup = shape.InputChannelsPerGroup * PlaneCells;
        ResultGroup = shape.OutputChannelsPerGroup * windows.OutputCount;

        var (taps, outputs, channels) = (windows.TapCount, windows.OutputCount, shape.OutputChannelsPerGroup);
        Filter = Table(machine, channels, o => o * Elements);
        Element = Table(machine, Elements, e => e);
        Tap = Table(machine, Elements,
            e => e / taps * PlaneCells + Cell(windows, e % taps, window => window.Kernel, window => window.Dilation));
        Window = Table(machine, Positions,
            q => q / outputs * shape.InputChannels * PlaneCells
                 + Cell(windows, q % outputs, window => window.Output, window => window.Stride));
        Channel = Table(machine, channels, o => o * outputs);
        Position = Table(machine, Positions, q => q / outputs * shape.OutputChannels * outputs + q % outputs);
        UnfoldedElement = Table(machine, Elements, e => e * outputs);
        UnfoldedPosition = Table(machine, Positions, q => q / outputs * shape.InputChannels * taps * outputs + q % outputs);
    }

    /// <summary>The lengths of x's axes with the border.</summary>
    public Int4 PaddedLengths { get; }

    /// <summary>Cells of a plane of x with the border.</summary>
    public int PlaneCells { get; }

    public bool HasBorder { get; }

    /// <summary>How many (c, t) a filter has.</summary>
    public int Elements { get; }

    /// <summary>How many (n, j) there are.</summary>
    public int Positions { get; }

    /// <summary>From one group's first cell to the next group's, in w, x and y.</summary>
    public int FilterGroup { get; }

    /// <inheritdoc cref="FilterGroup"/>
    public int ImageGroup { get; }

    /// <inheritdoc cref="FilterGroup"/>
    public int ResultGroup { get; }

    public IndexBuffer Filter { get; }

    public IndexBuffer Element { get; }

    public IndexBuffer Tap { get; }

    public IndexBuffer Window { get; }

    public IndexBuffer Channel { get; }

    public IndexBuffer Position { get; }

    /// <summary>The two parts in u[n, (c, t), j], where a transposed convolution unfolds y.</summary>
    public IndexBuffer UnfoldedElement { get; }

    /// <inheritdoc cref="UnfoldedElement"/>
    public IndexBuffer UnfoldedPosition { get; }

    public void Dispose()
    {
        foreach (var table in all) table.Dispose();
    }

    /// <summary>The cell of a padded plane at index · distance on each axis; <paramref name="place"/> counts the indices row by row.</summary>
    int Cell(SpatialWindow windows, int place, Func<Window, int> count, Func<Window, int> distance)
    {
        var (depth, height, width) = windows;
        int x = place % count(width) * distance(width), y = place / count(width) % count(height) * distance(height);
        var z = place / count(width) / count(height) * distance(depth);
        return (z * PaddedLengths[1] + y) * PaddedLengths[2] + x;
    }

    IndexBuffer Table(Backend machine, int count, Func<int, int> offset)
    {
        var offsets = new int[count];
        for (var index = 0; index < count; index++) offsets[index] = offset(index);
        var table = machine.AllocateIndices(count);
        machine.Write(offsets, table);
        all.Add(table);
        return table;
    }
}
