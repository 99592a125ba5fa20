namespace Exercise45;

/// <summary>Disjoint sets, statistics of each feature, and a test for leakage.</summary>
public static class Tests
{
    [ExerciseTest("RG-22", nameof(Splits.Create))]
    public static void The_sets_have_the_requested_sizes_and_are_disjoint()
    {
        foreach (var (count, validation, test) in new[] { (3, 1, 1), (10, 2, 3), (10, 0, 4), (20, 5, 0) })
        {
            var (a, b, c) = Splits.Create(count, validation, test, new(1, "split"));
            var name = $"{count} examples, {validation} for validation, {test} for test";
            Expect.Equal([count - validation - test, validation, test], [a.Length, b.Length, c.Length],
                $"{name}: the sizes of training, validation and test set");
            Expect.Equal(Enumerable.Range(0, count).ToArray(), a.Concat(b).Concat(c).Order().ToArray(),
                $"{name}: the indices of all three sets, sorted");
        }
    }

    [ExerciseTest("RG-22", nameof(Splits.Create))]
    public static void The_order_is_random_and_determined_by_the_seed()
    {
        int[] Order(ulong seed) => Splits.Create(100, 10, 10, new(seed, "split")) is var (a, b, c) ? [.. a, .. b, .. c]
            : [];
        Expect.Equal(Order(1), Order(1), "100 examples, the same seed twice");
        Expect.That(!Order(1).SequenceEqual(Order(2)), "100 examples, two seeds", "two different splits",
            "the same split twice");
        var (training, _, _) = Splits.Create(100, 10, 10, new(1, "split"));
        Expect.That(training.Max() >= 90 && training.Min() < 10, "100 examples in the order of their classes",
            "a training set with examples from the start and from the end", Format.Text(training.Order().ToArray()));
    }

    [ExerciseTest("RG-22", nameof(Splits.Statistics))]
    public static void The_worked_example()
    {
        var (mean, deviation) = Splits.Statistics([[0, 5], [4, 5]]);
        Expect.Equal([2, 5], mean, "examples (0, 5), (4, 5): the means");
        Expect.Equal([2, 1], deviation, "examples (0, 5), (4, 5): the deviations, 1 for the constant feature");
    }

    [ExerciseTest("RG-22", nameof(Splits.Statistics))]
    public static void The_variance_is_divided_by_n()
    {
        var (mean, deviation) = Splits.Statistics([[1], [2], [6]]);
        Expect.Equal([3, Math.Sqrt(14.0 / 3)], [mean[0], deviation[0]], "examples (1), (2), (6): mean and deviation");
    }

    [ExerciseTest("RG-22", nameof(Splits.Normalize))]
    public static void The_training_examples_have_mean_0_and_deviation_1()
    {
        var examples = Enumerable.Range(1, 8).Select(seed => TestData.Uniform(3, (ulong)seed)).ToArray();
        int[] training = [0, 2, 3, 5, 7];
        var normalized = Splits.Normalize(examples, training);
        for (var f = 0; f < 3; f++)
        {
            Expect.Equal(0, training.Average(n => normalized[n][f]), $"8 examples, 5 for training: mean of feature {f}",
                1e-10);
            Expect.Equal(1, training.Average(n => normalized[n][f] * normalized[n][f]),
                $"8 examples, 5 for training: variance of feature {f}", 1e-10);
        }
    }

    [ExerciseTest("RG-22", nameof(Splits.Normalize))]
    public static void A_test_example_has_no_influence_on_the_others()
    {
        Expect.Equal([49], Splits.Normalize([[0], [4], [100]], [0, 1])[2],
            "examples (0), (4), (100), training on the first two: the third, normalised");
        foreach (var outlier in new[] { 1.0, 1e6 })
        {
            var normalized = Splits.Normalize([[0], [4], [outlier]], [0, 1]);
            Expect.Equal([-1, 1], [normalized[0][0], normalized[1][0]],
                $"examples (0), (4), ({outlier}), training on the first two: these two, normalised");
        }
    }

    [ExerciseTest("RG-22", nameof(Splits.Normalize))]
    public static void The_given_examples_are_not_changed()
    {
        double[][] examples = [[1, 2], [3, 4]];
        Splits.Normalize(examples, [0, 1]);
        Expect.Equal([1, 2, 3, 4], examples.SelectMany(x => x).ToArray(), "examples (1, 2), (3, 4), after the call");
    }
}
