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
    public int InputCount => Count(Depth.Input, Height.Input, Width.Input);

    /// <summary>The number of elements of one plane on the convolution's output side.</summary>
    public int OutputCount => Count(Depth.Output, Height.Output, Width.Output);

    /// <summary>The number of taps of one kernel.</summary>
    public int TapCount => Count(Depth.Kernel, Height.Kernel, Width.Kernel);

    /// <summary>
    /// Checks a number of elements to allocate: at most 64 times the operands, or <paramref name="always"/>. A padded
    /// image may be much larger than the operands; if it is mostly padding, it is refused.
    /// </summary>
    /// <param name="who">The operation, for the error message.</param>
    /// <param name="size">The number of elements, in double because that cannot overflow.</param>
    /// <param name="operands">The number of elements of the operands.</param>
    /// <param name="always">The number of elements that are allowed for operands of any size.</param>
    /// <exception cref="ArgumentException">The size is larger than that, or than the range of offsets.</exception>
    internal static void CheckMemory(string who, double size, double operands, int always = 1 << 20)
    {
        var most = Math.Min(Math.Max(always, 64 * operands), 0x7FFF_0000);
        if (size > most)
            throw new ArgumentException($"{who}: needs memory for {size:0} elements, but for operands of " +
                $"{operands:0} at most {most:0} are allowed; use less padding, or a smaller stride, dilation or scale");
    }

    /// <summary>Returns the number of elements of a padded plane, after <see cref="CheckMemory"/>.</summary>
    /// <param name="planes">The number of planes that are padded at the same time.</param>
    internal static int PaddedCount(
        string who, double planes, double depth, double height, double width, double operands)
    {
        who = $"{who} over {planes} planes of {depth} × {height} × {width} elements with padding";
        CheckMemory(who, planes * depth * height * width, operands);
        return (int)(depth * height * width);
    }

    static int Count(int depth, int height, int width)
    {
        var area = (long)depth * height;
        return area <= Shape.MaximumCount && area * width <= Shape.MaximumCount
            ? (int)(area * width)
            : throw new ArgumentException($"SpatialWindow: a plane or kernel of {depth} × {height} × {width} " +
                $"elements exceeds a tensor's {Shape.MaximumCount}; use smaller lengths");
    }

    Shape Extend(ReadOnlySpan<int> leading, Func<Window, int> length) =>
        Shape.Of([.. leading, .. Axes.ToArray().Select(length)]);
}
