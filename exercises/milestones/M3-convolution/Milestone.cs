// M3 · Digits by your convolution · milestones
//
// A small convolutional network with your convolution and its two gradients, your pooling and unpooling, your loss and
// your optimizer. Its layers are conv 8@5×5, pool, conv 16@5×5, pool, dense 10. The dense layer, ReLU, the tape, the
// batches and the training loop are Tiny.Nn's. The first test compares three training steps with those of Tiny.Nn. The
// plain loops are slow; chapter 7 makes them faster.
//
// Formula  CV-04  y[n, o, r, q] = Σ x·w
// Needs    04 12 23 26 32
// Passes   with an accuracy ≥ 97 % on 10,000 test digits, after 3 epochs of 25,000; small: ≥ 60 % on 100 built-in
//          digits, after 3 epochs of 500

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
    const double Rate = 0.005, Mu = 0.9;

    [ExerciseTest("CV-04", "Convolve")]
    public static void Three_training_steps_match_the_library()
    {
        using var backend = new LearnerBackend();
        new LibraryComparison(Network, SyntheticDigits.Load(seed: 1, 10, 0, 10).Training).Check(
            backend, new LearnerObjective(CrossEntropy.Loss, CrossEntropy.Gradient),
            new LearnerOptimizer(Momentum.Step, Rate, Mu),
            Objective.Classification(), new Sgd(Rate, momentum: Mu),
            forward: "23, 32 and 04", backward: "04, 26, 32 and 12");
    }

    [ExerciseTest("CV-04", "Convolve")]
    public static void The_network_classifies_digits(TestContext context)
    {
        var (training, test, epochs, batch, threshold) = context.IsSmall
            ? (500, 100, 3, 5, 0.60) : (25_000, 10_000, 3, 10, 0.97);
        var digits = context.LoadDigits(training, test);
        context.WriteLine($"{digits.Training.Count} training digits, {digits.Test.Count} test digits: {digits.Origin}");
        using var backend = new LearnerBackend();
        var network = Network();
        network.Initialize(backend, seed: 1);
        var objective = new LearnerObjective(CrossEntropy.Loss, CrossEntropy.Gradient);
        var losses = new List<double>();
        var trainer = new Trainer(network, objective, new LearnerOptimizer(Momentum.Step, Rate, Mu))
        {
            BatchCompleted = now =>
            {
                if (now.Batch % 250 == 0)
                    context.WriteLine($"epoch {now.Epoch}   batch {now.Batch} of {now.Batches}   " +
                        $"loss {now.Loss:0.0000}   {now.TimeLeft.TotalSeconds:0} s left");
            },
            EpochCompleted = epoch =>
            {
                losses.Add(epoch.TrainLoss);
                context.WriteLine($"epoch {epoch.Epoch}   loss {epoch.TrainLoss:0.0000}   {epoch.Seconds:0} s");
            },
        };
        trainer.Fit(backend, new Batches(digits.Training, batch, seed: 1), null, epochs, seed: 1);
        var result = Trainer.Evaluate(backend, network, objective, digits.Test);
        foreach (var line in Filters(network)) context.WriteLine(line);
        context.WriteLine($"accuracy {result.Accuracy:P1} on {digits.Test.Count} test digits " +
            $"(threshold: {threshold:P0})");
        context.Page.AddFigure($"{result.Accuracy:P1}", $"accuracy on {digits.Test.Count} test digits");
        context.Page.AddCurve("The training loss", "epoch", "loss", losses);
        context.Page.AddFilters("The filters of the first layer", 5, [.. network.Parameters[0].Parameter.Value.ToArray()
            .Select(weight => (float)weight).Chunk(25)]);
        Expect.That(result.Accuracy >= threshold, $"accuracy after {epochs} epochs on {digits.Origin}",
            $"at least {threshold:P0}", $"{result.Accuracy:P1}");
    }

    static Layers.Layer Network() => new Layers.Sequential(
        new Layers.Conv2d(1, 8, kernel: 5), new Layers.MaxPool2d(2), new Layers.Relu(),
        new Layers.Conv2d(8, 16, kernel: 5), new Layers.MaxPool2d(2), new Layers.Relu(),
        new Layers.Flatten(), new Layers.Dense(256, 10));

    /// <summary>
    /// Returns images of the first layer's filters. Positive weights are shaded, negative ones are lines, and a scale
    /// below gives their values.
    /// </summary>
    static IEnumerable<string> Filters(Layers.Layer network)
    {
        string[] positive = ["  ", "░░", "▒▒", "▓▓", "██"], negative = ["  ", "- ", "= ", "≡ ", "# "];
        var weights = network.Parameters[0].Parameter.Value.ToArray();
        var largest = weights.Max(Math.Abs);
        string Cell(double weight) =>
            (weight > 0 ? positive : negative)[(int)Math.Round(Math.Abs(weight) / largest * 4)];
        foreach (var line in TextImage.SideBySide([.. Enumerable.Range(0, 8).Select(o => ($"filter {o + 1}",
            Enumerable.Range(0, 5).Select(row => string.Concat(weights.Skip(o * 25 + row * 5).Take(5).Select(Cell)))
                .ToArray()))])) yield return line;
        yield return "scale  " + string.Join("  ", Enumerable.Range(1, 4).Select(level =>
            $"{positive[level]} {level * largest / 4:0.00}  {negative[level]}{-level * largest / 4:0.00}"));
    }

    /// <summary>The reference backend with five primitives replaced by your code.</summary>
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
            Conv2dGradients.InputGradient(SizesOf(shape), Elements(y), Elements(w), Elements(x));
            AddBias(bias, shape.Window.InputCount, x);
        }

        protected override void ConvolveFilterCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer y,
            ValueBuffer w) =>
            Conv2dGradients.FilterGradient(SizesOf(shape), Elements(y), Elements(x), Elements(w));

        protected override void MaxPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
        {
            var (windows, height, width) = (shape.Window, shape.Window.Height, shape.Window.Width);
            for (var plane = 0; plane < shape.Planes; plane++)
                Pooling.Pool(height.Input, width.Input, width.Kernel, width.Stride,
                    Elements(x).Slice(plane * windows.InputCount, windows.InputCount),
                    Elements(y).Slice(plane * windows.OutputCount, windows.OutputCount),
                    Elements(indices).Slice(plane * windows.OutputCount, windows.OutputCount));
        }

        protected override void ScatterAddCore(int planes, int size, int count, ValueBuffer y, IndexBuffer index,
            ValueBuffer x)
        {
            for (var plane = 0; plane < planes; plane++)
                Pooling.Unpool(Elements(y).Slice(plane * count, count), Elements(index).Slice(plane * count, count),
                    Elements(x).Slice(plane * size, size));
        }

        static Conv2dSizes SizesOf(ConvolutionShape shape)
        {
            var (height, width) = (shape.Window.Height, shape.Window.Width);
            return new(shape.Batch, shape.InputChannels, height.Input, width.Input, shape.OutputChannels, width.Kernel,
                width.Stride,
                width.PaddingBefore);
        }
    }
}
