namespace Exercise15;

/// <summary>The worked bowl, then any bowl, walked step by step.</summary>
public static class Tests
{
    [About("OP-05", nameof(Rate.Limit))]
    public static void The_worked_number()
    {
        Check.Equal(0.5, Rate.Limit([1, 4]), "c = (1, 4): the limit");
        Check.Equal(0.4, Rate.Best([1, 4]), "c = (1, 4): the best rate");
        Check.Equal(0.6, Rate.Factor([1, 4], 0.4), "c = (1, 4), rate 0.4: the factor");
        Check.Equal(1.04, Rate.Factor([1, 4], 0.51), "c = (1, 4), rate 0.51: the factor");
    }

    [About("OP-05", nameof(Rate.Limit))]
    public static void Below_the_limit_the_walk_ends_at_the_bottom_and_above_it_explodes()
    {
        foreach (var c in Bowls())
        {
            var limit = Rate.Limit(c);
            Check.That(Distance(c, 0.95 * limit, 4000) < 1e-3,
                $"c = {Check.Text(c)}, 4000 steps at 0.95 times your limit {Check.Text(limit)}", "a distance near 0",
                Check.Text(Distance(c, 0.95 * limit, 4000)));
            Check.That(Distance(c, 1.05 * limit, 4000) > 1e3,
                $"c = {Check.Text(c)}, 4000 steps at 1.05 times your limit {Check.Text(limit)}", "a huge distance",
                Check.Text(Distance(c, 1.05 * limit, 4000)));
        }
    }

    [About("OP-05", nameof(Rate.Factor))]
    public static void The_factor_is_what_a_walk_shows()
    {
        foreach (var c in Bowls())
            foreach (var share in new[] { 0.1, 0.5, 0.9 })
            {
                var rate = share * 2 / c.Max();
                var slowest = c.Max(curvature => Math.Abs(Step(curvature, rate)));
                Check.Equal(slowest, Rate.Factor(c, rate), $"c = {Check.Text(c)}, rate {Check.Text(rate)}");
            }
    }

    [About("OP-05", nameof(Rate.Best))]
    public static void No_other_rate_is_faster_than_the_best()
    {
        foreach (var c in Bowls())
        {
            var best = Rate.Best(c);
            foreach (var other in new[] { 0.8, 0.95, 1.05, 1.2 })
                Check.That(Rate.Factor(c, best) <= Rate.Factor(c, other * best) + 1e-12,
                    $"c = {Check.Text(c)}, your best rate {Check.Text(best)} against {other} times it",
                    "the smaller factor at the best rate",
                        $"{Check.Text(Rate.Factor(c, best))} at yours, {Check.Text(Rate.Factor(c, other * best))} at the other");
        }
    }

    static double[][] Bowls() => [[2], [1, 4], [3, 1, 2], [0.5, 10, 1, 1]];

    static double Step(double curvature, double rate) => 1 - rate * curvature;

    static double Distance(double[] c, double rate, int steps) => c.Max(curvature => Math.Abs(Math.Pow(Step(curvature, rate), steps)));
}
