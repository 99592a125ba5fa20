namespace Exercise05;

/// <summary>Known gradients, and the order of the error.</summary>
public static class Tests
{
    [ExerciseTest("AD-02", nameof(CentralDifferences.Gradient))]
    public static void The_worked_example()
    {
        Expect.Equal([2], CentralDifferences.Gradient(x => 2 * x[0], [1]), "J = 2θ at θ = 1", 1e-8);
        Expect.Equal([12, 9], CentralDifferences.Gradient(x => x[0] * x[0] * x[1], [3, 2]), "J = θ₁²·θ₂ at (3, 2)",
            1e-8);
    }

    [ExerciseTest("AD-02", nameof(CentralDifferences.Gradient))]
    public static void The_parameters_are_unchanged_after_the_call()
    {
        for (var n = 1; n <= 10; n++)
        {
            var theta = TestData.Uniform(n, seed: (ulong)n).Select(value => value * 1e-6).ToArray();
            var before = theta.ToArray();
            CentralDifferences.Gradient(x => x.Sum(), theta);
            Expect.SameBits(before, theta, $"θ = {Format.Text(before)}: after the call");
        }
    }

    [ExerciseTest("AD-02", nameof(CentralDifferences.Gradient))]
    public static void The_gradient_of_a_sum_of_sines()
    {
        for (var n = 1; n <= 5; n++)
        {
            var theta = TestData.Uniform(n, seed: (ulong)n);
            Expect.Equal(theta.Select(x => Math.Cos(x)).ToArray(),
                CentralDifferences.Gradient(x => x.Sum(Math.Sin), theta),
                $"J = Σ sin θᵢ at {Format.Text(theta)}", 1e-8);
        }
    }

    [ExerciseTest("AD-02", nameof(CentralDifferences.Gradient))]
    public static void The_error_is_of_second_order_in_h()
    {
        double Error(double h) => Math.Abs(CentralDifferences.Gradient(x => Math.Exp(x[0]), [1], h)[0] - Math.E);
        var ratio = Error(1e-2) / Error(1e-3);
        Expect.That(ratio is > 90 and < 110, "J = e^θ at θ = 1, the error at h = 0.01 over the error at h = 0.001",
            "about 100: with a tenth of h, a hundredth of the error", Format.Text(ratio));
    }
}
