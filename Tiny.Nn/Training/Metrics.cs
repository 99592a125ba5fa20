using Tiny.Nn.Data;

namespace Tiny.Nn.Training;

/// <summary>Metrics of predictions, by comparison with their targets.</summary>
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
        if (NotNull(scores).Shape.Rank != 2 || labels.Length == 0 || scores.Shape[0] != labels.Length)
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

    /// <summary>Returns the mean of |prediction − target| over all values.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="InvalidOperationException">There are no values.</exception>
    public static double MeanAbsoluteError(Targets predictions, Targets targets)
    {
        CheckShapes("MeanAbsoluteError", predictions, targets);
        return predictions.Values.Zip(targets.Values, (y, t) => Math.Abs((double)y - t)).Average();
    }

    /// <summary>
    /// Returns R² = 1 − Σ(t − y)² / Σ(t − mean t)², the coefficient of determination, averaged over the k outputs. It
    /// is 1 for exact predictions, 0 for the mean of the targets, and negative for worse ones.
    /// </summary>
    /// <remarks>
    /// The definition is that of scikit-learn's <c>r2_score</c>. An output whose targets are all equal counts 1 if its
    /// predictions are exact, else 0. For fewer than two examples R² is NaN.
    /// </remarks>
    /// <param name="predictions">y, of shape [N, …] with k values per example.</param>
    /// <param name="targets">t, of the same shape.</param>
    /// <inheritdoc cref="MeanAbsoluteError"/>
    public static double RSquared(Targets predictions, Targets targets)
    {
        CheckShapes("RSquared", predictions, targets);
        var (y, t, outputs) = (predictions.Values, targets.Values, targets.ExampleShape.Count);
        var (sum, examples) = (0.0, t.Length / outputs);
        for (var output = 0; output < outputs; output++)
        {
            double mean = 0, residual = 0, total = 0;
            // The mean of equal floats is exact, so that their variation is exactly 0.
            for (var i = output; i < t.Length; i += outputs) mean += t[i];
            mean /= examples;
            for (var i = output; i < t.Length; i += outputs)
            {
                residual += Math.Pow((double)t[i] - y[i], 2);
                total += Math.Pow(t[i] - mean, 2);
            }
            sum += residual == 0 ? 1 : residual > 0 && total == 0 ? 0 : 1 - residual / total;
        }
        return examples > 1 ? sum / outputs : double.NaN;
    }

    static void CheckShapes(string who, Targets predictions, Targets targets)
    {
        if (NotNull(predictions).Shape != NotNull(targets).Shape)
            throw new ArgumentException(
                $"{who}: expects predictions of the targets' shape {targets.Shape}, got {predictions.Shape}");
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

    /// <summary>Counts predictions by their labels.</summary>
    internal ConfusionMatrix(int classes, int[] predictions, int[] labels) : this(classes)
    {
        for (var n = 0; n < labels.Length; n++) Add(labels[n], predictions[n]);
    }

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
