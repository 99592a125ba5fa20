namespace Exercise46;

/// <summary>The calls that the loop makes, then the weights that it returns.</summary>
public static class Tests
{
    [ExerciseTest("OP-03", nameof(TrainingLoop.Run))]
    public static void Each_epoch_uses_every_example_once_and_evaluates_once()
    {
        var calls = Record(count: 6, batchSize: 2, epochs: 3);
        Expect.Equal([2, 2, 2, 0, 2, 2, 2, 0, 2, 2, 2, 0], calls.Select(call => call.Length).ToArray(),
            "6 examples in batches of 2, 3 epochs: the batch size of each gradient, and 0 for an evaluation");
        calls = Record(count: 5, batchSize: 2, epochs: 1);
        Expect.Equal([2, 2, 1, 0], calls.Select(call => call.Length).ToArray(),
            "5 examples in batches of 2, 1 epoch: the batch size of each gradient, and 0 for the evaluation");
        Expect.Equal([0, 1, 2, 3, 4], calls.SelectMany(call => call).Order().ToArray(),
            "5 examples in batches of 2, 1 epoch: all indices, sorted");
    }

    [ExerciseTest("OP-03", nameof(TrainingLoop.Run))]
    public static void Each_epoch_has_another_order()
    {
        var orders = Record(count: 50, batchSize: 50, epochs: 2).Where(call => call.Length > 0).ToArray();
        Expect.That(!orders[0].SequenceEqual(Enumerable.Range(0, 50)), "50 examples, the first epoch", "a random order",
            "the order 0, 1, 2, …");
        Expect.That(!orders[0].SequenceEqual(orders[1]), "50 examples, two epochs", "two different orders",
            "the same order twice");
    }

    [ExerciseTest("OP-03", nameof(TrainingLoop.Run))]
    public static void Each_gradient_is_computed_at_the_current_weights()
    {
        // one example with the gradient θ: each step multiplies θ by 1 − η
        var result = TrainingLoop.Run([1, -2], 1, (theta, _) => [.. theta], theta => theta[0], 3, 1, 0.5,
            new(1, "loop"));
        Expect.Equal([0.5, 0.25, 0.125], result.ValidationLosses,
            "θ = (1, -2), gradient θ, η = 0.5, one batch per epoch, validation loss θ₁: the losses");
        Expect.Equal([0.125, -0.25], result.Best,
            "θ = (1, -2), gradient θ, η = 0.5, one batch per epoch, validation loss θ₁: the best weights");
    }

    [ExerciseTest("RG-15", nameof(TrainingLoop.Run))]
    public static void The_best_weights_are_returned_not_the_last()
    {
        // θ grows by 1 per epoch; the validation loss is lowest at θ = 2
        foreach (var (losses, epoch) in new (double[], int)[] { ([5, 1, 4, 3], 2), ([1, 2, 3], 1), ([3, 2, 2], 2),
            ([4, 3, 2], 3), ([-1, 5], 1) })
        {
            var result = TrainingLoop.Run([0], 1, (_, _) => [-1], theta => losses[(int)theta[0] - 1], losses.Length,
                1, 1, new(1, "loop"));
            var name = $"validation losses {Format.Text(losses)}, weight 1, 2, … after each epoch";
            Expect.Equal(epoch, result.BestEpoch, $"{name}: the best epoch");
            Expect.Equal([epoch], result.Best, $"{name}: the best weights");
            Expect.Equal(losses, result.ValidationLosses, $"{name}: the validation losses");
        }
    }

    [ExerciseTest("OP-03", nameof(TrainingLoop.Run))]
    public static void The_start_is_not_changed()
    {
        double[] start = [1, 2];
        TrainingLoop.Run(start, 4, (_, _) => [1, 1], _ => 0, 2, 2, 0.1, new(1, "loop"));
        Expect.Equal([1, 2], start, "start = (1, 2), after two epochs");
    }

    [ExerciseTest("OP-03", nameof(TrainingLoop.Run))]
    public static void It_fits_a_line()
    {
        var x = TestData.Uniform(40, seed: 1);
        double Error(double[] theta, int n) => theta[0] * x[n] + theta[1] - (3 * x[n] - 1);
        var result = TrainingLoop.Run([0, 0], 30,
            (theta, batch) => [batch.Average(n => Error(theta, n) * x[n]), batch.Average(n => Error(theta, n))],
            theta => Enumerable.Range(30, 10).Average(n => Error(theta, n) * Error(theta, n)), 60, 5, 0.3,
            new(1, "loop"));
        Expect.Equal([3, -1], result.Best,
            "30 points of the line 3x − 1, 60 epochs in batches of 5, η = 0.3: slope and intercept", 1e-3);
    }

    /// <summary>Returns the batch of every gradient, and an empty batch for every evaluation, in order.</summary>
    static List<int[]> Record(int count, int batchSize, int epochs)
    {
        var calls = new List<int[]>();
        TrainingLoop.Run([0], count, (_, batch) =>
        {
            calls.Add([.. batch]);
            return [0];
        }, _ =>
        {
            calls.Add([]);
            return 0;
        }, epochs, batchSize, 0.1, new(1, "loop"));
        return calls;
    }
}
