using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// One fixed permutation of the pixels of all images changes nothing for a dense network, and takes from a
/// convolutional one what it relies on: that neighbouring pixels belong together.
/// </summary>
/// <remarks>
/// Both networks learn MNIST and its shuffled copy, with the same seeds. The proof behind the dense network's
/// indifference: if the columns of its initial weights are permuted like the pixels, every product W·x has the same
/// terms, so the whole training run is the same up to rounding. Source: CV-29.
/// </remarks>
sealed class ShuffledExperiment : Experiment
{
    const int Hidden = 100, Pixels = 784;

    static readonly TrainingRecipe recipe = new()
    {
        Optimizer = "adam", Rate = 0.002, BatchSize = 50, Epochs = 4, Schedule = new OneCycle(),
    };

    public override string Name => "shuffled";

    public override string Shows => "A dense network learns shuffled pixels as well; a convolutional one does not";

    public override string LookFor => "We cannot read the shuffled digits. The weights that were learned from them "
        + "become the usual ones when their pixels are put back in order.";

    public override IReadOnlyList<string> Ids => ["CV-29"];

    public override string? PictureSection => "The same training run";

    public override double Minutes => 1.5;

    public override void Run(ExperimentRun run)
    {
        var order = PermutedPixels.Permutation(Pixels, seed: 1);
        var digits = run.Digits(run.Choose(500, 20_000, 60_000), 0, run.Choose(300, 10_000));
        var shuffled = digits with
        {
            Training = PermutedPixels.Create(digits.Training, order), Test = PermutedPixels.Create(digits.Test, order),
        };
        ShowImages(run, digits.Test, shuffled.Test);
        Compare(run, digits, shuffled);
        var count = run.Choose(200, 2_000);
        TrainTheSame(run, digits.Training.Take(count), shuffled.Training.Take(count), order);
    }

    static void ShowImages(ExperimentRun run, Dataset original, Dataset shuffled)
    {
        run.Section("The images", "Test images, and the same images with shuffled pixels.");
        foreach (var data in (Dataset[])[original, shuffled])
            run.ShowImages(Enumerable.Range(0, 8).Select(i =>
                (ColorMappedImage.Grayscale(data.Input(i), 28), $"{data.Label(i)}")), 84);
    }

    static void Compare(ExperimentRun run, DigitSplits digits, DigitSplits shuffled)
    {
        Sample Accuracy(string title, Func<Sequential> create, DigitSplits data) => run.Measure(title, seed =>
        {
            var network = create();
            run.Train(network, recipe, data.Training, validation: null, seed);
            return run.Accuracy(network, data.Test);
        });
        var dense = Accuracy("dense network", Dense, digits);
        var denseShuffled = Accuracy("dense network, shuffled", Dense, shuffled);
        var convolutional = Accuracy("convolutional network", Convolutional, digits);
        var convolutionalShuffled = Accuracy("convolutional network, shuffled", Convolutional, shuffled);
        run.Section("Accuracy", "On the test set, in percent; mean and deviation over the seeds.");
        run.ShowTable(["network", "pixels in order", "pixels shuffled", "difference"],
        [
            ["784-100-10", $"{dense:F2}", $"{denseShuffled:F2}", $"{denseShuffled - dense:F2}"],
            ["two convolutions of 5×5", $"{convolutional:F2}", $"{convolutionalShuffled:F2}",
                $"{convolutionalShuffled - convolutional:F2}"],
        ]);
        run.Judge("CV-29", "A dense network learns shuffled pixels with similar performance", "difference ≤ 0.3 points",
            $"{denseShuffled - dense:F2} points", Math.Abs((denseShuffled - dense).Mean) <= 0.3,
            Needs.Mnist | Needs.Length);
        run.Judge("CV-29", "A convolutional network does not", "difference ≤ −2 points",
            $"{convolutionalShuffled - convolutional:F2} points",
            (convolutionalShuffled - convolutional).Mean <= -2, Needs.Mnist | Needs.Length);
    }

    static Sequential Dense() => new(new Flatten(), new Dense(Pixels, Hidden), new Relu(), new Dense(Hidden, 10));

    static Sequential Convolutional() => new(
        new Conv2d(1, 8, kernel: 5), new MaxPool2d(2), new Relu(),
        new Conv2d(8, 16, kernel: 5), new MaxPool2d(2), new Relu(),
        new Flatten(), new Dense(256, 10));

    /// <summary>Trains the dense network twice in double precision, once with permuted pixels and weights.</summary>
    static void TrainTheSame(ExperimentRun run, Dataset original, Dataset shuffled, int[] order)
    {
        var (first, second) = (Dense(), Dense());
        foreach (var network in (Sequential[])[first, second]) network.Initialize(run.DoubleBackend, seed: 1);
        second.Parameters[0].Parameter.Value.Assign(Permuted(Weights(second), order));
        var losses = new[] { (first, original), (second, shuffled) }.Select(pair =>
            new Trainer(pair.Item1, recipe.Objective, recipe.CreateOptimizer())
                .Fit(run.DoubleBackend, new Batches(pair.Item2, recipe.BatchSize, seed: 1), validation: null,
                    recipe.Epochs, seed: 1)
                .Epochs.Select(epoch => epoch.TrainLoss).ToArray()).ToArray();
        var inverse = new int[Pixels];
        foreach (var (place, from) in order.Index()) inverse[from] = place;
        var (weights, others) = (Weights(first), Weights(second));
        var restored = Permuted(others, inverse);
        run.Section("The same training run", "Weights of ten hidden units, learned from the images, from the shuffled "
            + "images, and the latter with their pixels put back in order. Red is positive, blue is negative.");
        foreach (var values in (double[][])[weights, others, restored]) ShowWeights(run, values);
        var lossDifference = Difference(losses[0], losses[1]);
        var weightDifference = Difference(weights, restored);
        run.Judge("CV-29", "With initial weights that are permuted like the pixels, a dense network is trained alike",
            "losses of all epochs and final weights equal to 1e-6",
            $"largest difference of a loss {lossDifference:E1}, of a weight {weightDifference:E1}",
            lossDifference <= 1e-6 && weightDifference <= 1e-6);
    }

    static double[] Weights(Sequential network) => network.Parameters[0].Parameter.Value.ToArray();

    static double Difference(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    /// <summary>Permutes the columns of weights [units, pixels].</summary>
    static double[] Permuted(double[] weights, int[] order) =>
        [.. weights.Chunk(Pixels).SelectMany(unit => PermutedPixels.Apply(unit, order))];

    static void ShowWeights(ExperimentRun run, double[] weights) => run.ShowImages(
        weights.Chunk(Pixels).Take(10).Select((unit, index) =>
        {
            var values = Array.ConvertAll(unit, value => (float)value);
            return (ColorMappedImage.Diverging(values, 28, ColorMappedImage.LargestMagnitude(values)), $"unit {index}");
        }), 64, HtmlFragments.DivergingImage);
}
