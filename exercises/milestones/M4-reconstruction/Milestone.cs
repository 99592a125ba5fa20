// M4 · A reconstruction by your transposed convolution · milestones
//
// An autoencoder: two strided convolutions encode 784 pixels as 196 values, and two of your transposed convolutions
// decode them to an image. The activations, the loss, the tape, the batches and the training loop are Tiny.Nn's. The
// first test compares three training steps with those of Tiny.Nn. The output at the end shows each input next to its
// reconstruction.
//
// Formula  TC-01  x = Cᵀ·y
// Needs    12 23 26 29
// Passes   with a squared error ≤ 0.01 per pixel on 500 test digits, after 3 epochs of 3,000; small: ≤ 0.04 on 50
//          built-in digits, after 4 epochs of 200

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
    const double Rate = 1, Mu = 0.9;

    [ExerciseTest("TC-01", "Apply")]
    public static void Three_training_steps_match_the_library()
    {
        using var backend = new LearnerBackend();
        new LibraryComparison(Network, SyntheticDigits.Load(seed: 1, 10, 0, 10).Training).Check(
            backend, Objective.Reconstruction, new LearnerOptimizer(Momentum.Step, Rate, Mu),
            Objective.Reconstruction, new Sgd(Rate, momentum: Mu), forward: "23 and 29", backward: "23, 26, 29 and 12");
    }

    [ExerciseTest("TC-01", "Apply")]
    public static void The_network_reconstructs_digits(TestContext context)
    {
        var (training, test, epochs, batch, threshold) = context.IsSmall
            ? (200, 50, 4, 5, 0.04) : (3_000, 500, 3, 10, 0.01);
        var digits = context.LoadDigits(training, test);
        context.WriteLine($"{digits.Training.Count} training digits, {digits.Test.Count} test digits: {digits.Origin}");
        using var backend = new LearnerBackend();
        var network = Network();
        network.Initialize(backend, seed: 1);
        var errors = new List<double>();
        var trainer = new Trainer(network, Objective.Reconstruction,
            new LearnerOptimizer(Momentum.Step, Rate, Mu))
        {
            BatchCompleted = now =>
            {
                if (now.Batch % 100 == 0)
                    context.WriteLine($"epoch {now.Epoch}   batch {now.Batch} of {now.Batches}   " +
                        $"error {now.Loss:0.0000}   {now.TimeLeft.TotalSeconds:0} s left");
            },
            EpochCompleted = epoch =>
            {
                errors.Add(epoch.TrainLoss);
                context.WriteLine($"epoch {epoch.Epoch}   error {epoch.TrainLoss:0.0000}   {epoch.Seconds:0} s");
            },
        };
        trainer.Fit(backend, new Batches(digits.Training, batch, seed: 1), null, epochs, seed: 1);
        var error = Trainer.Evaluate(backend, network, Objective.Reconstruction, digits.Test, batch: 50).Loss;
        var images = Reconstructions(backend, network, digits.Test.Take(8));
        foreach (var line in TextImage.SideBySide([.. images.Take(4).Select(image =>
            (image.Caption, TextImage.FromPixels(image.Pixels, 28, 28)))])) context.WriteLine(line);
        context.Page.AddFigure($"{error:0.0000}", $"squared error per pixel on {digits.Test.Count} test digits");
        context.Page.AddCurve("The training error", "epoch", "squared error per pixel", errors);
        context.Page.AddImages("Reconstructions", "Each input, then what the network makes of its 196 values.", 28,
            images);
        context.WriteLine($"squared error {error:0.0000} per pixel on {digits.Test.Count} test digits " +
            $"(threshold: {threshold})");
        Expect.That(error <= threshold, $"squared error per pixel after {epochs} epochs on {digits.Origin}",
            $"at most {threshold}", $"{error:0.0000}");
    }

    static Layers.Layer Network() => new Layers.Sequential(
        new Layers.Conv2d(1, 8, kernel: 3, stride: 2, padding: 1), new Layers.Relu(),
        new Layers.Conv2d(8, 4, kernel: 3, stride: 2, padding: 1), new Layers.Relu(),
        new Layers.ConvTranspose2d(4, 8, kernel: 4, stride: 2, padding: 1), new Layers.Relu(),
        new Layers.ConvTranspose2d(8, 1, kernel: 4, stride: 2, padding: 1), new Layers.Sigmoid());

    /// <summary>Returns each digit and its reconstruction.</summary>
    static List<(string Caption, float[] Pixels)> Reconstructions(Reference backend, Layers.Layer network,
        Dataset digits)
    {
        var images = new List<(string, float[])>();
        foreach (var batch in new Batches(digits, 1, shuffle: false).Epoch(0))
        {
            using var scope = backend.BeginScope(recording: false);
            var inputs = Tensor.From(backend, batch.Shape, batch.Inputs);
            var output = network.Forward(inputs, Layers.ForwardContext.Evaluation);
            images.Add(("input", [.. batch.Inputs]));
            images.Add(("reconstruction", [.. output.ToArray().Select(pixel => (float)pixel)]));
        }
        return images;
    }

    /// <summary>
    /// The reference backend with your primitives. A transposed convolution is also a gradient of a convolution.
    /// </summary>
    sealed class LearnerBackend : Reference
    {
        protected override void ConvolveCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias,
            ValueBuffer y)
        {
            Conv2d.Convolve(SizesOf(shape), Elements(x), Elements(w), Elements(y));
            AddBias(bias, shape.Window.OutputCount, y);
        }

        protected override void ConvolveTransposedCore(ConvolutionShape shape, ValueBuffer y, ValueBuffer w,
            ValueBuffer? bias, ValueBuffer x)
        {
            TransposedConvolution.Apply(SizesOf(shape), Elements(y), Elements(w), Elements(x));
            AddBias(bias, shape.Window.InputCount, x);
        }

        protected override void ConvolveFilterCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer y,
            ValueBuffer w) =>
            Conv2dGradients.FilterGradient(SizesOf(shape), Elements(y), Elements(x), Elements(w));

        static Conv2dSizes SizesOf(ConvolutionShape shape)
        {
            var (height, width) = (shape.Window.Height, shape.Window.Width);
            return new(shape.Batch, shape.InputChannels, height.Input, width.Input, shape.OutputChannels, width.Kernel,
                width.Stride,
                width.PaddingBefore);
        }
    }
}
