namespace Exercise10;

/// <summary>One step, many steps, and the closed form.</summary>
public static class Tests
{
    [ExerciseTest("OP-01", nameof(GradientDescent.Step))]
    public static void The_worked_example()
    {
        double[] w = [12];
        GradientDescent.Step(w, [6], 0.01);
        Expect.Equal([11.94], w, "w = 12, gradient 6, learning rate 0.01");
    }

    [ExerciseTest("OP-05", nameof(GradientDescent.Minimize))]
    public static void On_a_quadratic_loss_the_result_matches_the_closed_form()
    {
        for (var steps = 0; steps <= 10; steps++)
            Expect.Equal([Math.Pow(0.9, steps), Math.Pow(0.6, steps)],
                GradientDescent.Minimize(BowlGradient, [1, 1], 0.1, steps),
                $"L = ½(θ₁² + 4θ₂²) from (1, 1), learning rate 0.1, {steps} steps");
    }

    [ExerciseTest("OP-01", nameof(GradientDescent.Minimize))]
    public static void The_start_is_not_changed()
    {
        double[] start = [1, -2];
        GradientDescent.Minimize(BowlGradient, start, 0.1, 3);
        Expect.Equal([1, -2], start, "start = (1, -2), after 3 steps");
    }

    [ExerciseTest("OP-01", nameof(GradientDescent.Minimize))]
    public static void The_loss_falls_at_every_step_for_a_small_learning_rate()
    {
        for (var steps = 0; steps < 30; steps++)
        {
            var (before, after) = (Loss(GradientDescent.Minimize(BowlGradient, [2, -3], 0.3, steps)),
                Loss(GradientDescent.Minimize(BowlGradient, [2, -3], 0.3, steps + 1)));
            Expect.That(after < before, $"L = ½(θ₁² + 4θ₂²) from (2, -3), learning rate 0.3, step {steps + 1}",
                $"a loss below {Format.Text(before)}",
                Format.Text(after));
        }
    }

    static double Loss(double[] x) => (x[0] * x[0] + 4 * x[1] * x[1]) / 2;

    static double[] BowlGradient(double[] x) => [x[0], 4 * x[1]];
}
