namespace Tiny.Nn.Data;

/// <summary>
/// Three disjoint sets of digits: one to learn from, one to choose with, one to report on, looked at once and last.
/// </summary>
/// <param name="Training">What the network learns from.</param>
/// <param name="Validation">What decides when to stop and which epoch is best; null where everything is trained on.</param>
/// <param name="Test">What nothing but the final report touches.</param>
/// <param name="Origin">Where the images come from, for people: a folder, or how they were made.</param>
public sealed record DigitSplits(Dataset Training, Dataset? Validation, Dataset Test, string Origin)
{
    /// <summary>Splits one dataset of one's own, in an order drawn from the seed: files are often sorted by class.</summary>
    /// <param name="validation">How many examples; by default a tenth, 0 makes <see cref="Validation"/> null.</param>
    /// <param name="test">How many examples; by default a tenth.</param>
    /// <exception cref="ArgumentException">Nothing would be left to train on or to test with.</exception>
    public static DigitSplits From(Dataset data, ulong seed, string origin, int? validation = null, int? test = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        int held = validation ?? data.Count / 10, tested = test ?? Math.Max(1, data.Count / 10);
        if (held < 0 || tested < 1 || (long)held + tested >= data.Count)
            throw new ArgumentException(
                $"Dataset '{data.Name}': {data.Count} examples cannot be split into {held} for validation, " +
                $"{tested} to test, and some to train on");
        var (apart, training) = data.Shuffled(seed).Split(held + tested);
        return new(training, held == 0 ? null : apart.Slice(tested, held), apart.Take(tested), origin);
    }
}
