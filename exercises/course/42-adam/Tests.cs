namespace Exercise42;

/// <summary>The first steps, the correction of the averages, and the independence of the gradient's scale.</summary>
public static class Tests
{
    [ExerciseTest("OP-11", nameof(Adam.Step))]
    public static void The_averages_of_the_worked_example()
    {
        double[] w = [1], m = [0], v = [0];
        Adam.Step(w, [0.5], m, v, 1, 0.1);
        Expect.Equal([0.05, 0.00025], [m[0], v[0]], "w = 1, g = 0.5, m = v = 0, t = 1, η = 0.1: m and v");
        Adam.Step(w, [0.5], m, v, 2, 0.1);
        Expect.Equal([0.095, 0.00049975], [m[0], v[0]], "the same gradient again, t = 2: m and v");
    }

    [ExerciseTest("OP-11", nameof(Adam.Step))]
    public static void A_constant_gradient_moves_the_weight_by_the_rate()
    {
        double[] w = [1], m = [0], v = [0];
        for (var t = 1; t <= 5; t++)
        {
            Adam.Step(w, [0.5], m, v, t, 0.1);
            Expect.Equal(1 - 0.1 * t, w[0], $"w = 1, g = 0.5 at every step, η = 0.1: w after {t} steps", 1e-6);
        }
    }

    [ExerciseTest("OP-11", nameof(Adam.Step))]
    public static void The_step_does_not_depend_on_the_scale_of_the_gradient()
    {
        foreach (var scale in new[] { 1e-3, 1, 1e3 })
        {
            double[] w = [0, 0], m = [0, 0], v = [0, 0];
            for (var t = 1; t <= 3; t++) Adam.Step(w, [scale * t, -scale], m, v, t, 0.1);
            Expect.Equal([-0.29232, 0.3], w, $"gradients ({scale}·t, -{scale}) for t = 1, 2, 3, η = 0.1: w", 1e-4);
        }
    }

    [ExerciseTest("OP-11", nameof(Adam.Step))]
    public static void A_gradient_of_0_leaves_the_weight()
    {
        double[] w = [2], m = [0], v = [0];
        Adam.Step(w, [0], m, v, 1, 0.1);
        Expect.Equal([2], w, "w = 2, g = 0, m = v = 0, t = 1: w, where ε prevents 0/0");
    }

    [ExerciseTest("OP-11", nameof(Adam.Step))]
    public static void Epsilon_is_outside_the_root()
    {
        double[] w = [0], m = [0], v = [0];
        Adam.Step(w, [1e-3], m, v, 1, 1, epsilon: 1e-3);
        Expect.Equal([-0.5], w, "w = 0, g = 0.001, t = 1, η = 1, ε = 0.001: w");
    }

    [ExerciseTest("OP-11", nameof(Adam.Step))]
    public static void It_matches_the_formula_for_random_gradients()
    {
        double[] w = [0], m = [0], v = [0], g = TestData.Uniform(20, seed: 1);
        var expected = 0.0;
        for (var t = 1; t <= g.Length; t++)
        {
            Adam.Step(w, [g[t - 1]], m, v, t, 0.01);
            double Average(double beta, Func<double, double> f) => Enumerable.Range(1, t)
                .Sum(s => (1 - beta) * Math.Pow(beta, t - s) * f(g[s - 1])) / (1 - Math.Pow(beta, t));
            var (mean, square) = (Average(0.9, value => value), Average(0.999, value => value * value));
            expected -= 0.01 * mean / (Math.Sqrt(square) + 1e-8);
            Expect.Equal(expected, w[0], $"w = 0, gradients {Format.Text(g.AsSpan(0, t))}, η = 0.01: w", 1e-10);
        }
    }
}
