namespace Exercise17;

/// <summary>Masks, their mean, and the gradient.</summary>
public static class Tests
{
    [ExerciseTest("RG-17", nameof(Dropout.Mask))]
    public static void The_worked_example()
    {
        Expect.Equal([0, 2], Dropout.Mask(200, 0.5, new(1, "mask")).Distinct().Order().ToArray(),
            "p = 0.5, 200 units: the distinct values of the mask");
        Expect.Equal([0, 1.25], Dropout.Mask(200, 0.2, new(1, "mask")).Distinct().Order().ToArray(),
            "p = 0.2, 200 units: the distinct values of the mask");
    }

    [ExerciseTest("RG-17", nameof(Dropout.Mask))]
    public static void The_fraction_of_dropped_units_is_p()
    {
        foreach (var p in new[] { 0, 0.1, 0.5, 0.8 })
            Expect.Equal(p, Dropout.Mask(20_000, p, new(2, "mask")).Count(factor => factor == 0) / 20_000.0,
                $"p = {p}, 20,000 units: the fraction of zeros", 0.015);
    }

    [ExerciseTest("RG-17", nameof(Dropout.Mask))]
    public static void The_mean_of_the_mask_is_1()
    {
        foreach (var p in new[] { 0.1, 0.5, 0.8 })
            Expect.Equal(1, Dropout.Mask(50_000, p, new(3, "mask")).Average(),
                $"p = {p}, 50,000 units: the mean of the mask", 0.03);
    }

    [ExerciseTest("RG-17", nameof(Dropout.Mask))]
    public static void Each_unit_uses_one_random_value_in_order()
    {
        var random = new RandomStream(4, "mask");
        var expected = Enumerable.Range(0, 10).Select(_ => random.NextDouble() < 0.4 ? 0 : 1 / 0.6).ToArray();
        Expect.Equal(expected, Dropout.Mask(10, 0.4, new(4, "mask")), "p = 0.4, 10 units, one random value for each");
    }

    [ExerciseTest("RG-17", nameof(Dropout.Forward))]
    public static void Only_training_applies_the_mask()
    {
        double[] x = [1, -2, 3], mask = [2, 0, 2];
        Expect.Equal([2, 0, 6], Dropout.Forward(x, mask, training: true), "x = (1, -2, 3), mask = (2, 0, 2), training");
        Expect.Equal(x, Dropout.Forward(x, mask, training: false), "x = (1, -2, 3), mask = (2, 0, 2), evaluation");
    }

    [ExerciseTest("RG-17", nameof(Dropout.Backward))]
    public static void The_gradient_passes_the_gradient_check()
    {
        var (x, dy, mask) = (TestData.Uniform(5, 1), TestData.Uniform(5, 2), Dropout.Mask(5, 0.5, new(5, "mask")));
        Expect.Gradient(at => Dropout.Forward(at, mask, true).Zip(dy).Sum(pair => pair.First * pair.Second), x,
            Dropout.Backward(dy, mask),
            $"mask = {Format.Text(mask)}");
    }
}
