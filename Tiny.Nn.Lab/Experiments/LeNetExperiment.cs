using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// LeNet for 28×28 pixels as the source has it, with sigmoids and average pools after them; and a small network whose
/// pools are replaced by convolutions with stride 2.
/// </summary>
/// <remarks>
/// LeNet learns 50,000 MNIST images, the small networks 20,000. The replacement takes both forms of the
/// all-convolutional network: a convolution of stride 2 in place of each pool, or a stride of 2 in the convolution
/// before it. Source: NA-02, PL-10.
/// </remarks>
sealed class LeNetExperiment : Experiment
{
    public override string Name => "lenet";

    public override string Shows => "LeNet with sigmoids and average pools learns digits; strides can replace pools";

    public override string LookFor => "In its first epoch the sigmoid network's loss is still high, because its "
        + "gradients are small; then it falls quickly. A convolution of stride 2 in place of each pool is as good; "
        + "without it, stride 2 in the convolution before costs accuracy.";

    public override IReadOnlyList<string> Ids => ["NA-02", "PL-10"];

    public override double Minutes => 3;

    public override void Run(ExperimentRun run)
    {
        TrainLeNet(run);
        ReplacePools(run);
    }

    /// <summary>NA-02.</summary>
    static void TrainLeNet(ExperimentRun run)
    {
        var digits = run.Digits(run.Choose(500, 50_000, 60_000), 0, run.Choose(200, 10_000));
        var definition = NetworkRegistry.Find("lenet-sigmoid");
        var recipe = definition.Recipe with { Epochs = run.Choose(2, 5, definition.Recipe.Epochs) };
        var losses = new List<Series>();
        var accuracy = run.Measure("LeNet with sigmoids", seed =>
        {
            var network = definition.Build();
            var result = run.Train(network, recipe, digits.Training, validation: null, seed);
            losses.Add(new($"seed {seed}", [.. result.Epochs.Select(epoch => ((double)epoch.Epoch, epoch.TrainLoss))],
                losses.Count % 10));
            return run.Accuracy(network, digits.Test);
        });
        var layers = definition.SummarizeLayers();
        run.Section("LeNet", "The layers with the shape of their outputs, and the training loss.");
        run.ShowTable(["layer", "output"], layers.Select(layer => (string[])[layer.Layer, $"{layer.OutputShape}"]));
        run.Show(new Chart("Training loss", new("epoch", IsWhole: true), new("loss", From: 0), [.. losses]));
        var shapes = layers.Where(layer => layer.OutputShape.Rank == 3).Select(layer => layer.OutputShape).Distinct();
        const string wanted = "[6, 28, 28] [6, 14, 14] [16, 10, 10] [16, 5, 5]";
        run.Judge("NA-02", "Two convolutions and average pools give 28×28×6, 14×14×6, 10×10×16 and 5×5×16", wanted,
            string.Join(" ", shapes), string.Join(" ", shapes) == wanted);
        run.Judge("NA-02", "The network with sigmoids learns MNIST", "≥ 98.0 %", $"{accuracy:F2} %",
            accuracy.Mean >= 98, Needs.Mnist | Needs.Length);
    }

    /// <summary>PL-10.</summary>
    static void ReplacePools(ExperimentRun run)
    {
        var digits = run.Digits(run.Choose(300, 20_000, 60_000), 0, run.Choose(200, 10_000));
        var recipe = new TrainingRecipe
        {
            Optimizer = "adam", Rate = 0.004, BatchSize = 100, Epochs = run.Choose(1, 4), Schedule = new OneCycle(),
        };
        var accuracies = Variants().Select(variant => run.Measure(variant.Name, seed =>
        {
            var network = variant.Create();
            run.Train(network, recipe, digits.Training, validation: null, seed);
            return run.Accuracy(network, digits.Test);
        })).ToArray();
        run.Section("Pools replaced", "The same small network with pools and without, accuracy on the test set in "
            + "percent; mean and deviation over the seeds.");
        run.ShowTable(["network", "parameters", "accuracy", "difference"], Variants().Zip(accuracies).Select(pair =>
            (string[])[pair.First.Name, $"{pair.First.Create().ParameterCount:N0}", $"{pair.Second:F2}",
                $"{pair.Second - accuracies[0]:F2}"]));
        var (replaced, strided) = (accuracies[1] - accuracies[0], accuracies[2] - accuracies[0]);
        run.Judge("PL-10", "With a convolution of stride 2 for each pool the accuracy is the same or better",
            "difference ≥ −0.3 points", $"{replaced:F2} points", replaced.Mean >= -0.3, Needs.Mnist | Needs.Length);
        run.Report("PL-10", "The other form: no pools, and stride 2 in the convolution before", $"{strided:F2} points",
            "the source's sentence is about replaced pools; this network computes a quarter of each convolution");
    }

    static IReadOnlyList<(string Name, Func<Sequential> Create)> Variants() =>
    [
        ("max pools", () => new(
            Conv(1, 8), new Relu(), new MaxPool2d(2), Conv(8, 16), new Relu(), new MaxPool2d(2),
            new Flatten(), new Dense(784, 10))),
        ("convolution of stride 2 for each pool", () => new(
            Conv(1, 8), new Relu(), Conv(8, 8, stride: 2), new Relu(),
            Conv(8, 16), new Relu(), Conv(16, 16, stride: 2), new Relu(),
            new Flatten(), new Dense(784, 10))),
        ("stride 2 in the convolution before", () => new(
            Conv(1, 8, stride: 2), new Relu(), Conv(8, 16, stride: 2), new Relu(),
            new Flatten(), new Dense(784, 10))),
    ];

    static Conv2d Conv(int inputs, int outputs, int stride = 1) => new(inputs, outputs, kernel: 3, stride, padding: 1);
}
