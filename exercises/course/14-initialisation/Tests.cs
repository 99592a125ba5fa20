namespace Exercise14;

/// <summary>Ranges and deviations, and what they do to a signal that passes twenty layers.</summary>
public static class Tests
{
    [About("OP-13", nameof(Initialisation.Glorot))]
    public static void The_worked_number()
    {
        var w = Initialisation.Glorot(784, 16, new(1, "w"));
        Check.Equal(784 * 16, w.Length, "784 inputs, 16 outputs: how many weights");
        Check.Equal(Math.Sqrt(6.0 / 800), w.Max(), "784 inputs, 16 outputs: the largest weight is near the bound", 1e-3);
        Check.Equal(-Math.Sqrt(6.0 / 800), w.Min(), "784 inputs, 16 outputs: the smallest weight is near minus the bound", 1e-3);
    }

    [About("OP-13", nameof(Initialisation.Glorot))]
    public static void Glorot_is_uniform_with_mean_zero()
    {
        var w = Initialisation.Glorot(100, 200, new(1, "w"));
        Check.Equal(0, w.Average(), "100 inputs, 200 outputs: the mean", 0.005);
        Check.Equal(Math.Sqrt(2.0 / 300), Deviation(w), "100 inputs, 200 outputs: the deviation, bound/√3", 0.002);
    }

    [About("OP-13", nameof(Initialisation.He))]
    public static void He_is_normal_with_its_deviation()
    {
        var w = Initialisation.He(50, 400, new(1, "w"));
        Check.Equal(0, w.Average(), "50 inputs, 400 outputs: the mean", 0.005);
        Check.Equal(0.2, Deviation(w), "50 inputs, 400 outputs: the deviation", 0.005);
        var beyond = w.Count(value => Math.Abs(value) > 0.2) / (double)w.Length;
        Check.Equal(0.317, beyond, "50 inputs, 400 outputs: the share beyond one deviation, 32 % for a normal distribution", 0.02);
    }

    [About("OP-13", nameof(Initialisation.He))]
    public static void Twenty_layers_of_relu_neither_kill_nor_blow_up_the_signal()
    {
        var x = Check.Numbers(128, seed: 1);
        var before = Deviation(x);
        for (var layer = 0; layer < 20; layer++)
        {
            var w = Initialisation.He(128, 128, new((ulong)layer, "w"));
            x = Enumerable.Range(0, 128).Select(o => Math.Max(0, Enumerable.Range(0, 128).Sum(i => w[o * 128 + i] * x[i]))).ToArray();
        }
        var ratio = Math.Sqrt(x.Average(value => value * value)) / before;
        Check.That(ratio is > 0.1 and < 10, "a signal through twenty layers of 128 ReLU units: its size after, over its size before",
            "between 0.1 and 10", Check.Text(ratio));
    }

    static double Deviation(double[] values) => Math.Sqrt(values.Average(value => value * value) - Math.Pow(values.Average(), 2));
}
