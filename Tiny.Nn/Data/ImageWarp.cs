namespace Tiny.Nn.Data;

/// <summary>
/// Geometric transformations of images [height, width], with bilinear interpolation and zeros outside the image.
/// </summary>
/// <remarks>
/// Each output pixel is read at its inverse image. Integer positions are read exactly, so the identity changes no bit.
/// </remarks>
public static class ImageWarp
{
    /// <summary>
    /// out(p) = in(map⁻¹ p + (right, down)(p)): the image transformed by <paramref name="map"/> and deformed.
    /// </summary>
    /// <param name="right">A displacement in pixels for each pixel; empty for none.</param>
    /// <exception cref="ArgumentException">A span does not have height·width elements.</exception>
    public static void Apply(ReadOnlySpan<float> input, Span<float> output, int height, int width, AffineTransform map,
        ReadOnlySpan<float> right = default, ReadOnlySpan<float> down = default)
    {
        Check(input.Length, output.Length, height, width);
        if (right.Length != down.Length || (right.Length != 0 && right.Length != input.Length))
            throw new ArgumentException(
                $"ImageWarp: expects displacements for all {input.Length} pixels or for none, got {right.Length} and " +
                    $"{down.Length}");
        var back = map.Inverse();
        double centreX = (width - 1) / 2.0, centreY = (height - 1) / 2.0;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var pixel = y * width + x;
                double offsetX = x - centreX, offsetY = y - centreY;
                var sourceX = back.XX * offsetX + back.XY * offsetY + back.Right + centreX;
                var sourceY = back.YX * offsetX + back.YY * offsetY + back.Down + centreY;
                if (right.Length != 0) (sourceX, sourceY) = (sourceX + right[pixel], sourceY + down[pixel]);
                output[pixel] = Sample(input, height, width, sourceX, sourceY);
            }
    }

    /// <summary>Shifts by whole pixels, exactly; the vacated rows and columns are 0.</summary>
    public static void Shift<T>(ReadOnlySpan<T> input, Span<T> output, int height, int width, int right, int down)
        where T : struct
    {
        Check(input.Length, output.Length, height, width);
        output.Clear();
        var length = width - Math.Abs((long)right);
        if (length <= 0) return;
        for (var y = 0; y < height; y++)
            if (y - (long)down is var from && from >= 0 && from < height)
                input.Slice((int)from * width + Math.Max(0, -right), (int)length).CopyTo(output[(y * width + Math.Max(0,
                    right))..]);
    }

    /// <summary>The bilinear interpolation of the four pixels around (x, y).</summary>
    static float Sample(ReadOnlySpan<float> image, int height, int width, double x, double y)
    {
        if (!(x > -1 && y > -1 && x < width && y < height)) return 0;
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        float tx = (float)(x - left), ty = (float)(y - top);
        var upper = Interpolate(At(image, height, width, left, top), At(image, height, width, left + 1, top), tx);
        var lower = Interpolate(At(image, height, width, left, top + 1), At(image, height, width, left + 1, top + 1),
            tx);
        return Interpolate(upper, lower, ty);
    }

    static float At(ReadOnlySpan<float> image, int height, int width, int x, int y) =>
        (uint)x < (uint)width && (uint)y < (uint)height ? image[y * width + x] : 0;

    /// <summary>a + t·(b − a), exact at both ends and within [a, b] in spite of rounding.</summary>
    static float Interpolate(float a, float b, float t) => Math.Clamp(a + t * (b - a), Math.Min(a, b), Math.Max(a, b));

    static void Check(int input, int output, int height, int width)
    {
        if (height < 1 || width < 1 || (long)height * width != input || output != input)
            throw new ArgumentException(
                $"ImageWarp: an image of {height}×{width} has {(long)height * width} pixels, got an input of {input} " +
                    $"and an output of {output}");
    }
}
