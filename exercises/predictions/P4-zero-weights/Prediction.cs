// P4 · Which penalty gives zeros? · predictions
//
// A linear model has 20 weights, but only the first two inputs influence the output. It is trained three times for 500
// steps: with the L2 gradient, with the L1 gradient, and with the soft threshold after each step instead of the L1
// gradient. In which run are most of the other 18 weights exactly 0?
//
// (a)      with the L2 gradient
// (b)      with the L1 gradient
// (c)      with the soft threshold
// (d)      in none of them: weights become small, but never exactly 0
// Answer   The gradient of L2 is proportional to the weight: a small weight is hardly pulled. The gradient of L1 has a
//          constant size, so a small weight jumps across 0 and back. The soft threshold stops at 0: a weight whose
//          gradient is smaller than the penalty stays there. Zeros can be left out of the model.
// Formula  RG-06  soft threshold: w ← sign(w)·max(|w| − t, 0)
// Needs    10 16
// Explore  dotnet run --project Tiny.Nn.Lab -- experiment weight-decay

using Exercise10;
using Exercise16;

namespace PredictionP4;

public static class Prediction
{
    const int Inputs = 20, Examples = 60;
    const double Rate = 0.05, Alpha = 0.1;

    [ExerciseTest("RG-06", "SoftThreshold")]
    public static void Run(TestContext context)
    {
        var l2 = Train(w => Penalties.L2Gradient(w, Alpha), threshold: 0);
        var l1 = Train(w => Penalties.L1Gradient(w, Alpha), threshold: 0);
        var soft = Train(w => new double[w.Length], threshold: Rate * Alpha);
        foreach (var (name, w) in new[] { ("L2 gradient", l2), ("L1 gradient", l1), ("soft threshold", soft) })
            context.WriteLine($"{name,-14}  zeros among 18: {Zeros(w),2}   " +
                string.Join(' ', w.Take(8).Select(weight => $"{weight + 0,7:0.0000}")) + " …");
        int[] zeros = [Zeros(l2), Zeros(l1), Zeros(soft)];
        context.ReportAnswer(zeros.Max() == 0 ? 'd' : "abc"[Array.IndexOf(zeros, zeros.Max())]);
    }

    static double[] Train(Func<double[], double[]> penaltyGradient, double threshold)
    {
        var random = new RandomStream(1, "penalties");
        var xs = Enumerable.Range(0, Examples).Select(_ => random.NextNormals(Inputs)).ToArray();
        var ys = xs.Select(x => 2 * x[0] - x[1] + 0.1 * random.NextNormal()).ToArray();
        var w = new double[Inputs];
        for (var step = 0; step < 500; step++)
        {
            var gradient = penaltyGradient(w);
            for (var n = 0; n < Examples; n++)
            {
                var error = xs[n].Zip(w, (value, weight) => value * weight).Sum() - ys[n];
                for (var i = 0; i < Inputs; i++) gradient[i] += error * xs[n][i] / Examples;
            }
            GradientDescent.Step(w, gradient, Rate);
            if (threshold > 0) w = [.. w.Select(weight => Penalties.SoftThreshold(weight, threshold))];
        }
        return w;
    }

    static int Zeros(double[] w) => w.Skip(2).Count(weight => weight == 0);
}
