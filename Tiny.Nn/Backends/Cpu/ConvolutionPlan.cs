using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>
/// Sizes and tables of offsets that the three convolutions need for a shape, computed once. Immutable; a
/// <see cref="ConvolutionPacker{T}"/> packs the data.
/// </summary>
/// <remarks>
/// A batch tile consists of m images, which are packed by stride phase (<see cref="PolyphaseLayout{T}"/>) and
/// interleaved (<see cref="BatchInterleave{T}"/>): an output row of w elements becomes a row of w·m, and an offset of t
/// elements becomes t·m. Without interleaving, a row of 8 outputs would fill half a vector of 16.
/// </remarks>
sealed class ConvolutionPlan<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public ConvolutionPlan(ConvolutionShape shape)
    {
        var (windows, lanes, channels) = (shape.Window, MicroKernel<T>.Lanes, shape.InputChannelsPerGroup);
        Shape = shape;
        Layout = new(windows, "convolution", shape.Planes, shape.ElementCount);
        Images = BatchTileSize.Choose(shape, Layout.Size, Layout.Rows.Length, lanes);
        Tiles = CeilingDivide(shape.Batch, Images);
        PlaneLength = Layout.Size * Images;
        OutputRow = windows.Width.Output * Images;
        var vectors = CeilingDivide(OutputRow, lanes);
        OutputPitch = windows.OutputCount * Images + lanes;
        Panels = PanelStarts(shape.OutputChannelsPerGroup);
        ChannelOffsets = WindowOffsets.Offsets(0, (MR, OutputPitch));
        Taps = [.. from plane in WindowOffsets.Offsets(0, (channels, PlaneLength))
            from tap in Layout.Taps select plane + tap * Images];
        Origins = [.. from row in Layout.Rows
            from vector in Enumerable.Range(0, vectors) select row * Images + vector * lanes];
        OutputOffsets = WindowOffsets.Offsets(0, (Layout.Rows.Length, OutputRow), (vectors, lanes));
        ScatterChannels = Tiles < FewItems && channels % 2 == 0 ? channels / 2 : channels;
        var across = windows.Width.Kernel;
        ScatterColumns = WindowOffsets.Offsets(0,
            (across, 1), (windows.TapCount / across, across), (ScatterChannels, windows.TapCount));
        ScatterTaps = new int[RoundUp(ScatterColumns.Length, MR)];
        Array.Fill(ScatterTaps, Taps[ScatterColumns[^1]]);
        for (var column = 0; column < ScatterColumns.Length; column++)
            ScatterTaps[column] = Taps[ScatterColumns[column]];
    }

    public readonly ConvolutionShape Shape;

    public readonly PolyphaseLayout<T> Layout;

    /// <summary>m, the number of images of a batch tile.</summary>
    public readonly int Images;

    /// <summary>The number of batch tiles; the last one may have fewer images.</summary>
    public readonly int Tiles;

    /// <summary>The number of elements of one packed channel of a tile.</summary>
    public readonly int PlaneLength;

    /// <summary>
    /// The number of elements of one channel of a tile: of the packed inputs or of the outputs, whichever is larger.
    /// </summary>
    public int LargestTile => Images * Math.Max(Layout.Size, Shape.Window.OutputCount);

    /// <summary>The number of elements of an interleaved row of outputs.</summary>
    public readonly int OutputRow;

    /// <summary>
    /// The distance in elements from one channel of interleaved outputs to the next: the plane, plus one vector for the
    /// overrun of its last row.
    /// </summary>
    public readonly int OutputPitch;

    /// <summary>The first output channel of each panel of filters of a group, and their number as the end.</summary>
    public readonly int[] Panels;

    /// <summary>The offsets of MR channels of interleaved outputs.</summary>
    public readonly int[] ChannelOffsets;

    /// <summary>
    /// For each tap of each channel, the offset from a row's origin to the element that the tap reads for the row's
    /// first output.
    /// </summary>
    public readonly int[] Taps;

    /// <summary>For each vector of the output plane, row by row, its origin in the packed image.</summary>
    public readonly int[] Origins;

    /// <summary>
    /// For each vector of the output plane, the offset of its outputs. The last vector of a row may overrun into the
    /// next row, which is written later.
    /// </summary>
    public readonly int[] OutputOffsets;

    /// <summary>
    /// The number of channels whose gradient one work item of the transposed convolution computes: all, or half of them
    /// if too few batch tiles would leave threads idle.
    /// </summary>
    public readonly int ScatterChannels;

    /// <summary>
    /// The taps of these channels as columns of the filter matrix, ordered so that neighbours update different
    /// elements: the channels vary fastest, and the taps follow in columns of the window.
    /// </summary>
    public readonly int[] ScatterColumns;

    /// <summary>
    /// The offset of each tap, in the order of the filter matrix's columns; the last one is repeated up to a multiple
    /// of MR.
    /// </summary>
    public readonly int[] ScatterTaps;

    /// <summary>The number of elements of a tile's packed image of one group, plus one vector for overrun.</summary>
    public long ImageLength => (long)Shape.InputChannelsPerGroup * PlaneLength + MicroKernel<T>.Lanes;

    /// <summary>Whether images are used without packing.</summary>
    public bool IsPlain => Images == 1 && Layout.IsPlain;

    /// <summary>Whether the window covers the whole image; the three convolutions are then matrix products.</summary>
    public bool IsDense =>
        Shape.Groups == 1 && Shape.Window.OutputCount == 1 && Shape.Window.TapCount == Shape.Window.InputCount
            && Layout.IsPlain;
}
