using System.Numerics;
using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>
/// Everything that the three convolutions compute from a shape, once: sizes and tables of offsets. Immutable; the data
/// are packed by <see cref="ConvolutionPacker{T}"/>.
/// </summary>
/// <remarks>
/// The images of a batch tile, m of them, are packed by stride phase (<see cref="PolyphaseLayout{T}"/>) and interleaved
/// (<see cref="BatchInterleave{T}"/>): an output row of w elements becomes a row of w·m, and an offset of t elements
/// becomes t·m. Without interleaving, a row of 8 outputs would fill half a vector of 16.
/// </remarks>
sealed class ConvolutionPlan<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public ConvolutionPlan(ConvolutionShape shape)
    {
        var (windows, lanes, channels) = (shape.Window, MicroKernel<T>.Lanes, shape.InputChannelsPerGroup);
        Shape = shape;
        Layout = new(windows);
        Images = BatchTileSize.Choose(shape, Layout.Size, Layout.Rows.Length, lanes);
        Tiles = CeilingDivide(shape.Batch, Images);
        PlaneLength = Layout.Size * Images;
        OutputRow = windows.Width.Output * Images;
        var vectors = CeilingDivide(OutputRow, lanes);
        Taps = [.. from plane in WindowOffsets.Offsets(0, (channels, PlaneLength))
            from tap in Layout.Taps select plane + tap * Images];
        Origins = [.. from row in Layout.Rows
            from vector in Enumerable.Range(0, vectors) select row * Images + vector * lanes];
        OutputOffsets = WindowOffsets.Offsets(0, (Layout.Rows.Length, OutputRow), (vectors, lanes));
        OutputPitch = windows.OutputCount * Images + lanes;
        ChannelOffsets = WindowOffsets.Offsets(0, (MR, OutputPitch));
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

    /// <summary>m, the images of a batch tile.</summary>
    public readonly int Images;

    /// <summary>The batch tiles; the last may have fewer images.</summary>
    public readonly int Tiles;

    /// <summary>Elements of one packed channel of a tile.</summary>
    public readonly int PlaneLength;

    /// <summary>Elements of one channel of a tile, packed inputs or outputs, whichever are more.</summary>
    public int LargestTile => Images * Math.Max(Layout.Size, Shape.Window.OutputCount);

    /// <summary>Elements of an interleaved row of outputs.</summary>
    public readonly int OutputRow;

    /// <summary>
    /// Elements from one channel of interleaved outputs to the next: the plane, and a vector for the overrun of its
    /// last row.
    /// </summary>
    public readonly int OutputPitch;

    /// <summary>The offsets of MR channels of interleaved outputs.</summary>
    public readonly int[] ChannelOffsets;

    /// <summary>
    /// For each tap of each channel, the offset from a row's origin to the element that the row's first output sees.
    /// </summary>
    public readonly int[] Taps;

    /// <summary>The output plane as vectors, row by row: the origin of each in the packed image.</summary>
    public readonly int[] Origins;

    /// <summary>
    /// The offset of each vector's outputs. The last vector of a row may overrun into the next row, which is written
    /// later.
    /// </summary>
    public readonly int[] OutputOffsets;

    /// <summary>
    /// The channels whose gradient one work item of the transposed convolution computes: all, or half of them if too
    /// few batch tiles would leave threads idle.
    /// </summary>
    public readonly int ScatterChannels;

    /// <summary>
    /// The taps of these channels as columns of the filter matrix, ordered so that neighbours see different elements:
    /// for each tap all channels, and the taps in columns of the window.
    /// </summary>
    public readonly int[] ScatterColumns;

    /// <summary>In the same order, each tap's offset; the last is repeated to a multiple of MR.</summary>
    public readonly int[] ScatterTaps;

    /// <summary>Elements of a tile's packed image of one group, and a vector for overrun.</summary>
    public long ImageLength => (long)Shape.InputChannelsPerGroup * PlaneLength + MicroKernel<T>.Lanes;

    /// <summary>Whether images are used without packing.</summary>
    public bool IsPlain => Images == 1 && Layout.IsPlain;

    /// <summary>Whether the window covers the whole image: then the three convolutions are matrix products.</summary>
    public bool IsDense =>
        Shape.Groups == 1 && Shape.Window.OutputCount == 1 && Shape.Window.TapCount == Shape.Window.InputCount && Layout.IsPlain;
}
