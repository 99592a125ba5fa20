// M2 · Digits by your dense layers · milestones
//
// A network 784-32-10 that classifies digits. A subclass of Tiny.Nn's reference backend calls your matrix product, your
// column sums and your ReLU. The tape, the batches and the training loop are Tiny.Nn's; the loop calls your loss and
// your optimizer. The first test compares three training steps with those of Tiny.Nn.
//
// Formula  NN-01  y = x·Wᵀ + b
// Needs    02 04 12 13
// Passes   with an accuracy ≥ 92 % on 10,000 test digits, after 3 epochs of 30,000; small: ≥ 70 % on 200 built-in
//          digits, after 6 epochs of 1,000

using Exercise02;
using Exercise04;
using Exercise12;
using Exercise13;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Training;
using Functions = Tiny.Nn.Backends.Functions;
using Layers = Tiny.Nn.Layers;

namespace MilestoneM2;

public static class Milestone
{
    const double Rate = 0.02, Mu = 0.9;

    [ExerciseTest("NN-01", "Forward")]
    public static void Three_training_steps_match_the_library()
    {
        using var backend = new LearnerBackend();
        new LibraryComparison(Network, SyntheticDigits.Load(seed: 1, 10, 0, 10).Training).Check(
            backend, new LearnerObjective(CrossEntropy.Loss, CrossEntropy.Gradient),
            new LearnerOptimizer(Momentum.Step, Rate, Mu),
            Objective.Classification(), new Sgd(Rate, momentum: Mu),
            forward: "13, 02 and 04", backward: "04, 13, 02 and 12");
    }

    [ExerciseTest("NN-01", "Forward")]
    public static void The_network_classifies_digits(TestContext context)
    {
        var (training, test, epochs, threshold) = context.IsSmall ? (1000, 200, 6, 0.70) : (30_000, 10_000, 3, 0.92);
        var digits = context.LoadDigits(training, test);
        context.WriteLine($"{digits.Training.Count} training digits, {digits.Test.Count} test digits: {digits.Origin}");
        using var backend = new LearnerBackend();
        var network = Network();
        network.Initialize(backend, seed: 1);
        var objective = new LearnerObjective(CrossEntropy.Loss, CrossEntropy.Gradient);
        var losses = new List<double>();
        var trainer = new Trainer(network, objective, new LearnerOptimizer(Momentum.Step, Rate, Mu))
        {
            EpochCompleted = epoch =>
            {
                losses.Add(epoch.TrainLoss);
                context.WriteLine($"epoch {epoch.Epoch}   loss {epoch.TrainLoss:0.0000}   {epoch.Seconds:0} s");
            },
        };
        trainer.Fit(backend, new Batches(digits.Training, 20, seed: 1), null, epochs, seed: 1);
        var result = Trainer.Evaluate(backend, network, objective, digits.Test);
        var predictions = result.Predictions!.Labels;
        var wrong = Enumerable.Range(0, digits.Test.Count).Where(i => predictions[i] != digits.Test.Label(i)).ToArray();
        context.WriteLine($"{wrong.Length} digits are misclassified; the first {Math.Min(4, wrong.Length)}:");
        var shown = wrong.DefaultIfEmpty(0).Take(4).Select(i => ($"{digits.Test.Label(i)}, predicted {predictions[i]}",
            TextImage.FromPixels(digits.Test.Input(i), 28, 28)));
        foreach (var line in TextImage.SideBySide([.. shown])) context.WriteLine(line);
        context.WriteLine($"accuracy {result.Accuracy:P1} on {digits.Test.Count} test digits " +
            $"(threshold: {threshold:P0})");
        context.Page.AddFigure($"{result.Accuracy:P1}", $"accuracy on {digits.Test.Count} test digits");
        context.Page.AddCurve("The training loss", "epoch", "loss", losses);
        context.Page.AddImages("Misclassified digits", $"The first of {wrong.Length}, each with its label.", 28,
            wrong.Take(24).Select(i => ($"{digits.Test.Label(i)}, predicted {predictions[i]}", digits.Test.Input(i))));
        Expect.That(result.Accuracy >= threshold, $"accuracy after {epochs} epochs on {digits.Origin}",
            $"at least {threshold:P0}", $"{result.Accuracy:P1}");
    }

    static Layers.Layer Network() => new Layers.Sequential(new Layers.Flatten(), new Layers.Dense(784, 32),
        new Layers.Relu(), new Layers.Dense(32, 10));

    /// <summary>The reference backend with four primitives replaced by your code.</summary>
    sealed class LearnerBackend : Reference
    {
        protected override void ProductCore(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias,
            ValueBuffer c)
        {
            Span<double> left = Elements(a), right = Elements(b), result = Elements(c);
            switch (shape.TransposeA, shape.TransposeB)
            {
                case (false, true):
                    Dense.Forward(shape.Rows, shape.Depth, shape.Columns, left, right,
                        bias is null ? new double[shape.Columns] : Elements(bias), result);
                    break;
                case (false, false):
                    Dense.InputGradient(shape.Rows, shape.Columns, shape.Depth, left, right, result);
                    break;
                case (true, false):
                    Dense.WeightGradient(shape.Depth, shape.Columns, shape.Rows, left, right, result);
                    break;
                default:
                    base.ProductCore(shape, a, b, bias, c);
                    break;
            }
        }

        protected override void SumCore(int outer, int count, int inner, int innermost, ValueBuffer x, ValueBuffer y)
        {
            if (outer == 1 && innermost == 1) Dense.BiasGradient(count, inner, Elements(x), Elements(y));
            else base.SumCore(outer, count, inner, innermost, x, y);
        }

        protected override void MapCore<F>(F f, ValueBuffer x, ValueBuffer y)
        {
            if (f is not Functions.Relu)
            {
                base.MapCore(f, x, y);
                return;
            }
            Span<double> from = Elements(x), to = Elements(y);
            for (var i = 0; i < to.Length; i++) to[i] = Activations.Relu(from[i]);
        }

        protected override void MapPullbackCore<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx)
        {
            if (f is not Functions.Relu)
            {
                base.MapPullbackCore(f, x, y, dy, dx);
                return;
            }
            Span<double> values = Elements(y), gradients = Elements(dy), to = Elements(dx);
            for (var i = 0; i < to.Length; i++) to[i] = gradients[i] * Activations.ReluDerivative(values[i]);
        }
    }
}
