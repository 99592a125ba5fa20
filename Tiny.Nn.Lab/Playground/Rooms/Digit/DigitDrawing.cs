using System.Numerics;
using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Playground.Rooms.Digit;

/// <summary>
/// Drawings of strokes as images like those of MNIST: scaled to a box of 20×20 in 28×28 pixels, with the centre of mass
/// in the centre, by <see cref="StrokeRasterizer"/>.
/// </summary>
/// <remarks>
/// A stroke is a list x₀, y₀, x₁, y₁, … in units of the canvas, whose sides are 1. The pen has the same width in each
/// image, whatever the size of the drawing, so an image does not change when the drawing is shifted or scaled.
/// </remarks>
public static class DigitDrawing
{
    const int MaximumStrokes = 100, MaximumPoints = 20_000;

    /// <summary>The extent below which a drawing is a dot.</summary>
    const float SmallestExtent = 0.03f;

    /// <summary>
    /// The stream that determines the pen: 1.26 pixels of radius, nearly even pressure. It is the same for every
    /// drawing, so that equal drawings have equal images.
    /// </summary>
    static RandomStream Pen => new(6, "pen of the playground");

    /// <summary>Returns the image, 28·28 bytes from 0 for the background to 255 for ink.</summary>
    /// <exception cref="ArgumentException">There are too many strokes or points, or a point is invalid.</exception>
    public static byte[] ToImage(IReadOnlyList<float[]> strokes)
    {
        RequestCheck.InRange(strokes.Count, 0, MaximumStrokes, "strokes");
        if (strokes.Contains(null!)) throw new ArgumentException("strokes: expects lists of coordinates, got null");
        RequestCheck.InRange(strokes.Sum(stroke => (long)stroke.Length / 2), 0, MaximumPoints, "points");
        var image = new byte[StrokeRasterizer.Side * StrokeRasterizer.Side];
        Vector2[][] lines = [.. strokes.Where(stroke => stroke.Length > 0).Select(ToLine)];
        if (lines.Length > 0) new StrokeRasterizer().Draw(WithoutTouches(lines), Pen, image);
        return image;
    }

    /// <summary>Returns a digit of the built-in glyphs as strokes, each time in another handwriting.</summary>
    public static float[][] Example(int digit, ulong seed)
    {
        RequestCheck.InRange(digit, 0, 9);
        var random = new RandomStream(seed, $"example digit {digit}");
        var lines = new GlyphDistortion(random).Apply(StrokeTable.BuiltIn.Pick(digit, random));
        var (low, high) = Bounds(lines);
        var scale = 0.7f / Math.Max(high.X - low.X, high.Y - low.Y);
        return [.. lines.Select(line => line
            .Select(point => scale * (point - (low + high) / 2) + new Vector2(0.5f))
            .SelectMany(point => new[] { point.X, point.Y }).ToArray())];
    }

    static Vector2[] ToLine(float[] stroke)
    {
        if (stroke.Length % 2 != 0)
            throw new ArgumentException($"strokes: expects x and y of each point, got {stroke.Length} coordinates");
        foreach (var coordinate in stroke) RequestCheck.InRange(coordinate, -1, 2);
        var line = Enumerable.Range(0, stroke.Length / 2).Select(i => new Vector2(stroke[2 * i], stroke[2 * i + 1]));
        return stroke.Length == 2 ? [.. line, .. line] : [.. line];        // a dot is a line of length 0
    }

    /// <summary>Returns the lines; a touch of the pen, whose extent is an accident, becomes a dot.</summary>
    static IReadOnlyList<Vector2[]> WithoutTouches(Vector2[][] lines)
    {
        var (low, high) = Bounds(lines);
        var centre = (low + high) / 2;
        return Math.Max(high.X - low.X, high.Y - low.Y) < SmallestExtent ? [[centre, centre]] : lines;
    }

    static (Vector2 Low, Vector2 High) Bounds(IReadOnlyList<Vector2[]> lines) => (
        lines.SelectMany(line => line).Aggregate(Vector2.Min), lines.SelectMany(line => line).Aggregate(Vector2.Max));
}
