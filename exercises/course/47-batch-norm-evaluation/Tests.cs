namespace Exercise47;

/// <summary>The running averages, and the difference between training and evaluation.</summary>
public static class Tests
{
    [ExerciseTest("RG-19", nameof(RunningNorm.Train))]
    public static void The_running_averages_of_the_worked_example()
    {
        var norm = new RunningNorm(0.1);
        norm.Train([1, 2, 6], 1, 0);
        Expect.Equal(0.3, norm.Mean, "q = 0.1, x = (1, 2, 6): the running mean");
        Expect.Equal(1.6, norm.Variance, "q = 0.1, x = (1, 2, 6): the running variance, 0.9·1 + 0.1·7");
        norm.Train([1, 2, 6], 1, 0);
        Expect.Equal([0.57, 2.14], [norm.Mean, norm.Variance], "the same batch again: running mean and variance");
    }

    [ExerciseTest("RG-18", nameof(RunningNorm.Train))]
    public static void Training_uses_the_statistics_of_the_batch()
    {
        var root = Math.Sqrt(14.0 / 3 + 1e-5);
        Expect.Equal([-4 / root + 10, -2 / root + 10, 6 / root + 10], new RunningNorm().Train([1, 2, 6], 2, 10),
            "x = (1, 2, 6), γ = 2, β = 10: y in training, with σ² = 14/3");
    }

    [ExerciseTest("RG-19", nameof(RunningNorm.Evaluate))]
    public static void Evaluation_before_training_uses_mean_0_and_variance_1()
    {
        var root = Math.Sqrt(1 + 1e-5);
        Expect.Equal([3 / root, -3 / root], new RunningNorm().Evaluate([3, -3], 1, 0), "x = (3, -3), γ = 1, β = 0");
    }

    [ExerciseTest("RG-19", nameof(RunningNorm.Evaluate))]
    public static void Evaluation_uses_the_running_averages()
    {
        var norm = new RunningNorm(0.1);
        norm.Train([1, 2, 6], 1, 0);
        Expect.Equal([2 * (5 - 0.3) / Math.Sqrt(1.6 + 1e-5) + 10], norm.Evaluate([5], 2, 10),
            "after training on (1, 2, 6) with q = 0.1: x = (5), γ = 2, β = 10, running mean 0.3 and variance 1.6");
    }

    [ExerciseTest("RG-19", nameof(RunningNorm.Evaluate))]
    public static void The_result_of_an_example_does_not_depend_on_its_batch()
    {
        var norm = new RunningNorm();
        norm.Train([1, 2, 6], 1, 0);
        var alone = norm.Evaluate([5], 1, 0)[0];
        foreach (var others in new double[][] { [5], [-100], [1, 2, 3] })
            Expect.Equal(alone, norm.Evaluate([5, .. others], 1, 0)[0],
                $"x = 5 alone, compared with x = 5 in a batch with {Format.Text(others)}");
    }

    [ExerciseTest("RG-19", nameof(RunningNorm.Evaluate))]
    public static void Evaluation_does_not_change_the_running_averages()
    {
        var norm = new RunningNorm();
        norm.Train([1, 2, 6], 1, 0);
        var (mean, variance) = (norm.Mean, norm.Variance);
        norm.Evaluate([100, 200], 1, 0);
        Expect.Equal([mean, variance], [norm.Mean, norm.Variance], "mean and variance before and after an evaluation");
    }

    [ExerciseTest("RG-19", nameof(RunningNorm.Train))]
    public static void After_many_batches_the_averages_are_those_of_the_data()
    {
        var (norm, random) = (new RunningNorm(0.02), new RandomStream(1, "data"));
        for (var step = 0; step < 2000; step++)
            norm.Train([.. Enumerable.Range(0, 32).Select(_ => 5 + 3 * random.NextNormal())], 1, 0);
        const string data = "2000 batches of 32 values with mean 5 and variance 9";
        Expect.Equal(5, norm.Mean, $"{data}: the running mean", 0.1);
        Expect.Equal(9, norm.Variance, $"{data}: the running variance", 0.1);
    }
}
