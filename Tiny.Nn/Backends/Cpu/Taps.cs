namespace Tiny.Nn.Backends;

/// <summary>
/// What windows say about each tap, worked out once per call: the innermost loops then only add. A tap is one cell of the
/// kernel; a line is one row of the output plane.
/// </summary>
sealed class Taps
{
    /// <summary>
    /// A tap: the input depth and height under it at output 0, the outputs First … Last − 1 of a line for which it lies inside the
    /// input's width, and where its cell lies from the line's origin.
    /// </summary>
    public readonly record struct Tap(int Z, int Y, int First, int Last, int Offset);

    readonly Tap[] taps;
    readonly Windows windows;

    public Taps(Windows windows)
    {
        this.windows = windows;
        taps = new Tap[windows.Taps];
        var (depth, height, width) = windows;
        for (var t = 0; t < taps.Length; t++)
        {
            int z = depth.At(0, t / width.Kernel / height.Kernel), y = height.At(0, t / width.Kernel % height.Kernel);
            var x = width.At(0, t % width.Kernel);
            var first = x >= 0 ? 0 : Math.Min(width.Output, (-x + width.Stride - 1) / width.Stride);
            var last = x >= width.Input ? 0 : Math.Min(width.Output, (width.Input - 1 - x) / width.Stride + 1);
            taps[t] = new Tap(z, y, first, last, (z * height.Input + y) * width.Input + x);
        }
    }

    public ref readonly Tap this[int tap] => ref taps[tap];

    public int Count => taps.Length;

    /// <summary>Whether a tap lies inside the input's depth and height on the line of output depth and height.</summary>
    public bool IsInside(in Tap tap, int depth, int height) =>
        (uint)(tap.Z + depth * windows.Depth.Stride) < (uint)windows.Depth.Input
        && (uint)(tap.Y + height * windows.Height.Stride) < (uint)windows.Height.Input;

    /// <summary>The cell from which a line's taps are counted; itself it may lie outside the plane.</summary>
    public int Origin(int depth, int height) =>
        (depth * windows.Depth.Stride * windows.Height.Input + height * windows.Height.Stride) * windows.Width.Input;
}
