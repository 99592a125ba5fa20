namespace Exercise43;

/// <summary>The shape of each schedule, and the effect on a noisy descent.</summary>
public static class Tests
{
    [ExerciseTest("OP-10", nameof(Schedule.Drops))]
    public static void Drops_of_the_worked_example()
    {
        for (var epoch = 0; epoch < 9; epoch++)
            Expect.Equal(0.1 * Math.Pow(10, -Math.Floor(epoch / 2.0)), Schedule.Drops(0.1, epoch, 2, 0.1),
                $"η = 0.1, factor 0.1 every 2 epochs, epoch {epoch}");
        Expect.Equal(4 * 0.125, Schedule.Drops(4, 10, 3, 0.5), "η = 4, factor 0.5 every 3 epochs, epoch 10");
    }

    [ExerciseTest("OP-11", nameof(Schedule.Cosine))]
    public static void The_cosine_of_the_worked_example()
    {
        var root = Math.Sqrt(0.5);
        double[] expected = [1, (1 + root) / 2, 0.5, (1 - root) / 2, 0];
        for (var step = 0; step <= 4; step++)
            Expect.Equal(expected[step], Schedule.Cosine(1, 0, step, 4), $"from 1 to 0 over 4 steps, step {step}");
    }

    [ExerciseTest("OP-11", nameof(Schedule.Cosine))]
    public static void The_cosine_ends_at_the_least_rate_and_stays_there()
    {
        Expect.Equal(0.3, Schedule.Cosine(0.3, 0.1, 0, 10), "from 0.3 to 0.1 over 10 steps, step 0");
        Expect.Equal(0.2, Schedule.Cosine(0.3, 0.1, 5, 10), "from 0.3 to 0.1 over 10 steps, step 5");
        foreach (var step in new[] { 10, 11, 20 })
            Expect.Equal(0.1, Schedule.Cosine(0.3, 0.1, step, 10), $"from 0.3 to 0.1 over 10 steps, step {step}");
    }

    [ExerciseTest("OP-11", nameof(Schedule.WarmupFactor))]
    public static void Warmup_rises_linearly_to_1()
    {
        for (var step = 0; step < 8; step++)
            Expect.Equal(step < 4 ? 0.25 * (step + 1) : 1, Schedule.WarmupFactor(step, 4), $"4 steps, step {step}");
        Expect.Equal(1, Schedule.WarmupFactor(0, 1), "1 step, step 0");
    }

    [ExerciseTest("OP-11", nameof(Schedule.Cosine))]
    public static void A_falling_rate_comes_nearer_to_the_minimum_of_a_noisy_loss()
    {
        double MeanDistance(Func<int, double> rate) => Enumerable.Range(1, 50).Average(seed =>
        {
            var (random, theta) = (new RandomStream((ulong)seed, "noise"), 1.0);
            for (var step = 0; step < 200; step++) theta -= rate(step) * (theta + random.NextNormal());
            return Math.Abs(theta);
        });
        var (constant, falling) = (MeanDistance(_ => 0.3), MeanDistance(step => Schedule.Cosine(0.3, 0, step, 200)));
        Expect.That(falling < constant / 2, "L = ½θ² with noisy gradients, 200 steps, 50 runs: the mean distance to 0",
            $"with a cosine from 0.3 to 0 less than half of {Format.Text(constant)}, that of a constant rate 0.3",
            Format.Text(falling));
    }
}
