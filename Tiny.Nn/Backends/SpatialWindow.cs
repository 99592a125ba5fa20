namespace Tiny.Nn.Backends;

/// <summary>The windows of the three spatial axes of a convolution or pooling.</summary>
/// <remarks>
/// For 1-D and 2-D data the leading axes have length 1 (<see cref="Window.Unit"/>): backends implement the 3-D
/// case only.
/// </remarks>
public sealed record SpatialWindow(Window Depth, Window Height, Window Width)
{
    /// <summary>The number of spatial axes of the data: 1, 2 or 3.</summary>
    public int Rank { get; private init; } = 3;

    /// <summary>Creates a spatial window from the windows of one, two or three axes.</summary>
    public static SpatialWindow Of(params ReadOnlySpan<Window> axes) => axes switch
    {
        [var width] => new(Window.Unit, Window.Unit, width) { Rank = 1 },
        [var height, var width] => new(Window.Unit, height, width) { Rank = 2 },
        [var depth, var height, var width] => new(depth, height, width),
        _ => throw new ArgumentException($"SpatialWindow: expects the windows of 1, 2 or 3 axes, got {axes.Length}"),
    };

    /// <summary>The windows of the data's axes, outermost first.</summary>
    public ReadOnlySpan<Window> Axes => new[] { Depth, Height, Width }.AsSpan(3 - Rank);

    /// <summary>Returns [leading…, i…], the shape of a tensor on the convolution's input side.</summary>
    public Shape InputShape(params ReadOnlySpan<int> leading) => Extend(leading, window => window.Input);

    /// <summary>Returns [leading…, o…], the shape of a tensor on the convolution's output side.</summary>
    public Shape OutputShape(params ReadOnlySpan<int> leading) => Extend(leading, window => window.Output);

    /// <summary>Returns [leading…, k…], the shape of the filters.</summary>
    public Shape KernelShape(params ReadOnlySpan<int> leading) => Extend(leading, window => window.Kernel);

    /// <summary>The number of elements of one plane on the convolution's input side.</summary>
    public int InputCount => checked(Depth.Input * Height.Input * Width.Input);

    /// <summary>The number of elements of one plane on the convolution's output side.</summary>
    public int OutputCount => checked(Depth.Output * Height.Output * Width.Output);

    /// <summary>The number of taps of one kernel.</summary>
    public int TapCount => checked(Depth.Kernel * Height.Kernel * Width.Kernel);

    Shape Extend(ReadOnlySpan<int> leading, Func<Window, int> length) =>
        Shape.Of([.. leading, .. Axes.ToArray().Select(length)]);
}
