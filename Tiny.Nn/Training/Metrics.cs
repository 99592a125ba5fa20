namespace Tiny.Nn.Training;

/// <summary>How good predictions are: shares of examples, between 0 and 1.</summary>
public static class Metrics
{
    /// <summary>The share of predictions that equal their label.</summary>
    /// <exception cref="ArgumentException">There is none, or not one for each label.</exception>
    public static double Accuracy(ReadOnlySpan<int> predictions, ReadOnlySpan<int> labels)
    {
        if (labels.Length == 0 || predictions.Length != labels.Length)
            throw new ArgumentException(
                $"Accuracy: expects one prediction for each label, and at least one; got {predictions.Length} and {labels.Length}");
        var right = 0;
        for (var n = 0; n < labels.Length; n++)
            if (predictions[n] == labels[n]) right++;
        return (double)right / labels.Length;
    }

    /// <summary>
    /// The share of examples whose label is among the k classes of the highest scores; of equal scores the first class counts as higher.
    /// </summary>
    /// <param name="scores">Logits or probabilities [N, K].</param>
    /// <param name="labels">N classes in 0 … K − 1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a label is not a class, or k is not in 1 … K.</exception>
    public static double TopK(Tensor scores, ReadOnlySpan<int> labels, int k)
    {
        if (scores.Shape.Rank != 2 || labels.Length == 0 || scores.Shape[0] != labels.Length)
            throw new ArgumentException(
                $"TopK: expects scores [N, K] and N labels, at least one; got {scores.Shape} and {labels.Length} labels");
        var classes = scores.Shape[1];
        if (k < 1 || k > classes) throw new ArgumentException($"TopK: k is 1 to {classes}, the number of classes, got {k}");
        var (values, hits) = (scores.ToArray(), 0);
        for (var n = 0; n < labels.Length; n++)
            if (Rank(values.AsSpan(n * classes, classes), labels[n]) < k) hits++;
        return (double)hits / labels.Length;
    }

    /// <summary>How many classes come before this one.</summary>
    static int Rank(ReadOnlySpan<double> scores, int label)
    {
        if (label < 0 || label >= scores.Length) throw new ArgumentException($"TopK: labels are 0 to {scores.Length - 1}, got {label}");
        var before = 0;
        for (var other = 0; other < scores.Length; other++)
            if (scores[other] > scores[label] || (scores[other] == scores[label] && other < label)) before++;
        return before;
    }
}

/// <summary>Counts of examples by their class and the class they were taken for: a row for each true class.</summary>
public sealed class ConfusionMatrix
{
    /// <summary>The largest table that is made, for it has K² cells.</summary>
    public const int MaximumClasses = 1000;

    readonly int[,] counts;

    /// <exception cref="ArgumentException">K is not in 1 … <see cref="MaximumClasses"/>.</exception>
    public ConfusionMatrix(int classes) => counts = classes is >= 1 and <= MaximumClasses
        ? new int[classes, classes]
        : throw new ArgumentException($"ConfusionMatrix: is made for 1 to {MaximumClasses} classes, got {classes}");

    /// <summary>K.</summary>
    public int Classes => counts.GetLength(0);

    /// <summary>The number of examples counted.</summary>
    public int Total { get; private set; }

    /// <summary>How many examples of class <paramref name="label"/> were taken for <paramref name="prediction"/>.</summary>
    public int this[int label, int prediction] => counts[label, prediction];

    /// <summary>Counts one example.</summary>
    public void Add(int label, int prediction)
    {
        if (label < 0 || label >= Classes || prediction < 0 || prediction >= Classes)
            throw new ArgumentException($"ConfusionMatrix: classes are 0 to {Classes - 1}, got label {label} and prediction {prediction}");
        counts[label, prediction]++;
        Total++;
    }

    /// <summary>The share of all examples on the diagonal; NaN where nothing was counted.</summary>
    public double Accuracy => (double)Enumerable.Range(0, Classes).Sum(c => counts[c, c]) / Total;

    /// <summary>Of the examples of a class, the share that was found; NaN where there is none.</summary>
    public double Recall(int label) => (double)counts[label, label] / Enumerable.Range(0, Classes).Sum(c => counts[label, c]);

    /// <summary>Of the examples taken for a class, the share that is of it; NaN where there is none.</summary>
    public double Precision(int prediction) =>
        (double)counts[prediction, prediction] / Enumerable.Range(0, Classes).Sum(c => counts[c, prediction]);
}
