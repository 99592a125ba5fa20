namespace Tiny.Nn.Lab.Report;

/// <summary>
/// Planes of numbers as pictures that sit well on a light and on a dark page: the value is in the transparency.
/// </summary>
public static class ColorMappedImage
{
    /// <summary>From 0, nothing, to <paramref name="most"/>, full ink; the page inverts ink in the dark.</summary>
    public static string Grayscale(ReadOnlySpan<float> plane, int width, double most = 1)
    {
        var values = plane.ToArray();
        return PngEncoder.DataUri(width, values.Length / width, (x, y) => new RgbaPixel(0, 0, 0, Level(values[y * width + x], most)));
    }

    /// <summary>Blue below 0, red above, nothing at 0, full colour at ±<paramref name="most"/> and beyond.</summary>
    public static string Diverging(ReadOnlySpan<float> plane, int width, double most)
    {
        var values = plane.ToArray();
        return PngEncoder.DataUri(width, values.Length / width, (x, y) =>
        {
            var value = values[y * width + x];
            return value < 0 ? new RgbaPixel(37, 99, 235, Level(-value, most)) : new RgbaPixel(220, 38, 38, Level(value, most));
        });
    }

    /// <summary>The largest magnitude, or 1 where all is 0: a scale for either kind.</summary>
    public static double LargestMagnitude(ReadOnlySpan<float> values)
    {
        var most = 0f;
        foreach (var value in values) most = Math.Max(most, Math.Abs(value));
        return most > 0 ? most : 1;
    }

    static byte Level(double value, double most) => (byte)Math.Round(255 * Math.Clamp(value / most, 0, 1));
}
