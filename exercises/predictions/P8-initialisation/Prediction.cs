// P8 · Initial weights in ten layers · predictions
//
// A signal passes through ten layers of 200 ReLU units, without biases. The initial weights are your Glorot weights,
// which keep the variance of a sum. How does the mean square of the signal change from the input to the output?
//
// (a)      it stays about the same: that is what Glorot weights are made for
// (b)      it becomes about 10 times smaller, a little in each layer
// (c)      it becomes about 1000 times smaller
// (d)      it becomes about 1000 times larger
// Answer   ReLU sets the negative half of the values to 0 and so halves the mean square: after ten layers it is 2¹⁰ =
//          1024 times smaller. He's variance is twice as large, which makes up for the half that is lost. With deeper
//          networks the factor 2^L decides whether training starts at all; the gradients shrink by the same factor on
//          their way back.
// Formula  OP-13  Glorot: uniform in ±√(6 / (n_in + n_out));  He: normal with standard deviation √(2 / n_in)
// Needs    14
// Explore  dotnet run --project Tiny.Nn.Lab -- experiment vanishing;  dotnet run --project Tiny.Nn.Lab -- playground,
//          address boundary#spiral/8-8-8-8-8-8/relu

using Exercise14;

namespace PredictionP8;

public static class Prediction
{
    const int Units = 200, Layers = 10;

    [ExerciseTest("OP-13", "Glorot")]
    public static void Run(TestContext context)
    {
        var (glorot, he) = (Squares(Initialisation.Glorot), Squares(Initialisation.He));
        foreach (var line in TextPlot.Curves(('h', he), ('g', glorot))) context.WriteLine(line);
        context.WriteLine("log₁₀ of the mean square after each layer, relative to the input; at the end " +
            $"g: Glorot {Math.Pow(10, glorot[^1]):0.0e0}, h: He {Math.Pow(10, he[^1]):0.0}");
        context.ReportAnswer(glorot[^1] switch { > 2 => 'd', > -0.5 => 'a', > -2 => 'b', _ => 'c' });
    }

    /// <summary>Returns log₁₀ of the mean square after each layer, relative to that of the input.</summary>
    static double[] Squares(Func<int, int, RandomStream, double[]> initialize)
    {
        var (random, squares) = (new RandomStream(1, "signal"), new double[Layers + 1]);
        var x = random.NextNormals(Units);
        var first = x.Average(value => value * value);
        for (var layer = 1; layer <= Layers; layer++)
        {
            var (w, y) = (initialize(Units, Units, random), new double[Units]);
            for (var o = 0; o < Units; o++)
            {
                for (var i = 0; i < Units; i++) y[o] += w[o * Units + i] * x[i];
                y[o] = Math.Max(y[o], 0);
            }
            x = y;
            squares[layer] = Math.Log10(x.Average(value => value * value) / first);
        }
        return squares;
    }
}
