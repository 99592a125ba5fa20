namespace Tiny.Nn.Data;

/// <summary>
/// Handwritten digits that need no download: strokes from <see cref="StrokeTable"/>, written by a random <see cref="GlyphDistortion"/>, inked by a
/// <see cref="StrokeRasterizer"/>, in MNIST's format of 28×28 bytes. As many as wanted; image i is a pure function of (seed, i), whatever the
/// number of threads. It is no copy of MNIST, and accuracies on it do not compare with accuracies on MNIST.
/// </summary>
public static class SyntheticDigits
{
    /// <summary>Draws <paramref name="count"/> digits, 0, 1, …, 9 in turn, so that all classes are equally frequent.</summary>
    /// <param name="count">How many, 0 to 2,000,000.</param>
    /// <param name="seed">Other seeds give other images.</param>
    /// <param name="strokes">The glyphs; by default the built-in table.</param>
    /// <exception cref="ArgumentException">The count is out of its range.</exception>
    public static Dataset Create(int count, ulong seed, StrokeTable? strokes = null)
    {
        const int size = StrokeRasterizer.Side * StrokeRasterizer.Side, most = 2_000_000;
        if (count is < 0 or > most) throw new ArgumentException($"SyntheticDigits: draws 0 to {most} digits, got {count}");
        var table = strokes ?? StrokeTable.BuiltIn;
        var pixels = new byte[count * size];
        var labels = new int[count];
        Parallel.For(0, count, () => new StrokeRasterizer(), (i, _, pen) =>
        {
            labels[i] = i % 10;
            Draw(labels[i], new RandomStream(seed, $"synthetic digit {i}"), table, pen, pixels.AsSpan(i * size, size));
            return pen;
        }, _ => { });
        return Dataset.FromPixels(pixels, [1, StrokeRasterizer.Side, StrokeRasterizer.Side], labels, 10, "synthetic digits");
    }

    /// <summary>Training, validation and test digits, each drawn from a stream of its own.</summary>
    /// <param name="validation">0: no validation set.</param>
    public static DigitSplits Load(ulong seed = 1, int training = 50_000, int validation = 10_000, int test = 10_000)
    {
        var (first, rest) = Create((int)Math.Min(int.MaxValue, (long)training + validation + test), seed).Split(training);
        var (second, third) = rest.Split(validation);
        return new(first, validation == 0 ? null : second, third, "built in: drawn from datasets/digit-strokes.txt");
    }

    static void Draw(int digit, RandomStream random, StrokeTable table, StrokeRasterizer pen, Span<byte> image) =>
        pen.Draw(new GlyphDistortion(random).Write(table.Pick(digit, random)), random, image);
}
