namespace Tiny.Nn.Backends;

/// <summary>How a primitive walks a buffer: the first cell, and for each axis of the shape the distance to the next cell.
/// A distance of 0 repeats (broadcast), a negative one walks backwards (flip).</summary>
public readonly record struct StridedView(int Offset, int[] Strides)
{
    /// <summary>All of a contiguous buffer of this shape.</summary>
    public static StridedView Of(Shape shape) => new(0, shape.Strides());

    /// <summary>Whether it walks all of a contiguous buffer of this shape, cell after cell.</summary>
    public bool IsContiguous(Shape shape)
    {
        if (Offset != 0) return false;
        var step = 1;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            if (shape[axis] != 1 && Strides[axis] != step) return false;
            step *= shape[axis];
        }
        return true;
    }

    /// <summary>A contiguous buffer of <paramref name="shape"/> repeated to <paramref name="common"/>, the shape it broadcasts to.</summary>
    public static StridedView Broadcast(Shape shape, Shape common)
    {
        var own = shape.Strides();
        var strides = new int[common.Rank];
        for (var fromEnd = 1; fromEnd <= shape.Rank; fromEnd++)
            strides[^fromEnd] = shape[-fromEnd] == 1 ? 0 : own[^fromEnd];
        return new(0, strides);
    }
}

/// <summary>
/// The sizes of C[g] = A[g]·B[g]: A[g] is [rows, depth] in memory, or [depth, rows] if transposed; B[g] is [depth, columns], or
/// [columns, depth] if transposed; C[g] is [rows, columns]. The matrices of a batch lie one after another.
/// </summary>
public readonly record struct ProductShape(int Batch, int Rows, int Columns, int Depth, bool TransposeA = false, bool TransposeB = false);

/// <summary>
/// The windows of the three spatial axes. 1-D and 2-D images have leading axes of length 1 (<see cref="Window.Unit"/>), so
/// that a machine knows only the 3-D loop.
/// </summary>
public sealed record SpatialWindow(Window Depth, Window Height, Window Width)
{
    /// <summary>How many of the axes the image really has: 1, 2 or 3.</summary>
    public int Rank { get; private init; } = 3;

    /// <summary>The windows of one, two or three axes.</summary>
    public static SpatialWindow Of(params ReadOnlySpan<Window> axes) => axes switch
    {
        [var width] => new(Window.Unit, Window.Unit, width) { Rank = 1 },
        [var height, var width] => new(Window.Unit, height, width) { Rank = 2 },
        [var depth, var height, var width] => new(depth, height, width),
        _ => throw new ArgumentException($"Windows: an image has 1, 2 or 3 spatial axes, got {axes.Length}"),
    };

    /// <summary>The axes that the image really has, outermost first.</summary>
    public ReadOnlySpan<Window> Axes => new[] { Depth, Height, Width }.AsSpan(3 - Rank);

    /// <summary>[leading…, i…]: the shape of a tensor on the convolution's input side.</summary>
    public Shape InputShape(params ReadOnlySpan<int> leading) => Extend(leading, window => window.Input);

    /// <summary>[leading…, o…]: the shape of a tensor on the convolution's output side.</summary>
    public Shape OutputShape(params ReadOnlySpan<int> leading) => Extend(leading, window => window.Output);

    /// <summary>[leading…, k…]: the shape of the filters.</summary>
    public Shape KernelShape(params ReadOnlySpan<int> leading) => Extend(leading, window => window.Kernel);

    /// <summary>Cells of one plane on the convolution's input side.</summary>
    public int InputCount => checked(Depth.Input * Height.Input * Width.Input);

    /// <summary>Cells of one plane on the convolution's output side.</summary>
    public int OutputCount => checked(Depth.Output * Height.Output * Width.Output);

    /// <summary>Taps of one kernel.</summary>
    public int TapCount => checked(Depth.Kernel * Height.Kernel * Width.Kernel);

    Shape Extend(ReadOnlySpan<int> leading, Func<Window, int> length)
    {
        Span<int> lengths = stackalloc int[leading.Length + Rank];
        leading.CopyTo(lengths);
        if (Rank == 3) lengths[^3] = length(Depth);
        if (Rank >= 2) lengths[^2] = length(Height);
        lengths[^1] = length(Width);
        return Shape.Of(lengths);
    }
}

/// <summary>
/// The one geometry that all three convolution primitives share:
/// x [Batch, InputChannels, i…], w [OutputChannels, InputChannels / Groups, k…], y [Batch, OutputChannels, o…], all row-major.
/// Output channel c belongs to group c / (OutputChannels / Groups) and sees that group's input channels only.
/// </summary>
public sealed record ConvolutionShape(int Batch, int InputChannels, int OutputChannels, int Groups, SpatialWindow Window)
{
    public int InputChannelsPerGroup => InputChannels / Groups;

    public int OutputChannelsPerGroup => OutputChannels / Groups;
}

/// <summary>The geometry of pooling: x [Planes, i…], y [Planes, o…]; a plane is one channel of one example.</summary>
public sealed record PoolingShape(int Planes, SpatialWindow Window);
