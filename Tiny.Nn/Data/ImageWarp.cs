namespace Tiny.Nn.Data;

/// <summary>
/// Moves the pixels of an image: each pixel of the result looks up where it came from and reads there bilinearly, between four
/// neighbours; what lies outside the image counts as 0. Integer positions are read exactly, so the identity changes no bit.
/// Images are rows after rows, [height, width]. It draws no random numbers; <see cref="Augmentation"/> does.
/// </summary>
public static class ImageWarp
{
    /// <summary>out(p) = in(map⁻¹ p): the image as <paramref name="map"/> moves it.</summary>
    /// <exception cref="ArgumentException">A span has not height·width elements.</exception>
    public static void Apply(ReadOnlySpan<float> input, Span<float> output, int height, int width, AffineTransform map) =>
        Apply(input, output, height, width, map, [], []);

    /// <summary>out(p) = in(map⁻¹ p + (right, down)(p)): moved and deformed.</summary>
    /// <param name="right">A displacement per pixel in pixels, or empty for none.</param>
    /// <inheritdoc cref="Apply(ReadOnlySpan{float}, Span{float}, int, int, AffineTransform)"/>
    public static void Apply(ReadOnlySpan<float> input, Span<float> output, int height, int width, AffineTransform map,
        ReadOnlySpan<float> right, ReadOnlySpan<float> down)
    {
        Check(input.Length, output.Length, height, width);
        if (right.Length != down.Length || (right.Length != 0 && right.Length != input.Length))
            throw new ArgumentException(
                $"Warp: displacements are given for all {input.Length} pixels or for none, got {right.Length} and {down.Length}");
        var back = map.Inverse();
        double middleX = (width - 1) / 2.0, middleY = (height - 1) / 2.0;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var pixel = y * width + x;
                double fromX = x - middleX, fromY = y - middleY;
                var sourceX = back.XX * fromX + back.XY * fromY + back.Right + middleX;
                var sourceY = back.YX * fromX + back.YY * fromY + back.Down + middleY;
                if (right.Length != 0) (sourceX, sourceY) = (sourceX + right[pixel], sourceY + down[pixel]);
                output[pixel] = Read(input, height, width, sourceX, sourceY);
            }
    }

    /// <summary>Moves by whole pixels and leaves zeros behind; exact, and as fast as a copy.</summary>
    public static void Shift<T>(ReadOnlySpan<T> input, Span<T> output, int height, int width, int right, int down) where T : struct
    {
        Check(input.Length, output.Length, height, width);
        output.Clear();
        var length = width - Math.Abs((long)right);
        if (length <= 0) return;
        for (var y = 0; y < height; y++)
            if (y - (long)down is var from && from >= 0 && from < height)
                input.Slice((int)from * width + Math.Max(0, -right), (int)length).CopyTo(output[(y * width + Math.Max(0, right))..]);
    }

    /// <summary>The weighted mean of the four pixels around (x, y).</summary>
    static float Read(ReadOnlySpan<float> image, int height, int width, double x, double y)
    {
        if (!(x > -1 && y > -1 && x < width && y < height)) return 0;
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        float alongX = (float)(x - left), alongY = (float)(y - top);
        var upper = Between(At(image, height, width, left, top), At(image, height, width, left + 1, top), alongX);
        var lower = Between(At(image, height, width, left, top + 1), At(image, height, width, left + 1, top + 1), alongX);
        return Between(upper, lower, alongY);
    }

    static float At(ReadOnlySpan<float> image, int height, int width, int x, int y) =>
        (uint)x < (uint)width && (uint)y < (uint)height ? image[y * width + x] : 0;

    /// <summary>From a (t = 0) to b (t = 1): both ends are exact, and rounding never leaves the interval.</summary>
    static float Between(float a, float b, float t) => Math.Clamp(a + t * (b - a), Math.Min(a, b), Math.Max(a, b));

    static void Check(int input, int output, int height, int width)
    {
        if (height < 1 || width < 1 || (long)height * width != input || output != input)
            throw new ArgumentException(
                $"Warp: an image of {height}×{width} has {(long)height * width} pixels, got {input} in and room for {output}");
    }
}
