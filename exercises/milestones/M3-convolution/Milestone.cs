// M3 · Digits by your convolution · milestones
//
// Your convolution, its two gradients, your pooling and unpooling, your loss and your optimizer: a small convolutional network that is
// all yours, conv 8@5×5, pool, conv 16@5×5, pool, dense 10. It is slow, for your loops are plain; chapter 7 is about that.
//
// Formula  CV-04  y[n, o, r, q] = Σ x·w
// Needs    04 12 23 26 32
// Gate     ≥ 97 % of 10,000 test digits, after 3 epochs over 25,000; small: ≥ 60 % of 100 built-in digits after 3 epochs over 500

using Exercise04;
using Exercise12;
using Exercise23;
using Exercise26;
using Exercise32;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Training;
using Layers = Tiny.Nn.Layers;

namespace MilestoneM3;

public static class Milestone
{
    [About("CV-04", "Convolve")]
    public static void Digits_are_read(Stage stage)
    {
        var (training, test, epochs, batch, gate) = stage.IsSmall ? (500, 100, 3, 5, 0.60) : (25_000, 10_000, 3, 10, 0.97);
        var digits = stage.Digits(training, test);
        stage.Say($"{digits.Training.Count} digits to learn from, {digits.Test.Count} to test on: {digits.Origin}");
        using var machine = new Mine();
        var network = new Layers.Sequential(
            new Layers.Conv2d(1, 8, kernel: 5), new Layers.MaxPool2d(2), new Layers.Relu(),
            new Layers.Conv2d(8, 16, kernel: 5), new Layers.MaxPool2d(2), new Layers.Relu(),
            new Layers.Flatten(), new Layers.Dense(256, 10));
        network.Initialize(machine, seed: 1);
        var objective = new OwnClassification(CrossEntropy.Loss, CrossEntropy.Gradient);
        var trainer = new Trainer(network, objective, new OwnOptimizer(Momentum.Step, rate: 0.005, mu: 0.9))
        {
            BatchCompleted = now =>
            {
                if (now.Batch % 250 == 0)
                    stage.Say($"epoch {now.Epoch}   batch {now.Batch} of {now.Batches}   loss {now.Loss:0.0000}   {now.TimeLeft.TotalSeconds:0} s left");
            },
            EpochCompleted = epoch => stage.Say($"epoch {epoch.Epoch}   loss {epoch.TrainLoss:0.0000}   {epoch.Seconds:0} s"),
        };
        trainer.Fit(machine, new Batches(digits.Training, batch, seed: 1), null, epochs, seed: 1);
        var result = Trainer.Evaluate(machine, network, objective, digits.Test);
        foreach (var line in Picture.SideBySide([.. Filters(network)])) stage.Say(line);
        stage.Say($"{result.Accuracy:P1} of {digits.Test.Count} test digits read rightly (gate: {gate:P0})");
        Check.That(result.Accuracy >= gate, $"{epochs} epochs on {digits.Origin}", $"at least {gate:P0}", $"{result.Accuracy:P1}");
    }

    /// <summary>What the first layer looks for: a cell is dark where its weight is positive.</summary>
    static IEnumerable<(string, string[])> Filters(Layers.Layer network)
    {
        var weights = network.Parameters[0].Parameter.Value.ToArray();
        for (var o = 0; o < 8; o++)
        {
            var large = new float[15 * 15];
            for (var i = 0; i < large.Length; i++) large[i] = weights[o * 25 + i / 15 / 3 * 5 + i % 15 / 3] > 0 ? 1 : 0;
            yield return ($"filter {o + 1}", Picture.Of(large, 15, 15));
        }
    }

    /// <summary>The reference machine with your primitives in it.</summary>
    sealed class Mine : Reference
    {
        public override void Convolve(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y)
        {
            Conv2d.Convolve(SizesOf(shape), Elements(x), Elements(w), Elements(y));
            AddBias(bias, shape.Window.OutputCount, y);
        }

        public override void ConvolveTransposed(ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias, ValueBuffer x)
        {
            Conv2dGradients.InputGradient(SizesOf(shape), Elements(y), Elements(w), Elements(x));
            AddBias(bias, shape.Window.InputCount, x);
        }

        public override void ConvolveFilter(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w) =>
            Conv2dGradients.FilterGradient(SizesOf(shape), Elements(y), Elements(x), Elements(w));

        public override void MaxPool(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
        {
            var (windows, height, width) = (shape.Window, shape.Window.Height, shape.Window.Width);
            for (var plane = 0; plane < shape.Planes; plane++)
                Pooling.Pool(height.Input, width.Input, width.Kernel, width.Stride, Elements(x).Slice(plane * windows.InputCount, windows.InputCount),
                    Elements(y).Slice(plane * windows.OutputCount, windows.OutputCount),
                    Elements(indices).Slice(plane * windows.OutputCount, windows.OutputCount));
        }

        public override void ScatterAdd(int planes, int size, int count, ValueBuffer y, IndexBuffer index, ValueBuffer x)
        {
            for (var plane = 0; plane < planes; plane++)
                Pooling.Unpool(Elements(y).Slice(plane * count, count), Elements(index).Slice(plane * count, count),
                    Elements(x).Slice(plane * size, size));
        }

        static Sizes SizesOf(ConvolutionShape shape)
        {
            var (height, width) = (shape.Window.Height, shape.Window.Width);
            return new(shape.Batch, shape.InputChannels, height.Input, width.Input, shape.OutputChannels, width.Kernel, width.Stride,
                width.PaddingBefore);
        }
    }
}
