using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>Compares metrics with values computed by hand.</summary>
public class MetricsTests
{
    [Fact]
    public void Accuracy_is_the_fraction_of_correct_predictions()
    {
        Assert.Equal(0.75, Metrics.Accuracy([1, 2, 3, 4], [1, 2, 3, 5]));
        foreach (var (predictions, labels) in new[] { (0, 0), (1, 0), (1, 2), (2, 1) })
            AssertThrows("Accuracy: expects one prediction for each label, and at least one; got "
                + $"{predictions} and {labels}", () => Metrics.Accuracy(new int[predictions], new int[labels]));
    }

    [Theory, Trait("Id", "NA-13")]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.75)]
    [InlineData(3, 1)]
    public void Top_k_counts_labels_among_the_k_highest_scores(int k, double expected)
    {
        using var backend = new Reference();
        var scores = Tensor.From(backend, [4, 3], [1.0, 5, 3, 7, 2, 4, 0, 1, 9, 3, 2, 1]);
        Assert.Equal(expected, Metrics.TopK(scores, [1, 0, 1, 2], k));       // their ranks: 1, 1, 2, 3
    }

    [Fact, Trait("Id", "NA-13")]
    public void Top_k_ranks_equal_scores_by_class_index()
    {
        using var backend = new Reference();
        var scores = Tensor.From(backend, [1, 3], [2.0, 2, 2]);
        Assert.Equal((1, 0), (Metrics.TopK(scores, [0], 1), Metrics.TopK(scores, [2], 2)));
    }

    [Fact]
    public void Top_k_throws_for_invalid_arguments()
    {
        using var backend = new Reference();
        var scores = Tensor.From(backend, [1, 3], [2.0, 2, 2]);
        AssertThrows("TopK: k is 1 to 3, the number of classes, got 4", () => Metrics.TopK(scores, [0], 4));
        AssertThrows("TopK: labels are 0 to 2, got 3", () => Metrics.TopK(scores, [3], 1));
        AssertThrows("TopK: expects scores [N, K] and N labels, at least one; got [1, 3] and 2 labels",
            () => Metrics.TopK(scores, [0, 1], 1));
        AssertThrows("TopK: expects scores [N, K] and N labels, at least one; got [3] and 3 labels",
            () => Metrics.TopK(Tensor.From(backend, [3], [2.0, 2, 2]), [0, 0, 0], 1));
        AssertThrows("TopK: expects scores [N, K] and N labels, at least one; got [0, 3] and 0 labels",
            () => Metrics.TopK(Tensor.From(backend, [0, 3], new double[0]), [], 1));
    }

    [Fact]
    public void The_confusion_matrix_counts_by_label_and_prediction()
    {
        var confusion = new ConfusionMatrix(3);
        foreach (var (label, prediction) in new[] { (0, 0), (0, 0), (0, 1), (1, 1) }) confusion.Add(label, prediction);
        Assert.Equal((2, 1, 1, 0), (confusion[0, 0], confusion[0, 1], confusion[1, 1], confusion[1, 0]));
        Assert.Equal(4, confusion.Total);
        Assert.Equal((2.0 / 3, 1), (confusion.Recall(0), confusion.Recall(1)));
        Assert.Equal((1, 0.5), (confusion.Precision(0), confusion.Precision(1)));
        Assert.True(double.IsNaN(confusion.Recall(2)));
        foreach (var (label, prediction) in new[] { (3, 0), (-1, 0), (0, 3), (0, -1) })
            AssertThrows($"ConfusionMatrix: classes are 0 to 2, got label {label} and prediction {prediction}",
                () => confusion.Add(label, prediction));
        foreach (var classes in new[] { 0, 1001, int.MaxValue })
            AssertThrows($"ConfusionMatrix: expects 1 to 1000 classes, got {classes}",
                () => new ConfusionMatrix(classes));
        Assert.Equal((1, 1000), (new ConfusionMatrix(1).Classes, new ConfusionMatrix(1000).Classes));
    }

    [Theory]
    [InlineData(1, true), InlineData(1000, true), InlineData(1001, false)]
    public void An_evaluation_has_a_confusion_matrix_for_up_to_1000_classes(int classes, bool exists)
    {
        var labels = Targets.FromLabels([0, classes - 1], classes);
        var evaluation = new Evaluation(0, labels, labels);
        Assert.Equal(1, evaluation.Accuracy);
        Assert.Equal(exists, evaluation.Confusion is not null);
    }

    /// <summary>
    /// Expected values: the examples of scikit-learn's documentation of <c>r2_score</c>, and its rule for an output
    /// with equal targets.
    /// </summary>
    public static readonly (float[] Targets, float[] Predictions, int Outputs, double RSquared)[] RSquaredCases =
    [
        ([3, -0.5f, 2, 7], [2.5f, 0, 2, 8], 1, 0.9486081370449679),
        ([0.5f, 1, -1, 1, 7, -6], [0, 2, -1, 2, 8, -5], 2, 0.9368005266622779),
        ([1, 2, 3], [1, 2, 3], 1, 1),
        ([1, 2, 3], [2, 2, 2], 1, 0),
        ([1, 2, 3], [3, 2, 1], 1, -3),
        ([-2, -2, -2], [-2, -2, -2], 1, 1),
        ([-2, -2, -2], [-2, -2, -2.5f], 1, 0),
        ([0.1f, 0.1f, 0.1f], [0.1f, 0.1f, 0.1f], 1, 1),
        ([0.1f, 1, 0.1f, 2, 0.1f, 3], [0.1f, 2, 0.2f, 2, 0.1f, 2], 2, 0),
        ([5], [5], 1, double.NaN),
        ([1, 2], [1, float.NaN], 1, double.NaN),
        ([2, 2], [2, float.NaN], 1, double.NaN),
    ];

    [Fact]
    public void R_squared_is_that_of_scikit_learn() => AssertMatchesScikitLearn(Metrics.RSquared);

    /// <summary>Asserts the values of <see cref="RSquaredCases"/>. A mutant passes a wrong metric.</summary>
    internal static void AssertMatchesScikitLearn(Func<Targets, Targets, double> rSquared)
    {
        foreach (var (targets, predictions, outputs, expected) in RSquaredCases)
            Assert.Equal(expected, rSquared(
                Targets.FromValues(predictions, [outputs]), Targets.FromValues(targets, [outputs])), 1e-12);
    }

    [Fact]
    public void The_mean_absolute_error_is_the_mean_over_all_values() =>
        Assert.Equal(0.75, Metrics.MeanAbsoluteError(
            Targets.FromValues([0, 2, -1, 2], [2]), Targets.FromValues([0.5f, 1, -1, 3.5f], [2])));

    [Fact]
    public void Regression_metrics_throw_for_targets_that_do_not_fit()
    {
        var (one, two) = (Targets.FromValues([1, 2]), Targets.FromValues([1, 2], [2]));
        AssertThrows("RSquared: expects predictions of the targets' shape [1, 2], got [2, 1]",
            () => Metrics.RSquared(one, two));
        AssertThrows("MeanAbsoluteError: expects predictions of the targets' shape [2, 1], got [1, 2]",
            () => Metrics.MeanAbsoluteError(two, one));
    }

    static void AssertThrows(string expected, Action act) =>
        Assert.Equal(expected, Assert.Throws<ArgumentException>(act).Message);
}
