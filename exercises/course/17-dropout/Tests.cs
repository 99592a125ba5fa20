namespace Exercise17;

/// <summary>Masks, means, and the way back.</summary>
public static class Tests
{
    [About("RG-17", nameof(Dropout.Mask))]
    public static void The_worked_number()
    {
        Check.Equal([0, 2], Dropout.Mask(200, 0.5, new(1, "mask")).Distinct().Order().ToArray(),
            "p = 0.5, 200 units: the different values in the mask");
        Check.Equal([0, 1.25], Dropout.Mask(200, 0.2, new(1, "mask")).Distinct().Order().ToArray(),
            "p = 0.2, 200 units: the different values in the mask");
    }

    [About("RG-17", nameof(Dropout.Mask))]
    public static void The_share_that_is_dropped_is_p()
    {
        foreach (var p in new[] { 0, 0.1, 0.5, 0.8 })
            Check.Equal(p, Dropout.Mask(20_000, p, new(2, "mask")).Count(factor => factor == 0) / 20_000.0,
                $"p = {p}, 20,000 units: the share of zeros", 0.015);
    }

    [About("RG-17", nameof(Dropout.Mask))]
    public static void The_mean_stays_the_same()
    {
        foreach (var p in new[] { 0.1, 0.5, 0.8 })
            Check.Equal(1, Dropout.Mask(50_000, p, new(3, "mask")).Average(), $"p = {p}, 50,000 units: the mean of the mask", 0.03);
    }

    [About("RG-17", nameof(Dropout.Mask))]
    public static void Each_unit_has_its_own_chance_and_the_stream_decides()
    {
        var random = new RandomStream(4, "mask");
        var expected = Enumerable.Range(0, 10).Select(_ => random.NextDouble() < 0.4 ? 0 : 1 / 0.6).ToArray();
        Check.Equal(expected, Dropout.Mask(10, 0.4, new(4, "mask")), "p = 0.4, 10 units, one number of the stream for each");
    }

    [About("RG-17", nameof(Dropout.Forward))]
    public static void Training_masks_and_evaluation_does_not()
    {
        double[] x = [1, -2, 3], mask = [2, 0, 2];
        Check.Equal([2, 0, 6], Dropout.Forward(x, mask, training: true), "x = (1, -2, 3), mask = (2, 0, 2), training");
        Check.Equal(x, Dropout.Forward(x, mask, training: false), "x = (1, -2, 3), mask = (2, 0, 2), evaluation");
    }

    [About("RG-17", nameof(Dropout.Backward))]
    public static void The_gradient_takes_the_same_way_back()
    {
        var (x, dy, mask) = (Check.Numbers(5, 1), Check.Numbers(5, 2), Dropout.Mask(5, 0.5, new(5, "mask")));
        Check.Gradient(at => Dropout.Forward(at, mask, true).Zip(dy).Sum(pair => pair.First * pair.Second), x, Dropout.Backward(dy, mask),
            $"mask = {Check.Text(mask)}");
    }
}
