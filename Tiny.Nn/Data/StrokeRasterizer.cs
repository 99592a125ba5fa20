namespace Tiny.Nn.Data;

/// <summary>A rasterizer of strokes to images of 28×28 pixels, laid out as in MNIST.</summary>
/// <remarks>
/// The strokes are scaled to a box of 20×20 and then moved by whole pixels to put their centre of mass in the image's
/// centre. An instance reuses its memory for each image and is not thread-safe.
/// </remarks>
public sealed class StrokeRasterizer
{
    /// <summary>The height and width of an image: 28.</summary>
    public const int Side = 28;

    const int Box = 20;

    readonly float[] ink = new float[Side * Side], blurred = new float[Side * Side];

    /// <summary>Draws polylines as one image of bytes, from 0 for the background to 255 for full ink.</summary>
    /// <param name="lines">The strokes, in any units: they are scaled to the box.</param>
    /// <param name="random">Draws the stroke width, pressure, blur and subpixel position.</param>
    /// <param name="image">28·28 bytes, row by row.</param>
    public void Draw(IReadOnlyList<Vector2[]> lines, RandomStream random, Span<byte> image)
    {
        Array.Clear(ink);
        var radius = (float)Math.Clamp(1.2 * Math.Exp(0.32 * random.NextNormal()), 0.55, 2.4);
        var pressure = random.NextUniform(0, 0.3);
        var phase = random.NextUniform(0, 2 * Math.PI);
        var centre = new Vector2((float)random.NextDouble(), (float)random.NextDouble()) + new Vector2((Side - 2) / 2f);
        Fit(lines, Box - 2 * radius, centre, out var scale, out var shift);
        var length = 0f;
        foreach (var line in lines)
        {
            var from = scale * line[0] + shift;
            foreach (var point in line.AsSpan(1))
            {
                var to = scale * point + shift;
                length += Vector2.Distance(from, to);
                DrawSegment(from, to, radius * (float)(1 + pressure * Math.Sin(0.2 * length + phase)));
                from = to;
            }
        }
        Blur((float)random.NextUniform(0, 0.12));
        Centre((float)random.NextUniform(1, 1.6), image);
    }

    /// <summary>
    /// The scale and shift that give the longer side of the strokes' bounding box a length and put its centre at a
    /// point.
    /// </summary>
    static void Fit(IReadOnlyList<Vector2[]> lines, float side, Vector2 centre, out float scale, out Vector2 shift)
    {
        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (var line in lines)
            foreach (var point in line) (low, high) = (Vector2.Min(low, point), Vector2.Max(high, point));
        scale = side / Math.Max(1e-3f, Math.Max(high.X - low.X, high.Y - low.Y));
        shift = centre - scale * (low + high) / 2;
    }

    /// <summary>Draws a line segment with round ends: full ink within the radius, fading over one pixel.</summary>
    void DrawSegment(Vector2 from, Vector2 to, float radius)
    {
        var reach = new Vector2(radius + 0.5f);
        Vector2 low = Vector2.Min(from, to) - reach, high = Vector2.Max(from, to) + reach, along = to - from;
        var perLength = 1 / Math.Max(1e-9f, along.LengthSquared());
        for (var y = Math.Max(0, (int)low.Y); y < Math.Min(Side, high.Y); y++)
            for (var x = Math.Max(0, (int)low.X); x < Math.Min(Side, high.X); x++)
            {
                var offset = new Vector2(x, y) - from;
                var nearest = Math.Clamp(Vector2.Dot(offset, along) * perLength, 0, 1);
                var cover = Math.Clamp(radius + 0.5f - (offset - nearest * along).Length(), 0, 1);
                ref var pixel = ref ink[y * Side + x];
                pixel = Math.Max(pixel, cover);
            }
    }

    /// <summary>Convolves with [b, 1 − 2b, b], first along rows, then along columns.</summary>
    void Blur(float b)
    {
        for (var i = 1; i < ink.Length - 1; i++) blurred[i] = ink[i] + b * (ink[i - 1] - 2 * ink[i] + ink[i + 1]);
        for (var i = Side; i < ink.Length - Side; i++)
            ink[i] = blurred[i] + b * (blurred[i - Side] - 2 * blurred[i] + blurred[i + Side]);
    }

    /// <summary>Moves the centre of mass to the centre, (14, 14), within half a pixel, and rounds to bytes.</summary>
    void Centre(float strength, Span<byte> image)
    {
        float mass = 0, right = 0, down = 0;
        for (var i = 0; i < ink.Length; i++)
        {
            ink[i] = MathF.Round(255 * Math.Min(1, strength * ink[i]));
            mass += ink[i];
            right += ink[i] * (i % Side);
            down += ink[i] * (i / Side);
        }
        int dx = (int)MathF.Round(Side / 2 - right / mass), dy = (int)MathF.Round(Side / 2 - down / mass);
        var bytes = Array.ConvertAll(ink, pixel => (byte)pixel);
        ImageWarp.Shift<byte>(bytes, image, Side, Side, dx, dy);
    }
}
