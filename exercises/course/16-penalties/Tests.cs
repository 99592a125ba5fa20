namespace Exercise16;

/// <summary>Penalties, gradients and the soft threshold.</summary>
public static class Tests
{
    [ExerciseTest("RG-02", nameof(Penalties.L2))]
    public static void L2_of_the_worked_example()
    {
        Expect.Equal(1.25, Penalties.L2([3, -4], 0.1), "w = (3, -4), α = 0.1");
    }

    [ExerciseTest("RG-05", nameof(Penalties.L1))]
    public static void L1_of_the_worked_example()
    {
        Expect.Equal(0.7, Penalties.L1([3, -4], 0.1), "w = (3, -4), α = 0.1");
    }

    [ExerciseTest("RG-02", nameof(Penalties.L2Gradient))]
    public static void The_gradient_of_L2()
    {
        Expect.Equal([0.3, -0.4], Penalties.L2Gradient([3, -4], 0.1), "w = (3, -4), α = 0.1");
        for (var n = 1; n <= 4; n++)
        {
            var w = TestData.Uniform(n, seed: (ulong)n);
            Expect.Gradient(x => Penalties.L2(x, 0.3), w, Penalties.L2Gradient(w, 0.3),
                $"w = {Format.Text(w)}, α = 0.3");
        }
    }

    [ExerciseTest("RG-05", nameof(Penalties.L1Gradient))]
    public static void The_gradient_of_L1()
    {
        Expect.Equal([0.1, -0.1, 0], Penalties.L1Gradient([3, -4, 0], 0.1), "w = (3, -4, 0), α = 0.1");
        for (var n = 1; n <= 4; n++)
        {
            var w = TestData.Uniform(n, seed: (ulong)n);
            Expect.Gradient(x => Penalties.L1(x, 0.3), w, Penalties.L1Gradient(w, 0.3),
                $"w = {Format.Text(w)}, α = 0.3");
        }
    }

    [ExerciseTest("RG-06", nameof(Penalties.SoftThreshold))]
    public static void The_soft_threshold_of_the_worked_example()
    {
        foreach (var (from, to) in new[] { (1.5, 0.5), (-2.5, -1.5), (0.3, 0), (-0.3, 0), (1.0, 0), (0.0, 0) })
            Expect.Equal(to, Penalties.SoftThreshold(from, 1), $"w = {from}, threshold 1");
    }

    [ExerciseTest("RG-06", nameof(Penalties.SoftThreshold))]
    public static void The_soft_threshold_minimizes_a_quadratic_plus_an_L1_penalty()
    {
        foreach (var star in new[] { 0.3, 1.5, -2, -0.49, 0.51 })
        {
            double Cost(double w) => (w - star) * (w - star) + Math.Abs(w);        // H = 2, α = 1: threshold α/H = ½
            var result = Penalties.SoftThreshold(star, 0.5);
            var best = Enumerable.Range(-3000, 6001).Select(i => i / 1000.0).MinBy(Cost);
            Expect.Equal(best, result,
                $"the minimum of (w − {star})² + |w|, searched from w = -3 to 3 in steps of 0.001, compared with the " +
                $"soft threshold ½ of {star}", 1e-3);
        }
    }
}
