using Tiny.Nn.Data;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>An image that was misread.</summary>
/// <param name="Example">Its place in the test set.</param>
/// <param name="Label">What it is.</param>
/// <param name="Read">What it was taken for.</param>
public sealed record Mistake(int Example, int Label, int Read, float[] Probabilities)
{
    /// <summary>The probability of what it was taken for.</summary>
    public double Sureness => Probabilities[Read];
}

/// <summary>Finds what a network misread.</summary>
public static class Mistakes
{
    const int MostLookedAt = 1000;

    /// <summary>Up to <paramref name="count"/> misread images, those first that the network was surest about.</summary>
    public static IReadOnlyList<Mistake> Of(Evaluation evaluation, Dataset test, Inspection inspection, int count)
    {
        var read = evaluation.Predictions;
        var wrong = Enumerable.Range(0, read.Length).Where(example => read[example] != test.Label(example)).Take(MostLookedAt).ToArray();
        var probabilities = inspection.Probabilities(test, wrong);
        return [.. wrong.Select((example, row) => new Mistake(example, test.Label(example), read[example], probabilities[row]))
            .OrderByDescending(mistake => mistake.Sureness).Take(count)];
    }
}
