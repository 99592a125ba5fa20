namespace Tiny.Nn.Lab.Report;

/// <summary>
/// Draws a function of two variables as an image for <see cref="Chart.Background"/>. Red is positive or high, blue is
/// negative or low; the alpha channel holds the magnitude, so that the image fits light and dark pages.
/// </summary>
public static class PlaneImage
{
    const int Resolution = 120, Levels = 12;
    const double Strength = 0.42;   // opacity of the largest magnitude: points on top stay visible

    /// <summary>
    /// Draws f(x, y) from −<paramref name="maximum"/> (blue) to <paramref name="maximum"/> (red), such as a
    /// classifier's 2p − 1.
    /// </summary>
    /// <param name="values">Computes f at many points at once; the points are rows of pixels from the top left.</param>
    public static string Diverging(
        ChartAxis x, ChartAxis y, Func<IReadOnlyList<(double X, double Y)>, float[]> values, double maximum = 1)
    {
        var plane = values(Grid(x, y));
        return Draw(pixel => Color(plane[pixel] / maximum));
    }

    /// <summary>Draws f(x, y) as filled contours between its smallest and its largest value.</summary>
    /// <inheritdoc cref="Diverging"/>
    public static string Contours(
        ChartAxis x, ChartAxis y, Func<IReadOnlyList<(double X, double Y)>, float[]> values)
    {
        var plane = values(Grid(x, y));
        var (lowest, highest) = (plane.Min(), plane.Max());
        return Draw(pixel =>
        {
            var fraction = highest > lowest ? (plane[pixel] - lowest) / (highest - lowest) : 0.5;
            return Color(2 * Math.Floor(Math.Min(fraction, 0.999) * Levels) / (Levels - 1) - 1);
        });
    }

    /// <summary>Draws values on a grid as filled contours, with linear interpolation between its points.</summary>
    /// <param name="values">Rows from the top; the outer points lie on the limits of the axes.</param>
    /// <param name="columns">The number of points in a row.</param>
    public static string Contours(ChartAxis x, ChartAxis y, float[] values, int columns)
    {
        var rows = values.Length / columns;
        return Contours(x, y, points => [.. points.Select(point =>
        {
            var (column, right) = Cell(x.Fraction(point.X), columns);
            var (row, down) = Cell(1 - y.Fraction(point.Y), rows);
            float Row(int at) => float.Lerp(values[at * columns + column], values[at * columns + column + 1], right);
            return float.Lerp(Row(row), Row(row + 1), down);
        })]);
    }

    /// <summary>Returns the grid interval that holds a fraction of the axis, and the position inside it.</summary>
    static (int Index, float Within) Cell(double fraction, int count)
    {
        var index = Math.Min((int)(fraction * (count - 1)), count - 2);
        return (index, (float)(fraction * (count - 1) - index));
    }

    /// <summary>Returns the centers of the pixels between the limits of both axes.</summary>
    static (double X, double Y)[] Grid(ChartAxis x, ChartAxis y) =>
        [.. Enumerable.Range(0, Resolution * Resolution).Select(pixel => (
            x.From!.Value + (pixel % Resolution + 0.5) / Resolution * (x.To!.Value - x.From.Value),
            y.To!.Value - (pixel / Resolution + 0.5) / Resolution * (y.To.Value - y.From!.Value)))];

    static string Draw(Func<int, RgbaPixel> pixel) =>
        PngEncoder.DataUri(Resolution, Resolution, (x, y) => pixel(y * Resolution + x));

    static RgbaPixel Color(double value)
    {
        var alpha = (byte)Math.Round(255 * Strength * Math.Clamp(Math.Abs(value), 0, 1));
        return value < 0 ? new(37, 99, 235, alpha) : new(220, 38, 38, alpha);
    }
}
