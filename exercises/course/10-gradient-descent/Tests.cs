namespace Exercise10;

/// <summary>One step, many steps, and the closed form.</summary>
public static class Tests
{
    [About("OP-01", nameof(Descent.Step))]
    public static void The_worked_number()
    {
        double[] w = [12];
        Descent.Step(w, [6], 0.01);
        Check.Equal([11.94], w, "w = 12, slope 6, rate 0.01");
    }

    [About("OP-05", nameof(Descent.Walk))]
    public static void On_a_bowl_the_walk_is_the_closed_form()
    {
        for (var steps = 0; steps <= 10; steps++)
            Check.Equal([Math.Pow(0.9, steps), Math.Pow(0.6, steps)], Descent.Walk(Bowl, [1, 1], 0.1, steps),
                $"L = ½(θ₁² + 4θ₂²) from (1, 1), rate 0.1, {steps} steps");
    }

    [About("OP-01", nameof(Descent.Walk))]
    public static void The_start_is_left_alone()
    {
        double[] start = [1, -2];
        Descent.Walk(Bowl, start, 0.1, 3);
        Check.Equal([1, -2], start, "start = (1, -2), after a walk of 3 steps");
    }

    [About("OP-01", nameof(Descent.Walk))]
    public static void The_loss_falls_at_every_step_while_the_rate_is_small()
    {
        for (var steps = 0; steps < 30; steps++)
        {
            var (before, after) = (Loss(Descent.Walk(Bowl, [2, -3], 0.3, steps)), Loss(Descent.Walk(Bowl, [2, -3], 0.3, steps + 1)));
            Check.That(after < before, $"L = ½(θ₁² + 4θ₂²) from (2, -3), rate 0.3, step {steps + 1}", $"a loss below {Check.Text(before)}",
                Check.Text(after));
        }
    }

    static double Loss(double[] x) => (x[0] * x[0] + 4 * x[1] * x[1]) / 2;

    static double[] Bowl(double[] x) => [x[0], 4 * x[1]];
}
