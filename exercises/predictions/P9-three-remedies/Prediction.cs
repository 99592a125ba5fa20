// P9 · Three remedies for overfitting · predictions
//
// A linear model with 60 weights learns from 40 noisy examples, of which it can fit every one. It is trained four
// times: without a remedy, with an L2 penalty, with dropout on its inputs, and with early stopping. How do the
// remedies change the error on the training examples and on new ones?
//
// (a)      all three raise the training error and lower the error on new examples
// (b)      all three lower both errors
// (c)      early stopping alone lowers the error on new examples, since it alone looks at such examples
// (d)      L2 and dropout lower the training error, early stopping raises it
// Answer   Without a remedy, the weights grow until the noise is fitted too. L2 pulls them back, dropout makes the
//          model rely on no single input, and early stopping leaves the weights no time to grow. In a linear model
//          all three are close relatives: each shrinks the weights most in the directions that the examples determine
//          least. The training error rises, but that part of the fit was noise.
// Formula  RG-02  L2 penalty (α/2)·Σ w²
// Needs    10 16 17 19
// Explore  dotnet run --project Tiny.Nn.Lab -- experiment early-stopping;  dotnet run --project Tiny.Nn.Lab --
//          experiment weight-decay;  dotnet run --project Tiny.Nn.Lab -- playground, address
//          boundary#circle/16-16/tanh/noise=0.4/points=60/l2=0.01

using Exercise10;
using Exercise16;
using Exercise17;
using Exercise19;

namespace PredictionP9;

public static class Prediction
{
    const int Inputs = 60, Examples = 40, Steps = 2000;
    const double Rate = 0.05;

    static readonly (double[] X, double Y)[] Training = Draw(Examples, "training"), New = Draw(300, "new"),
        Validation = Draw(100, "validation");

    [ExerciseTest("RG-02", "L2Gradient")]
    public static void Run(TestContext context)
    {
        var mask = new RandomStream(1, "dropout");
        var stopping = new EarlyStopping(patience: 50);
        var runs = new (string Name, double[] W)[]
        {
            ("no remedy", Train(w => Gradient(w), _ => false)),
            ("L2", Train(w => [.. Gradient(w).Zip(Penalties.L2Gradient(w, 0.3), (g, pull) => g + pull)], _ => false)),
            ("dropout", Train(w => Gradient(w, () => Dropout.Mask(Inputs, 0.3, mask)), _ => false)),
            ("early stopping", Train(w => Gradient(w), w => stopping.ShouldStop(Error(w, Validation), w))),
        };
        runs[3].W = stopping.BestWeights ?? runs[3].W;
        foreach (var (name, w) in runs)
            context.WriteLine($"{name,-14}  error on the training examples {Error(w, Training),6:0.000}, " +
                $"on new ones {Error(w, New),6:0.000};  |w| = {Math.Sqrt(w.Sum(weight => weight * weight)):0.00}");
        var (trained, fresh) = (Error(runs[0].W, Training), Error(runs[0].W, New));
        var raised = runs.Skip(1).Count(run => Error(run.W, Training) > trained);
        var lowered = runs.Skip(1).Count(run => Error(run.W, New) < fresh);
        context.ReportAnswer((raised, lowered) switch { (3, 3) => 'a', (0, 3) => 'b', (_, 1) => 'c', _ => 'd' });
    }

    static double[] Train(Func<double[], double[]> gradient, Func<double[], bool> stop)
    {
        var w = new double[Inputs];
        for (var step = 0; step < Steps && !stop(w); step++) GradientDescent.Step(w, gradient(w), Rate);
        return w;
    }

    /// <summary>Returns the gradient of the mean of ½(w·x − y)², with a mask for the inputs of each example.</summary>
    static double[] Gradient(double[] w, Func<double[]>? draw = null)
    {
        var gradient = new double[Inputs];
        foreach (var (x, y) in Training)
        {
            var mask = draw?.Invoke();
            var seen = mask is null ? x : Dropout.Forward(x, mask, training: true);
            var error = Product(w, seen) - y;
            for (var i = 0; i < Inputs; i++) gradient[i] += error * seen[i] / Examples;
        }
        return gradient;
    }

    static double Error(double[] w, (double[] X, double Y)[] examples) =>
        examples.Average(one => Math.Pow(Product(w, one.X) - one.Y, 2));

    static double Product(double[] w, double[] x) => w.Zip(x, (weight, value) => weight * value).Sum();

    /// <summary>Draws examples: ten of the inputs influence the output, and noise does.</summary>
    static (double[], double)[] Draw(int count, string name)
    {
        var random = new RandomStream(3, name);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var x = random.NextNormals(Inputs);
            return (x, 0.5 * x.Take(10).Sum() + random.NextNormal());
        })];
    }
}
