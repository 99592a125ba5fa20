namespace Exercise20;

/// <summary>Hand values, the normal form, and the gradient that is easily wrong.</summary>
public static class Tests
{
    [About("RG-18", nameof(BatchNorm.Forward))]
    public static void The_worked_number()
    {
        var (y, normal, inverse) = BatchNorm.Forward([1, 2, 6], 1, 0);
        Check.Equal(1 / Math.Sqrt(14.0 / 3 + 1e-5), inverse, "x = (1, 2, 6): 1/√(σ² + ε)");
        Check.Equal([-0.92582, -0.46291, 1.38873], normal, "x = (1, 2, 6): x̂", 1e-5);
        Check.Equal(normal, y, "x = (1, 2, 6), γ = 1, β = 0: y");
        Check.Equal(normal.Select(value => 2 * value + 10).ToArray(), BatchNorm.Forward([1, 2, 6], 2, 10).Y,
            "x = (1, 2, 6), γ = 2, β = 10: y");
    }

    [About("RG-18", nameof(BatchNorm.Forward))]
    public static void The_normal_form_has_mean_zero_and_variance_one()
    {
        for (var m = 2; m <= 8; m++)
        {
            var x = Check.Numbers(m, seed: (ulong)m).Select(value => 100 + 50 * value).ToArray();
            var normal = BatchNorm.Forward(x, 1, 0).Normal;
            Check.Equal(0, normal.Average(), $"x = {Check.Text(x)}: the mean of x̂");
            Check.Equal(1, normal.Average(value => value * value), $"x = {Check.Text(x)}: the variance of x̂", 1e-6);
        }
    }

    [About("RG-18", nameof(BatchNorm.Forward))]
    public static void A_batch_of_equal_numbers_does_not_divide_by_zero()
    {
        Check.Equal([7, 7], BatchNorm.Forward([3, 3], 2, 7).Y, "x = (3, 3), γ = 2, β = 7");
        Check.Equal([7], BatchNorm.Forward([3], 2, 7).Y, "x = (3), γ = 2, β = 7");
        Check.Equal(1 / Math.Sqrt(1e-5), BatchNorm.Forward([3, 3], 2, 7).Inverse, "x = (3, 3): 1/√(σ² + ε), with ε = 1e-5 under the root");
    }

    [About("AD-04", nameof(BatchNorm.Backward))]
    public static void All_gradients_pass_the_check()
    {
        for (var m = 2; m <= 6; m++)
        {
            double[] x = Check.Numbers(m, 1), dy = Check.Numbers(m, 2);
            var (_, normal, inverse) = BatchNorm.Forward(x, 1.5, 0.3);
            var (dx, dgamma, dbeta) = BatchNorm.Backward(dy, 1.5, normal, inverse);
            double J(double[] x, double gamma, double beta) => BatchNorm.Forward(x, gamma, beta).Y.Zip(dy)
                .Sum(pair => pair.First * pair.Second);
            Check.Gradient(at => J(at, 1.5, 0.3), x, dx, $"dx for x = {Check.Text(x)}, dy = {Check.Text(dy)}, γ = 1.5");
            Check.Gradient(at => J(x, at[0], at[1]), [1.5, 0.3], [dgamma, dbeta],
                $"dγ and dβ for x = {Check.Text(x)}, dy = {Check.Text(dy)}");
        }
    }

    [About("AD-04", nameof(BatchNorm.Backward))]
    public static void Moving_all_inputs_together_changes_nothing()
    {
        var (_, normal, inverse) = BatchNorm.Forward([1, 2, 6], 2, 0);
        Check.Equal(0, BatchNorm.Backward([1, -3, 0.5], 2, normal, inverse).Dx.Sum(), "x = (1, 2, 6), dy = (1, -3, 0.5): the sum of dx");
    }
}
