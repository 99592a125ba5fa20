namespace Tiny.Nn.Data;

/// <summary>Generated handwritten digits of 28×28 bytes, for use without a download.</summary>
/// <remarks>
/// A glyph of <see cref="StrokeTable"/> is distorted by a random <see cref="GlyphDistortion"/> and drawn by a
/// <see cref="StrokeRasterizer"/>. Image i is a pure function of (seed, i), for any number of threads. Accuracies are
/// not comparable
/// with those on MNIST.
/// </remarks>
public static class SyntheticDigits
{
    /// <summary>Generates <paramref name="count"/> digits with the labels 0, 1, …, 9, 0, …</summary>
    /// <param name="count">0 to 2,000,000.</param>
    /// <param name="strokes">The glyphs; by default the built-in table.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    public static Dataset Create(int count, ulong seed, StrokeTable? strokes = null)
    {
        const int size = StrokeRasterizer.Side * StrokeRasterizer.Side, maximum = 2_000_000;
        if (count is < 0 or > maximum)
            throw new ArgumentException($"SyntheticDigits: the count is 0 to {maximum}, got {count}");
        var table = strokes ?? StrokeTable.BuiltIn;
        var pixels = new byte[count * size];
        var labels = new int[count];
        Parallel.For(0, count, () => new StrokeRasterizer(), (i, _, rasterizer) =>
        {
            labels[i] = i % 10;
            var random = new RandomStream(seed, $"synthetic digit {i}");
            var lines = new GlyphDistortion(random).Apply(table.Pick(labels[i], random));
            rasterizer.Draw(lines, random, pixels.AsSpan(i * size, size));
            return rasterizer;
        }, _ => { });
        return Dataset.FromPixels(pixels, [1, StrokeRasterizer.Side, StrokeRasterizer.Side],
            Targets.FromLabels(labels, classes: 10), "synthetic digits");
    }

    /// <summary>
    /// Generates training, validation and test digits; with 0 validation digits there is no validation set.
    /// </summary>
    public static DigitSplits Load(ulong seed = 1, int training = 50_000, int validation = 10_000, int test = 10_000)
    {
        var (first, rest) = Create((int)Math.Min(int.MaxValue, (long)training + validation + test),
            seed).Split(training);
        var (second, third) = rest.Split(validation);
        return new(first, validation == 0
            ? null : second, third, "built in: generated from datasets/digit-strokes.txt");
    }
}
