// M4 · A reconstruction by your transposed convolution · milestones
//
// An autoencoder: two strided convolutions squeeze 784 pixels into 196 numbers, two transposed convolutions of yours draw the digit
// again. What your decoder lays down, stamp by stamp, is what you see at the end, next to what went in.
//
// Formula  TC-01  x = Cᵀ·y
// Needs    12 23 26 29
// Gate     ≤ 0.01 squared error per pixel on 500 test digits, after 3 epochs over 3,000; small: ≤ 0.04 on 50, 4 epochs over 200

using Exercise12;
using Exercise23;
using Exercise26;
using Exercise29;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Training;
using Layers = Tiny.Nn.Layers;

namespace MilestoneM4;

public static class Milestone
{
    [About("TC-01", "Convolve")]
    public static void Digits_are_drawn_again(Stage stage)
    {
        var (training, test, epochs, batch, gate) = stage.IsSmall ? (200, 50, 4, 5, 0.04) : (3_000, 500, 3, 10, 0.01);
        var digits = stage.Digits(training, test);
        stage.Say($"{digits.Training.Count} digits to learn from, {digits.Test.Count} to test on: {digits.Origin}");
        using var machine = new Mine();
        var network = new Layers.Sequential(
            new Layers.Conv2d(1, 8, kernel: 3, stride: 2, padding: 1), new Layers.Relu(),
            new Layers.Conv2d(8, 4, kernel: 3, stride: 2, padding: 1), new Layers.Relu(),
            new Layers.ConvTranspose2d(4, 8, kernel: 4, stride: 2, padding: 1), new Layers.Relu(),
            new Layers.ConvTranspose2d(8, 1, kernel: 4, stride: 2, padding: 1), new Layers.Sigmoid());
        network.Initialize(machine, seed: 1);
        var trainer = new Trainer(network, Objective.Reconstruction, new OwnOptimizer(Momentum.Step, rate: 1.0, mu: 0.9))
        {
            BatchCompleted = now =>
            {
                if (now.Batch % 100 == 0)
                    stage.Say($"epoch {now.Epoch}   batch {now.Batch} of {now.Batches}   error {now.Loss:0.0000}   {now.TimeLeft.TotalSeconds:0} s left");
            },
            EpochCompleted = epoch => stage.Say($"epoch {epoch.Epoch}   error {epoch.TrainLoss:0.0000}   {epoch.Seconds:0} s"),
        };
        trainer.Fit(machine, new Batches(digits.Training, batch, seed: 1), null, epochs, seed: 1);
        var error = Trainer.Evaluate(machine, network, Objective.Reconstruction, digits.Test, batch: 50).Loss;
        foreach (var line in Show(machine, network, digits.Test.Take(2))) stage.Say(line);
        stage.Say($"{error:0.0000} squared error per pixel on {digits.Test.Count} test digits (gate: {gate})");
        Check.That(error <= gate, $"{epochs} epochs on {digits.Origin}", $"at most {gate}", $"{error:0.0000}");
    }

    static IEnumerable<string> Show(Reference machine, Layers.Layer network, Dataset digits)
    {
        var pairs = new List<(string, string[])>();
        foreach (var one in new Batches(digits, 1, shuffle: false).Epoch(0))
        {
            using var scope = machine.BeginScope(recording: false);
            var output = network.Forward(Tensor.From(machine, one.Shape, one.Inputs), Layers.ForwardContext.Evaluation);
            pairs.Add(("a digit", Picture.Of(one.Inputs, 28, 28)));
            pairs.Add(("drawn again", Picture.Of(output.ToArray().Select(pixel => (float)pixel).ToArray(), 28, 28)));
        }
        return Picture.SideBySide([.. pairs]);
    }

    /// <summary>The reference machine with your primitives in it. A transposed convolution is also the gradient of a convolution.</summary>
    sealed class Mine : Reference
    {
        public override void Convolve(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y)
        {
            Conv2d.Convolve(SizesOf(shape), Elements(x), Elements(w), Elements(y));
            AddBias(bias, shape.Window.OutputCount, y);
        }

        public override void ConvolveTransposed(ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias, ValueBuffer x)
        {
            Transposed.Convolve(SizesOf(shape), Elements(y), Elements(w), Elements(x));
            AddBias(bias, shape.Window.InputCount, x);
        }

        public override void ConvolveFilter(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w) =>
            Conv2dGradients.FilterGradient(SizesOf(shape), Elements(y), Elements(x), Elements(w));

        static Sizes SizesOf(ConvolutionShape shape)
        {
            var (height, width) = (shape.Window.Height, shape.Window.Width);
            return new(shape.Batch, shape.InputChannels, height.Input, width.Input, shape.OutputChannels, width.Kernel, width.Stride,
                width.PaddingBefore);
        }
    }
}
