using Tiny.Nn.Data;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>An image that was misread.</summary>
/// <param name="Example">Its place in the test set.</param>
/// <param name="Label">What it is.</param>
/// <param name="Prediction">What it was taken for.</param>
public sealed record MisclassifiedImage(int Example, int Label, int Prediction, float[] Probabilities)
{
    /// <summary>The probability of what it was taken for.</summary>
    public double Confidence => Probabilities[Prediction];
}

/// <summary>Finds what a network misread.</summary>
public static class MisclassifiedImages
{
    const int MaximumExamined = 1000;

    /// <summary>Up to <paramref name="count"/> misread images, those first that the network was surest about.</summary>
    public static IReadOnlyList<MisclassifiedImage> Find(Evaluation evaluation, Dataset test, NetworkInspector inspection, int count)
    {
        var read = evaluation.Predictions;
        var wrong = Enumerable.Range(0, read.Length).Where(example => read[example] != test.Label(example)).Take(MaximumExamined).ToArray();
        var probabilities = inspection.Probabilities(test, wrong);
        return [.. wrong.Select((example, row) => new MisclassifiedImage(example, test.Label(example), read[example], probabilities[row]))
            .OrderByDescending(mistake => mistake.Confidence).Take(count)];
    }
}
