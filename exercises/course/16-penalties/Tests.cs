namespace Exercise16;

/// <summary>Values, gradients, and what each penalty does to small weights.</summary>
public static class Tests
{
    [About("RG-02", nameof(Penalties.L2))]
    public static void The_worked_number_of_L2()
    {
        Check.Equal(1.25, Penalties.L2([3, -4], 0.1), "w = (3, -4), α = 0.1");
        Check.Equal([0.3, -0.4], Penalties.L2Gradient([3, -4], 0.1), "w = (3, -4), α = 0.1: the gradient");
    }

    [About("RG-05", nameof(Penalties.L1))]
    public static void The_worked_number_of_L1()
    {
        Check.Equal(0.7, Penalties.L1([3, -4], 0.1), "w = (3, -4), α = 0.1");
        Check.Equal([0.1, -0.1, 0], Penalties.L1Gradient([3, -4, 0], 0.1), "w = (3, -4, 0), α = 0.1: the gradient");
    }

    [About("RG-02", nameof(Penalties.L2Gradient))]
    public static void Both_gradients_pass_the_check()
    {
        for (var n = 1; n <= 4; n++)
        {
            var w = Check.Numbers(n, seed: (ulong)n);
            Check.Gradient(x => Penalties.L2(x, 0.3), w, Penalties.L2Gradient(w, 0.3), $"L2, w = {Check.Text(w)}, α = 0.3");
            Check.Gradient(x => Penalties.L1(x, 0.3), w, Penalties.L1Gradient(w, 0.3), $"L1, w = {Check.Text(w)}, α = 0.3");
        }
    }

    [About("RG-06", nameof(Penalties.Shrink))]
    public static void The_worked_number_of_the_soft_threshold()
    {
        foreach (var (from, to) in new[] { (1.5, 0.5), (-2.5, -1.5), (0.3, 0), (-0.3, 0), (1.0, 0), (0.0, 0) })
            Check.Equal(to, Penalties.Shrink(from, 1), $"w = {from}, threshold 1");
    }

    [About("RG-06", nameof(Penalties.Shrink))]
    public static void It_is_the_minimum_of_a_parabola_with_a_corner()
    {
        foreach (var star in new[] { 0.3, 1.5, -2, -0.49, 0.51 })
        {
            double Cost(double w) => (w - star) * (w - star) + Math.Abs(w);        // H = 2, α = 1: threshold α/H = ½
            var yours = Penalties.Shrink(star, 0.5);
            var best = Enumerable.Range(-3000, 6001).Select(i => i / 1000.0).MinBy(Cost);
            Check.Equal(best, yours, $"the smallest (w − {star})² + |w|, found by trying w = -3 to 3 in steps of 0.001, against the " +
                $"threshold ½ of {star}", 1e-3);
        }
    }
}
