namespace Exercise14;

/// <summary>Ranges and standard deviations, and the size of a signal after twenty layers.</summary>
public static class Tests
{
    [ExerciseTest("OP-13", nameof(Initialisation.Glorot))]
    public static void The_worked_example()
    {
        var w = Initialisation.Glorot(784, 16, new(1, "w"));
        Expect.Equal(784 * 16, w.Length, "784 inputs, 16 outputs: the number of weights");
        Expect.Equal(Math.Sqrt(6.0 / 800), w.Max(), "784 inputs, 16 outputs: the largest weight, near the bound", 1e-3);
        Expect.Equal(-Math.Sqrt(6.0 / 800), w.Min(),
            "784 inputs, 16 outputs: the smallest weight, near minus the bound", 1e-3);
    }

    [ExerciseTest("OP-13", nameof(Initialisation.Glorot))]
    public static void Glorot_is_uniform_with_mean_zero()
    {
        var w = Initialisation.Glorot(100, 200, new(1, "w"));
        Expect.Equal(0, w.Average(), "100 inputs, 200 outputs: the mean", 0.005);
        Expect.Equal(Math.Sqrt(2.0 / 300), Deviation(w), "100 inputs, 200 outputs: the standard deviation, bound/√3",
            0.002);
    }

    [ExerciseTest("OP-13", nameof(Initialisation.He))]
    public static void He_is_normal_with_its_standard_deviation()
    {
        var w = Initialisation.He(50, 400, new(1, "w"));
        Expect.Equal(0, w.Average(), "50 inputs, 400 outputs: the mean", 0.005);
        Expect.Equal(0.2, Deviation(w), "50 inputs, 400 outputs: the standard deviation", 0.005);
        var fraction = w.Count(value => Math.Abs(value) > 0.2) / (double)w.Length;
        Expect.Equal(0.317, fraction,
            "50 inputs, 400 outputs: the fraction beyond one standard deviation, 32 % for a normal distribution", 0.02);
    }

    [ExerciseTest("OP-13", nameof(Initialisation.He))]
    public static void A_signal_keeps_its_size_through_twenty_ReLU_layers()
    {
        var x = TestData.Uniform(128, seed: 1);
        var before = Deviation(x);
        for (var layer = 0; layer < 20; layer++)
        {
            var w = Initialisation.He(128, 128, new((ulong)layer, "w"));
            x = Enumerable.Range(0, 128)
                .Select(o => Math.Max(0, Enumerable.Range(0, 128).Sum(i => w[o * 128 + i] * x[i]))).ToArray();
        }
        var ratio = Math.Sqrt(x.Average(value => value * value)) / before;
        Expect.That(ratio is > 0.1 and < 10,
            "a signal through twenty layers of 128 ReLU units: its size after, divided by its size before",
            "between 0.1 and 10", Format.Text(ratio));
    }

    static double Deviation(double[] values) =>
        Math.Sqrt(values.Average(value => value * value) - Math.Pow(values.Average(), 2));
}
