namespace Exercise15;

/// <summary>The worked example, then other quadratic losses.</summary>
public static class Tests
{
    [ExerciseTest("OP-05", nameof(LearningRate.Limit))]
    public static void The_worked_example()
    {
        Expect.Equal(0.5, LearningRate.Limit([1, 4]), "c = (1, 4): the limit");
    }

    [ExerciseTest("OP-05", nameof(LearningRate.Best))]
    public static void The_best_rate_of_the_worked_example()
    {
        Expect.Equal(0.4, LearningRate.Best([1, 4]), "c = (1, 4): the best learning rate");
    }

    [ExerciseTest("OP-05", nameof(LearningRate.ConvergenceFactor))]
    public static void The_convergence_factor_of_the_worked_example()
    {
        Expect.Equal(0.6, LearningRate.ConvergenceFactor([1, 4], 0.4),
            "c = (1, 4), learning rate 0.4: the convergence factor");
        Expect.Equal(1.04, LearningRate.ConvergenceFactor([1, 4], 0.51),
            "c = (1, 4), learning rate 0.51: the convergence factor");
    }

    [ExerciseTest("OP-05", nameof(LearningRate.Limit))]
    public static void Gradient_descent_converges_below_the_limit_and_diverges_above()
    {
        foreach (var c in Curvatures())
        {
            var limit = LearningRate.Limit(c);
            Expect.That(Distance(c, 0.95 * limit, 4000) < 1e-3,
                $"c = {Format.Text(c)}, 4000 steps at 0.95 times your limit {Format.Text(limit)}", "a distance near 0",
                Format.Text(Distance(c, 0.95 * limit, 4000)));
            Expect.That(Distance(c, 1.05 * limit, 4000) > 1e3,
                $"c = {Format.Text(c)}, 4000 steps at 1.05 times your limit {Format.Text(limit)}", "a huge distance",
                Format.Text(Distance(c, 1.05 * limit, 4000)));
        }
    }

    [ExerciseTest("OP-05", nameof(LearningRate.ConvergenceFactor))]
    public static void The_convergence_factor_matches_the_definition()
    {
        foreach (var c in Curvatures())
            foreach (var fraction in new[] { 0.1, 0.5, 0.9 })
            {
                var rate = fraction * 2 / c.Max();
                var slowest = c.Max(curvature => Math.Abs(Step(curvature, rate)));
                Expect.Equal(slowest, LearningRate.ConvergenceFactor(c, rate),
                    $"c = {Format.Text(c)}, learning rate {Format.Text(rate)}");
            }
    }

    [ExerciseTest("OP-05", nameof(LearningRate.Best))]
    public static void No_other_learning_rate_is_better_than_the_best()
    {
        foreach (var c in Curvatures())
        {
            var best = LearningRate.Best(c);
            foreach (var other in new[] { 0.8, 0.95, 1.05, 1.2 })
            {
                var factor = LearningRate.ConvergenceFactor(c, best);
                var otherFactor = LearningRate.ConvergenceFactor(c, other * best);
                Expect.That(factor <= otherFactor + 1e-12,
                    $"c = {Format.Text(c)}, your best learning rate {Format.Text(best)} and {other} times it",
                    "the smaller convergence factor at the best learning rate",
                    $"{Format.Text(factor)} at your rate, {Format.Text(otherFactor)} at the other rate");
            }
        }
    }

    static double[][] Curvatures() => [[2], [1, 4], [3, 1, 2], [0.5, 10, 1, 1]];

    static double Step(double curvature, double rate) => 1 - rate * curvature;

    static double Distance(double[] c, double rate, int steps) =>
        c.Max(curvature => Math.Abs(Math.Pow(Step(curvature, rate), steps)));
}
