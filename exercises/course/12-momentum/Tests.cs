namespace Exercise12;

/// <summary>Hand values, two limits, and the race down a valley.</summary>
public static class Tests
{
    [About("OP-10", nameof(Momentum.Step))]
    public static void The_worked_number()
    {
        double[] w = [0], v = [0];
        Momentum.Step(w, [1], v, 0.1, 0.9);
        Check.Equal([-0.1, 1], [w[0], v[0]], "w = 0, v = 0, g = 1, μ = 0.9, η = 0.1: w and v after one step");
        Momentum.Step(w, [1], v, 0.1, 0.9);
        Check.Equal([-0.29, 1.9], [w[0], v[0]], "the same: w and v after two steps");
    }

    [About("OP-10", nameof(Momentum.Step))]
    public static void Without_momentum_it_is_plain_descent()
    {
        double[] w = [1, 2, 3], v = [7, 7, 7];
        Momentum.Step(w, [10, 0, -10], v, 0.01, 0);
        Check.Equal([0.9, 2, 3.1], w, "w = (1, 2, 3), g = (10, 0, -10), μ = 0, η = 0.01, an old velocity of 7");
    }

    [About("OP-10", nameof(Momentum.Step))]
    public static void A_steady_slope_is_amplified_ten_times()
    {
        double[] w = [0], v = [0];
        for (var step = 0; step < 400; step++) Momentum.Step(w, [1], v, 0.1, 0.9);
        Check.Equal(10, v[0], "g = 1 for 400 steps, μ = 0.9: the velocity", 1e-9);
    }

    [About("OP-10", nameof(Momentum.Step))]
    public static void Down_a_narrow_valley_it_is_faster()
    {
        double Left(double mu, double rate)
        {
            double[] w = [1, 1], v = [0, 0];
            for (var step = 0; step < 100; step++) Momentum.Step(w, [w[0], 100 * w[1]], v, rate, mu);
            return Math.Abs(w[0]);
        }
        var (plain, heavy) = (Left(0, 0.01), Left(0.7, 0.01));
        Check.That(heavy < plain / 10, "L = ½(θ₁² + 100θ₂²), 100 steps of rate 0.01: how far from the bottom",
            $"with μ = 0.7 less than a tenth of {Check.Text(plain)}, where plain descent is", Check.Text(heavy));
    }
}
