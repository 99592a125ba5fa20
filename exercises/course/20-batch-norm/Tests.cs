namespace Exercise20;

/// <summary>Worked values, mean and variance of x̂, and the gradients.</summary>
public static class Tests
{
    [ExerciseTest("RG-18", nameof(BatchNorm.Forward))]
    public static void The_worked_example()
    {
        var (y, normalized, inverseDeviation) = BatchNorm.Forward([1, 2, 6], 1, 0);
        Expect.Equal(1 / Math.Sqrt(14.0 / 3 + 1e-5), inverseDeviation, "x = (1, 2, 6): 1/√(σ² + ε)");
        Expect.Equal([-0.92582, -0.46291, 1.38873], normalized, "x = (1, 2, 6): x̂", 1e-5);
        Expect.Equal(normalized, y, "x = (1, 2, 6), γ = 1, β = 0: y");
        Expect.Equal(normalized.Select(value => 2 * value + 10).ToArray(), BatchNorm.Forward([1, 2, 6], 2, 10).Y,
            "x = (1, 2, 6), γ = 2, β = 10: y");
    }

    [ExerciseTest("RG-18", nameof(BatchNorm.Forward))]
    public static void The_normalized_values_have_mean_0_and_variance_1()
    {
        for (var m = 2; m <= 8; m++)
        {
            var x = TestData.Uniform(m, seed: (ulong)m).Select(value => 100 + 50 * value).ToArray();
            var normalized = BatchNorm.Forward(x, 1, 0).Normalized;
            Expect.Equal(0, normalized.Average(), $"x = {Format.Text(x)}: the mean of x̂");
            Expect.Equal(1, normalized.Average(value => value * value), $"x = {Format.Text(x)}: the variance of x̂",
                1e-6);
        }
    }

    [ExerciseTest("RG-18", nameof(BatchNorm.Forward))]
    public static void A_batch_of_equal_values_does_not_divide_by_zero()
    {
        Expect.Equal([7, 7], BatchNorm.Forward([3, 3], 2, 7).Y, "x = (3, 3), γ = 2, β = 7");
        Expect.Equal([7], BatchNorm.Forward([3], 2, 7).Y, "x = (3), γ = 2, β = 7");
        Expect.Equal(1 / Math.Sqrt(1e-5), BatchNorm.Forward([3, 3], 2, 7).InverseDeviation,
            "x = (3, 3): 1/√(σ² + ε), with ε = 1e-5 under the square root");
    }

    [ExerciseTest("AD-04", nameof(BatchNorm.Backward))]
    public static void All_gradients_pass_the_gradient_check()
    {
        // of two examples, x̂ is (−1, 1) whatever x is, and dx is almost 0: three examples show more
        foreach (var m in new[] { 3, 2, 4, 5, 6 })
        {
            double[] x = TestData.Uniform(m, 1), dy = TestData.Uniform(m, 2);
            var (_, normalized, inverseDeviation) = BatchNorm.Forward(x, 1.5, 0.3);
            var (dx, dgamma, dbeta) = BatchNorm.Backward(dy, 1.5, normalized, inverseDeviation);
            double J(double[] x, double gamma, double beta) => BatchNorm.Forward(x, gamma, beta).Y.Zip(dy)
                .Sum(pair => pair.First * pair.Second);
            Expect.Gradient(at => J(at, 1.5, 0.3), x, dx,
                $"dx for x = {Format.Text(x)}, dy = {Format.Text(dy)}, γ = 1.5");
            Expect.Gradient(at => J(x, at[0], at[1]), [1.5, 0.3], [dgamma, dbeta],
                $"dγ and dβ for x = {Format.Text(x)}, dy = {Format.Text(dy)}");
        }
    }

    [ExerciseTest("AD-04", nameof(BatchNorm.Backward))]
    public static void The_input_gradient_sums_to_0()
    {
        var (_, normalized, inverseDeviation) = BatchNorm.Forward([1, 2, 6], 2, 0);
        Expect.Equal(0, BatchNorm.Backward([1, -3, 0.5], 2, normalized, inverseDeviation).Dx.Sum(),
            "x = (1, 2, 6), dy = (1, -3, 0.5): the sum of dx");
    }
}
