using Tiny.Nn.Data;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>A misclassified image of a dataset.</summary>
/// <param name="Example">The index of the image in the dataset.</param>
/// <param name="Label">The true class.</param>
/// <param name="Prediction">The predicted class.</param>
public sealed record MisclassifiedImage(int Example, int Label, int Prediction, float[] Probabilities)
{
    /// <summary>The probability of the predicted class.</summary>
    public double Confidence => Probabilities[Prediction];
}

/// <summary>Finds the misclassified images of an evaluation.</summary>
public static class MisclassifiedImages
{
    const int MaximumExamined = 1000;

    /// <summary>
    /// Returns up to <paramref name="count"/> misclassified images by descending confidence; only the first
    /// <see cref="MaximumExamined"/> are examined.
    /// </summary>
    public static IReadOnlyList<MisclassifiedImage> Find(
        Evaluation evaluation, Dataset test, NetworkInspector inspector, int count)
    {
        var predictions = evaluation.Predictions!.Labels;
        var examples = Enumerable.Range(0, predictions.Length)
            .Where(example => predictions[example] != test.Label(example)).Take(MaximumExamined).ToArray();
        var probabilities = inspector.Probabilities(test, examples);
        return [.. examples
            .Select((example, row) =>
                new MisclassifiedImage(example, test.Label(example), predictions[example], probabilities[row]))
            .OrderByDescending(image => image.Confidence).Take(count)];
    }
}
