namespace Tiny.Nn.Training;

/// <summary>Accuracy metrics of predictions, each between 0 and 1.</summary>
public static class Metrics
{
    /// <summary>Returns the fraction of predictions that equal their label.</summary>
    /// <exception cref="ArgumentException">
    /// There is no label, or the numbers of predictions and labels differ.
    /// </exception>
    public static double Accuracy(ReadOnlySpan<int> predictions, ReadOnlySpan<int> labels)
    {
        if (labels.Length == 0 || predictions.Length != labels.Length)
            throw new ArgumentException(
                $"Accuracy: expects one prediction for each label, and at least one; got {predictions.Length} and " +
                $"{labels.Length}");
        var correct = 0;
        for (var n = 0; n < labels.Length; n++)
            if (predictions[n] == labels[n]) correct++;
        return (double)correct / labels.Length;
    }

    /// <summary>
    /// Returns the top-k accuracy: the fraction of examples whose label is among the k classes with the highest scores.
    /// If scores are equal, the class with the lower index ranks higher.
    /// </summary>
    /// <param name="scores">Logits or probabilities [N, K].</param>
    /// <param name="labels">N classes in 0 … K − 1.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit, a label is not a class, or k is not in 1 … K.
    /// </exception>
    public static double TopK(Tensor scores, ReadOnlySpan<int> labels, int k)
    {
        if (scores.Shape.Rank != 2 || labels.Length == 0 || scores.Shape[0] != labels.Length)
            throw new ArgumentException(
                $"TopK: expects scores [N, K] and N labels, at least one; got {scores.Shape} and {labels.Length} " +
                "labels");
        var classes = scores.Shape[1];
        if (k < 1 || k > classes)
            throw new ArgumentException($"TopK: k is 1 to {classes}, the number of classes, got {k}");
        var (values, hits) = (scores.ToArray(), 0);
        for (var n = 0; n < labels.Length; n++)
        {
            var (row, label) = (n * classes, labels[n]);
            if (label < 0 || label >= classes)
                throw new ArgumentException($"TopK: labels are 0 to {classes - 1}, got {label}");
            // The sort is stable, so that the first of equal scores ranks higher.
            var ranked = Enumerable.Range(0, classes).OrderByDescending(other => values[row + other]);
            if (ranked.Take(k).Contains(label)) hits++;
        }
        return (double)hits / labels.Length;
    }
}

/// <summary>The confusion matrix: counts of examples by label (row) and predicted class (column).</summary>
public sealed class ConfusionMatrix
{
    /// <summary>The largest number of classes K; the matrix has K² elements.</summary>
    public const int MaximumClasses = 1000;

    readonly int[,] counts;

    /// <exception cref="ArgumentException">K is not in 1 … <see cref="MaximumClasses"/>.</exception>
    public ConfusionMatrix(int classes) => counts = classes is >= 1 and <= MaximumClasses
        ? new int[classes, classes]
        : throw new ArgumentException($"ConfusionMatrix: expects 1 to {MaximumClasses} classes, got {classes}");

    /// <summary>K, the number of classes.</summary>
    public int Classes => counts.GetLength(0);

    /// <summary>The number of examples.</summary>
    public int Total { get; private set; }

    /// <summary>
    /// The number of examples of class <paramref name="label"/> that were predicted as <paramref name="prediction"/>.
    /// </summary>
    public int this[int label, int prediction] => counts[label, prediction];

    /// <summary>Adds one example.</summary>
    public void Add(int label, int prediction)
    {
        if (label < 0 || label >= Classes || prediction < 0 || prediction >= Classes)
            throw new ArgumentException(
                $"ConfusionMatrix: classes are 0 to {Classes - 1}, got label {label} and prediction {prediction}");
        counts[label, prediction]++;
        Total++;
    }

    /// <summary>
    /// Returns the recall of a class: the fraction of its examples that were predicted as this class; NaN
    /// without examples.
    /// </summary>
    public double Recall(int label) =>
        (double)counts[label, label] / Enumerable.Range(0, Classes).Sum(c => counts[label, c]);

    /// <summary>
    /// Returns the precision of a class: the fraction of its predictions that are right; NaN without predictions.
    /// </summary>
    public double Precision(int prediction) =>
        (double)counts[prediction, prediction] / Enumerable.Range(0, Classes).Sum(c => counts[c, prediction]);
}
