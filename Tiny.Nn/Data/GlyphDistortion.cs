namespace Tiny.Nn.Data;

/// <summary>
/// A random distortion of glyphs: it maps a glyph's points to the polylines of one handwritten digit.
/// </summary>
/// <remarks>
/// The coordinates are those of the glyph's grid; <see cref="StrokeRasterizer"/> draws the polylines.
/// <code>
///   p → p + jitter·ε                                   the writer misses the point
///   curve through the points (Catmull–Rom)             the pen moves smoothly
///   p → p + a·sin(f·p + φ), each axis by the other     the strokes wobble
///   y → y·(1 + balance·y)                              the upper or the lower half grows
///   p → R(rotation) · [stretch·(1 + taper·y)·x + slant·(−y),  y]
/// </code>
/// </remarks>
public sealed class GlyphDistortion
{
    const int Segments = 6;                              // line segments per pair of points
    static readonly Vector2 Centre = new(3, 5);          // of the glyph's grid

    readonly RandomStream random;
    readonly float jitter, stretch, taper, balance, slant, sine, cosine;
    readonly Vector2 wobble, frequency, phase;

    /// <summary>
    /// A distortion with parameters drawn from the stream, which also supplies the jitter of each point.
    /// </summary>
    public GlyphDistortion(RandomStream random)
    {
        this.random = NotNull(random);
        jitter = (float)random.NextUniform(0.1, 0.55);
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

    /// <summary>The distorted glyph: one polyline per stroke.</summary>
    public List<Vector2[]> Apply(Glyph glyph)
    {
        var lines = new List<Vector2[]>();
        foreach (var stroke in NotNull(glyph).Strokes)
        {
            var points = Array.ConvertAll(stroke,
                point => point with { At = point.At + jitter * new Vector2((float)random.NextNormal(),
                    (float)random.NextNormal()) });
            lines.Add([.. Smooth(points).Select(Move)]);
        }
        return lines;
    }

    Vector2 Pair(double from, double to) =>
        new((float)random.NextUniform(from, to), (float)random.NextUniform(from, to));

    Vector2 Move(Vector2 point)
    {
        var p = point - Centre;
        p.X += wobble.X * MathF.Sin(frequency.X * p.Y + phase.X);
        p.Y += wobble.Y * MathF.Sin(frequency.Y * p.X + phase.Y);
        p.Y *= 1 + balance * p.Y;
        var x = stretch * (1 + taper * p.Y) * p.X - slant * p.Y;
        return new(cosine * x - sine * p.Y, sine * x + cosine * p.Y);
    }

    /// <summary>
    /// The Catmull–Rom spline: at a point it is parallel to the chord of its neighbours; corners and ends have one
    /// neighbour.
    /// </summary>
    static IEnumerable<Vector2> Smooth(StrokePoint[] points)
    {
        yield return points[0].At;
        for (var i = 0; i + 1 < points.Length; i++)
        {
            Vector2 from = points[i].At, to = points[i + 1].At;
            var before = i == 0 || points[i].IsCorner ? from : points[i - 1].At;
            var after = i + 2 == points.Length || points[i + 1].IsCorner ? to : points[i + 2].At;
            for (var segment = 1; segment <= Segments; segment++)
                yield return CatmullRom(before, from, to, after, segment / (float)Segments);
        }
    }

    static Vector2 CatmullRom(Vector2 before, Vector2 from, Vector2 to, Vector2 after, float t) =>
        from + 0.5f * t * (to - before + t * (2 * before - 5 * from + 4 * to - after
            + t * (3 * (from - to) + after - before)));
}
