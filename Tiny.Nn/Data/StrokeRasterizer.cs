using System.Numerics;

namespace Tiny.Nn.Data;

/// <summary>
/// Ink on a canvas of 28×28 pixels, laid out as MNIST's makers did: the writing is scaled to a box of 20×20 and then moved by whole
/// pixels until its centre of mass is in the middle. One pen draws one image after the other; it is not safe to share between threads.
/// </summary>
public sealed class StrokeRasterizer
{
    /// <summary>The canvas: 28×28.</summary>
    public const int Side = 28;

    const int Box = 20;

    readonly float[] ink = new float[Side * Side], blurred = new float[Side * Side];

    /// <summary>Draws polylines as one image of bytes, 0 is paper and 255 full ink.</summary>
    /// <param name="lines">The writing, in any units: it is scaled to the box.</param>
    /// <param name="random">For the pen's width, pressure and blur and the place within a pixel.</param>
    /// <param name="image">28·28 bytes, row by row.</param>
    public void Draw(IReadOnlyList<Vector2[]> lines, RandomStream random, Span<byte> image)
    {
        Array.Clear(ink);
        var radius = (float)Math.Clamp(1.2 * Math.Exp(0.32 * random.NextNormal()), 0.55, 2.4);
        var pressure = random.NextUniform(0, 0.3);
        var phase = random.NextUniform(0, 2 * Math.PI);
        var place = new Vector2((float)random.NextDouble(), (float)random.NextDouble()) + new Vector2((Side - 2) / 2f);
        Fit(lines, Box - 2 * radius, place, out var scale, out var shift);
        var length = 0f;
        foreach (var line in lines)
        {
            var from = scale * line[0] + shift;
            foreach (var point in line.AsSpan(1))
            {
                var to = scale * point + shift;
                length += Vector2.Distance(from, to);
                Segment(from, to, radius * (float)(1 + pressure * Math.Sin(0.2 * length + phase)));
                from = to;
            }
        }
        Blur((float)random.NextUniform(0, 0.12));
        Centre((float)random.NextUniform(1, 1.6), image);
    }

    /// <summary>The scale and shift that give the writing's longer side a length and put its middle at a place.</summary>
    static void Fit(IReadOnlyList<Vector2[]> lines, float side, Vector2 place, out float scale, out Vector2 shift)
    {
        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (var line in lines)
            foreach (var point in line) (low, high) = (Vector2.Min(low, point), Vector2.Max(high, point));
        scale = side / Math.Max(1e-3f, Math.Max(high.X - low.X, high.Y - low.Y));
        shift = place - scale * (low + high) / 2;
    }

    /// <summary>A straight stroke with round ends: full ink nearer than the radius, fading over one pixel.</summary>
    void Segment(Vector2 from, Vector2 to, float radius)
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

    /// <summary>Each pixel gives the share b to each of its two neighbours, first along rows, then along columns.</summary>
    void Blur(float b)
    {
        for (var i = 1; i < ink.Length - 1; i++) blurred[i] = ink[i] + b * (ink[i - 1] - 2 * ink[i] + ink[i + 1]);
        for (var i = Side; i < ink.Length - Side; i++) ink[i] = blurred[i] + b * (blurred[i - Side] - 2 * blurred[i] + blurred[i + Side]);
    }

    /// <summary>Moves the centre of mass to the middle, (14, 14), to within half a pixel, and rounds to bytes.</summary>
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
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
            {
                int fromX = x - dx, fromY = y - dy;
                var isInside = fromX is >= 0 and < Side && fromY is >= 0 and < Side;
                image[y * Side + x] = isInside ? (byte)ink[fromY * Side + fromX] : (byte)0;
            }
    }
}
