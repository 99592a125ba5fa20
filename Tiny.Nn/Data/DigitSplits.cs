namespace Tiny.Nn.Data;

/// <summary>Three disjoint sets of digits: train, validation and test.</summary>
/// <param name="Training">The examples that the network is trained on.</param>
/// <param name="Validation">The examples for early stopping and for the choice of the best epoch; null to train on
/// all.</param>
/// <param name="Test">The examples for the final report only.</param>
/// <param name="Origin">The source of the images, for messages: a folder, or how they were generated.</param>
public sealed record DigitSplits(Dataset Training, Dataset? Validation, Dataset Test, string Origin)
{
    /// <summary>Splits one dataset after a seeded shuffle: files are often sorted by class.</summary>
    /// <param name="validation">The number of examples; by default a tenth. 0 makes <see cref="Validation"/>
    /// null.</param>
    /// <param name="test">The number of examples; by default a tenth.</param>
    /// <exception cref="ArgumentException">No training or no test examples would remain.</exception>
    public static DigitSplits From(Dataset data, ulong seed, string origin, int? validation = null, int? test = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        int validated = validation ?? data.Count / 10, tested = test ?? Math.Max(1, data.Count / 10);
        if (validated < 0 || tested < 1 || (long)validated + tested >= data.Count)
            throw new ArgumentException(
                $"Dataset '{data.Name}': {data.Count} examples cannot be split into {validated} validation, " +
                $"{tested} test and at least 1 training example");
        var (held, training) = data.Shuffled(seed).Split(validated + tested);
        return new(training, validated == 0 ? null : held.Slice(tested, validated), held.Take(tested), origin);
    }
}
