namespace Tiny.Nn.Lab.Report;

/// <summary>
/// Converts 2-D arrays of values to PNG images. The alpha channel holds the magnitude, so that the images fit both
/// light and dark pages.
/// </summary>
public static class ColorMappedImage
{
    static readonly RgbaPixel[] classColors =
    [
        new(0, 0, 0, 0), new(37, 99, 235, 255), new(220, 38, 38, 255), new(11, 138, 95, 255), new(199, 119, 0, 255),
        new(163, 71, 138, 255), new(58, 160, 216, 255), new(122, 92, 62, 255), new(230, 130, 120, 255),
        new(120, 190, 60, 255), new(128, 128, 140, 255),
    ];

    /// <summary>
    /// Maps 0 to transparent and <paramref name="maximum"/> to black. The style sheet inverts the image on a dark page.
    /// </summary>
    public static string Grayscale(ReadOnlySpan<float> plane, int width, double maximum = 1)
    {
        var values = plane.ToArray();
        return PngEncoder.DataUri(width, values.Length / width, (x, y) =>
            new RgbaPixel(0, 0, 0, Alpha(values[y * width + x], maximum)));
    }

    /// <summary>
    /// Maps values to opaque gray levels: <paramref name="black"/> and beyond to black, <paramref name="white"/> and
    /// beyond to white. Either may be the larger one.
    /// </summary>
    public static string Gray(ReadOnlySpan<float> plane, int width, double black, double white)
    {
        var values = plane.ToArray();
        return PngEncoder.DataUri(width, values.Length / width, (x, y) =>
        {
            var level = Level(values[y * width + x], black, white);
            return new RgbaPixel(level, level, level, 255);
        });
    }

    /// <summary>The gray level of a value, 0 for black to 255 for white.</summary>
    public static byte Level(double value, double black, double white) =>
        (byte)Math.Round(255 * Math.Clamp((value - black) / (white - black), 0, 1));

    /// <summary>
    /// Maps negative values to blue, 0 to transparent and positive values to red. A value of
    /// ±<paramref name="maximum"/> is opaque.
    /// </summary>
    public static string Diverging(ReadOnlySpan<float> plane, int width, double maximum)
    {
        var values = plane.ToArray();
        return PngEncoder.DataUri(width, values.Length / width, (x, y) =>
        {
            var value = values[y * width + x];
            return value < 0
                ? new RgbaPixel(37, 99, 235, Alpha(-value, maximum))
                : new RgbaPixel(220, 38, 38, Alpha(value, maximum));
        });
    }

    /// <summary>Maps class 0 to transparent and the classes 1 to 10 to one color each.</summary>
    public static string Classes(ReadOnlySpan<int> plane, int width)
    {
        var labels = plane.ToArray();
        return PngEncoder.DataUri(width, labels.Length / width, (x, y) => classColors[labels[y * width + x]]);
    }

    /// <summary>Returns the end of a color scale: the largest magnitude, or 1 if all values are 0.</summary>
    public static double LargestMagnitude(ReadOnlySpan<float> values)
    {
        var largest = 0f;
        foreach (var value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest > 0 ? largest : 1;
    }

    static byte Alpha(double value, double maximum) => (byte)Math.Round(255 * Math.Clamp(value / maximum, 0, 1));
}
