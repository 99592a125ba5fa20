namespace Exercise12;

/// <summary>Worked values, two limits, and the speed in a narrow valley.</summary>
public static class Tests
{
    [ExerciseTest("OP-10", nameof(Momentum.Step))]
    public static void The_worked_example()
    {
        double[] w = [0], v = [0];
        Momentum.Step(w, [1], v, 0.1, 0.9);
        Expect.Equal([-0.1, 1], [w[0], v[0]], "w = 0, v = 0, g = 1, μ = 0.9, η = 0.1: w and v after one step");
        Momentum.Step(w, [1], v, 0.1, 0.9);
        Expect.Equal([-0.29, 1.9], [w[0], v[0]], "the same: w and v after two steps");
    }

    [ExerciseTest("OP-10", nameof(Momentum.Step))]
    public static void With_mu_0_it_is_plain_gradient_descent()
    {
        double[] w = [1, 2, 3], v = [7, 7, 7];
        Momentum.Step(w, [10, 0, -10], v, 0.01, 0);
        Expect.Equal([0.9, 2, 3.1], w, "w = (1, 2, 3), g = (10, 0, -10), μ = 0, η = 0.01, an old velocity of 7");
    }

    [ExerciseTest("OP-10", nameof(Momentum.Step))]
    public static void With_mu_0_9_a_constant_gradient_is_amplified_ten_times()
    {
        double[] w = [0], v = [0];
        for (var step = 0; step < 400; step++) Momentum.Step(w, [1], v, 0.1, 0.9);
        Expect.Equal(10, v[0], "g = 1 for 400 steps, μ = 0.9: the velocity", 1e-9);
    }

    [ExerciseTest("OP-10", nameof(Momentum.Step))]
    public static void In_a_narrow_valley_momentum_is_faster()
    {
        double Distance(double mu, double rate)
        {
            double[] w = [1, 1], v = [0, 0];
            for (var step = 0; step < 100; step++) Momentum.Step(w, [w[0], 100 * w[1]], v, rate, mu);
            return Math.Abs(w[0]);
        }
        var (plain, momentum) = (Distance(0, 0.01), Distance(0.7, 0.01));
        Expect.That(momentum < plain / 10,
            "L = ½(θ₁² + 100θ₂²), 100 steps, learning rate 0.01: the distance to the minimum",
            $"with μ = 0.7 less than a tenth of {Format.Text(plain)}, the distance without momentum",
            Format.Text(momentum));
    }
}
