namespace Exercise05;

/// <summary>Known gradients, and how fast the error falls.</summary>
public static class Tests
{
    [About("AD-02", nameof(Differences.Gradient))]
    public static void The_worked_number()
    {
        Check.Equal([2], Differences.Gradient(x => 2 * x[0], [1]), "J = 2θ at θ = 1", 1e-8);
        Check.Equal([12, 9], Differences.Gradient(x => x[0] * x[0] * x[1], [3, 2]), "J = θ₁²·θ₂ at (3, 2)", 1e-8);
    }

    [About("AD-02", nameof(Differences.Gradient))]
    public static void The_parameters_are_left_as_they_were()
    {
        for (var n = 1; n <= 10; n++)
        {
            var theta = Check.Numbers(n, seed: (ulong)n).Select(number => number * 1e-6).ToArray();
            var before = theta.ToArray();
            Differences.Gradient(x => x.Sum(), theta);
            Check.SameBits(before, theta, $"θ = {Check.Text(before)}: after the call");
        }
    }

    [About("AD-02", nameof(Differences.Gradient))]
    public static void The_gradient_of_a_sum_of_sines()
    {
        for (var n = 1; n <= 5; n++)
        {
            var theta = Check.Numbers(n, seed: (ulong)n);
            Check.Equal(theta.Select(x => Math.Cos(x)).ToArray(), Differences.Gradient(x => x.Sum(Math.Sin), theta),
                $"J = Σ sin θᵢ at {Check.Text(theta)}", 1e-8);
        }
    }

    [About("AD-02", nameof(Differences.Gradient))]
    public static void The_error_falls_with_the_square_of_the_nudge()
    {
        double Error(double h) => Math.Abs(Differences.Gradient(x => Math.Exp(x[0]), [1], h)[0] - Math.E);
        var ratio = Error(1e-2) / Error(1e-3);
        Check.That(ratio is > 90 and < 110, "J = e^θ at θ = 1, the error at h = 0.01 over the error at h = 0.001",
            "about 100: ten times finer, a hundred times better", Check.Text(ratio));
    }
}
