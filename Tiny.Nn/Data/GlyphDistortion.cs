using System.Numerics;

namespace Tiny.Nn.Data;

/// <summary>
/// One writing of one glyph: a random slant, turn, width, taper, balance, wobble and unsteadiness make its points the line that the
/// pen takes. It makes geometry, in units of the glyph's grid; the ink is <see cref="StrokeRasterizer"/>'s.
/// <code>
///   p → p + jitter                                     the hand misses the point
///   curve through the points (Catmull–Rom)             the pen moves smoothly from point to point
///   p → p + a·sin(f·p + φ), both axes crosswise        the paper is rubber
///   y → y·(1 + balance·y)                              the upper or the lower half grows
///   p → R(rotation) · [stretch·(1 + taper·y)·x + slant·(−y),  y]
/// </code>
/// </summary>
public sealed class GlyphDistortion
{
    const int Steps = 6;                                 // line segments per pair of points
    static readonly Vector2 Middle = new(3, 5);          // of the glyph's grid

    readonly RandomStream random;
    readonly float unsteadiness, stretch, taper, balance, slant, sine, cosine;
    readonly Vector2 wobble, frequency, phase;

    /// <summary>Draws a hand.</summary>
    public GlyphDistortion(RandomStream random)
    {
        this.random = random;
        unsteadiness = (float)random.NextUniform(0.1, 0.55);
        stretch = (float)Math.Exp(0.22 * random.NextNormal());
        taper = (float)(0.035 * random.NextNormal());
        balance = (float)Math.Clamp(0.03 * random.NextNormal(), -0.07, 0.07);
        slant = (float)(0.12 + 0.28 * random.NextNormal());
        var (s, c) = Math.SinCos(0.13 * random.NextNormal());
        (sine, cosine) = ((float)s, (float)c);
        wobble = Pair(0, 0.45);
        frequency = Pair(0.25, 0.7);
        phase = Pair(0, 2 * Math.PI);
    }

    /// <summary>Writes a glyph: one polyline per stroke.</summary>
    public List<Vector2[]> Write(Glyph glyph)
    {
        var lines = new List<Vector2[]>(glyph.Strokes.Count);
        foreach (var stroke in glyph.Strokes)
        {
            var points = Array.ConvertAll(stroke, point => point with { At = point.At + Jitter() });
            var line = Smooth(points);
            for (var i = 0; i < line.Count; i++) line[i] = Move(line[i]);
            lines.Add([.. line]);
        }
        return lines;
    }

    Vector2 Pair(double from, double to) => new((float)random.NextUniform(from, to), (float)random.NextUniform(from, to));

    Vector2 Jitter() => unsteadiness * new Vector2((float)random.NextNormal(), (float)random.NextNormal());

    Vector2 Move(Vector2 point)
    {
        var p = point - Middle;
        p.X += wobble.X * MathF.Sin(frequency.X * p.Y + phase.X);
        p.Y += wobble.Y * MathF.Sin(frequency.Y * p.X + phase.Y);
        p.Y *= 1 + balance * p.Y;
        var x = stretch * (1 + taper * p.Y) * p.X - slant * p.Y;
        return new(cosine * x - sine * p.Y, sine * x + cosine * p.Y);
    }

    /// <summary>The Catmull–Rom curve: at a point it runs parallel to the neighbours' chord; corners and ends have one neighbour.</summary>
    static List<Vector2> Smooth(StrokePoint[] points)
    {
        var line = new List<Vector2>(points.Length * Steps) { points[0].At };
        for (var i = 0; i + 1 < points.Length; i++)
        {
            Vector2 from = points[i].At, to = points[i + 1].At;
            var before = i == 0 || points[i].IsCorner ? from : points[i - 1].At;
            var after = i + 2 == points.Length || points[i + 1].IsCorner ? to : points[i + 2].At;
            for (var step = 1; step <= Steps; step++) line.Add(CatmullRom(before, from, to, after, step / (float)Steps));
        }
        return line;
    }

    static Vector2 CatmullRom(Vector2 before, Vector2 from, Vector2 to, Vector2 after, float t) =>
        from + 0.5f * t * (to - before + t * (2 * before - 5 * from + 4 * to - after + t * (3 * (from - to) + after - before)));
}
