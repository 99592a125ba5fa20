// M2 · Digits by your dense layers · milestones
//
// A machine is an object: here Tiny.Nn's Reference gets your product, your column sums and your ReLU in the place of its own, and the
// training loop gets your loss and your optimizer. What then learns to read digits is your code, 784-32-10.
//
// Formula  NN-01  y = x·Wᵀ + b
// Needs    02 04 12 13
// Gate     ≥ 92 % of 10,000 test digits, after 3 epochs over 30,000; small: ≥ 70 % of 200 built-in digits after 6 epochs over 1,000

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
    [About("NN-01", "Forward")]
    public static void Digits_are_read(Stage stage)
    {
        var (training, test, epochs, gate) = stage.IsSmall ? (1000, 200, 6, 0.70) : (30_000, 10_000, 3, 0.92);
        var digits = stage.Digits(training, test);
        stage.Say($"{digits.Training.Count} digits to learn from, {digits.Test.Count} to test on: {digits.Origin}");
        using var machine = new Mine();
        var network = new Layers.Sequential(new Layers.Flatten(), new Layers.Dense(784, 32), new Layers.Relu(), new Layers.Dense(32, 10));
        network.Initialize(machine, seed: 1);
        var objective = new OwnClassification(CrossEntropy.Loss, CrossEntropy.Gradient);
        var trainer = new Trainer(network, objective, new OwnOptimizer(Momentum.Step, rate: 0.02, mu: 0.9))
        {
            EpochCompleted = epoch => stage.Say($"epoch {epoch.Epoch}   loss {epoch.TrainLoss:0.0000}   {epoch.Seconds:0} s"),
        };
        trainer.Fit(machine, new Batches(digits.Training, 20, seed: 1), null, epochs, seed: 1);
        var result = Trainer.Evaluate(machine, network, objective, digits.Test);
        var shown = Enumerable.Range(0, 4).Select(i => ($"{digits.Test.Label(i)}, read as {result.Predictions[i]}",
            Picture.Of(digits.Test.Input(i), 28, 28)));
        foreach (var line in Picture.SideBySide([.. shown])) stage.Say(line);
        stage.Say($"{result.Accuracy:P1} of {digits.Test.Count} test digits read rightly (gate: {gate:P0})");
        Check.That(result.Accuracy >= gate, $"{epochs} epochs on {digits.Origin}", $"at least {gate:P0}", $"{result.Accuracy:P1}");
    }

    /// <summary>The reference machine with your primitives in it.</summary>
    sealed class Mine : Reference
    {
        public override void Product(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c)
        {
            Span<double> left = Elements(a), right = Elements(b), result = Elements(c);
            switch (shape.TransposeA, shape.TransposeB)
            {
                case (false, true): Dense.Forward(shape.Rows, shape.Depth, shape.Columns, left, right,
                    bias is null ? new double[shape.Columns] : Elements(bias), result); break;
                case (false, false): Dense.InputGradient(shape.Rows, shape.Columns, shape.Depth, left, right, result); break;
                case (true, false): Dense.WeightGradient(shape.Depth, shape.Columns, shape.Rows, left, right, result); break;
                default: base.Product(shape, a, b, bias, c); break;
            }
        }

        public override void Sum(int outer, int count, int inner, int cells, ValueBuffer x, ValueBuffer y)
        {
            if (outer == 1 && cells == 1) Dense.BiasGradient(count, inner, Elements(x), Elements(y));
            else base.Sum(outer, count, inner, cells, x, y);
        }

        public override void Map<F>(F f, ValueBuffer x, ValueBuffer y)
        {
            if (f is not Functions.Relu)
            {
                base.Map(f, x, y);
                return;
            }
            Span<double> from = Elements(x), to = Elements(y);
            for (var i = 0; i < to.Length; i++) to[i] = Activations.Relu(from[i]);
        }

        public override void MapPullback<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx)
        {
            if (f is not Functions.Relu)
            {
                base.MapPullback(f, x, y, dy, dx);
                return;
            }
            Span<double> values = Elements(y), slopes = Elements(dy), to = Elements(dx);
            for (var i = 0; i < to.Length; i++) to[i] = slopes[i] * Activations.ReluSlope(values[i]);
        }
    }
}
