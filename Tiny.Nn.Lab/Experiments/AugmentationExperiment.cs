using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Random changes of the training images that keep their class lower the test error; a half turn does not keep it and
/// makes a 9 of a 6.
/// </summary>
/// <remarks>
/// 5,000 MNIST images, a small convolutional network, the same number of epochs with each kind of change, alone and
/// together. Every epoch draws new changes. Flips, hue and crops are left out: digits are gray and must not be
/// mirrored. Source: RG-11, RG-12.
/// </remarks>
sealed class AugmentationExperiment : Experiment
{
    static readonly (string Name, Augmentation Change)[] kinds =
    [
        ("shift", new() { Shift = 2 }), ("rotation", new() { Rotation = 15 }), ("scale", new() { Scale = 0.15 }),
        ("shear", new() { Shear = 0.3 }), ("elastic", new() { Elastic = 34 }), ("noise", new() { Noise = 0.2 }),
        (Together, new() { Shift = 1, Rotation = 10, Elastic = 25 }),
    ];

    const string Together = "shift, rotation, elastic";

    public override string Name => "augmentation";

    public override string Shows => "Changed copies of the training images lower the test error, as long as the class "
        + "is kept";

    public override string LookFor => "The changed digits are still the same digits, and most kinds of change make "
        + "fewer errors. A 6 that is turned by 180° is read as a 9.";

    public override IReadOnlyList<string> Ids => ["RG-11", "RG-12"];

    public override double Minutes => 3;

    public override void Run(ExperimentRun run)
    {
        var digits = run.Digits(run.Choose(400, 5_000), 0, run.Choose(200, 10_000));
        ShowKinds(run, digits.Training);
        var plain = Network();
        Compare(run, digits, plain);
        TurnAround(run, plain, digits.Test);
        string message;
        try
        {
            message = $"accepted: {new Augmentation { Rotation = 180 }}";
        }
        catch (ArgumentException error)
        {
            message = error.Message;
        }
        run.Judge("RG-12", "The augmentation does not include a half turn", "it is refused", message,
            !message.StartsWith("accepted", StringComparison.Ordinal));
    }

    static Sequential Network() => new(
        new Conv2d(1, 8, kernel: 5), new MaxPool2d(2), new Relu(),
        new Conv2d(8, 16, kernel: 5), new MaxPool2d(2), new Relu(),
        new Flatten(), new Dense(256, 64), new Relu(), new Dense(64, 10));

    static void ShowKinds(ExperimentRun run, Dataset data)
    {
        run.Section("Kinds of change", "A training image, and seven random changes of it, for each kind.");
        var (outside, unchanged) = (0, true);
        foreach (var ((name, change), example) in kinds.Zip(Enumerable.Range(0, data.Count)))
        {
            var original = data.Input(example);
            var images = Enumerable.Range(0, 7).Select(i => Changed(original, change, i)).ToArray();
            outside += images.Sum(image => image.Count(value => value is < 0 or > 1));
            unchanged &= Changed(original, new Augmentation(), 0).SequenceEqual(original);
            run.ShowImages([(ColorMappedImage.Grayscale(original, 28), name == Together ? "three kinds" : name),
                .. images.Select(image => (ColorMappedImage.Grayscale(image, 28), ""))], 84);
        }
        run.Judge("RG-11", "A change keeps the image's range, and a change of strength 0 keeps the image",
            "pixels in [0, 1]; equal to the bit", $"{outside} pixels outside; {(unchanged ? "equal" : "different")}",
            outside == 0 && unchanged);
    }

    static float[] Changed(float[] image, Augmentation change, int index)
    {
        var changed = image.ToArray();
        change.Apply(changed, 1, 28, 28, new RandomStream(1, $"change {index}"));
        return changed;
    }

    static void Compare(ExperimentRun run, DigitSplits digits, Sequential plain)
    {
        var recipe = new TrainingRecipe
        {
            Optimizer = "adam", Rate = 0.004, BatchSize = 50, Epochs = run.Choose(2, 20), Schedule = new OneCycle(),
        };
        Sample Errors(string name, Sequential network, Augmentation? change) => run.Measure(name, seed =>
        {
            run.Train(network, recipe, digits.Training, validation: null, seed, change);
            return 100 - run.Accuracy(network, digits.Test);
        });
        var without = Errors("no change", plain, null);
        var with = run.Choose(kinds[^1..], kinds)
            .Select(kind => (kind.Name, Errors: Errors(kind.Name, Network(), kind.Change))).ToArray();
        run.Section("Test error", $"In percent, after {recipe.Epochs} epochs on {digits.Training.Count:N0} images; "
            + "mean and deviation over the seeds.");
        run.ShowTable(["change", "test error", "of that without"],
            [["none", $"{without:F2}", ""], .. with.Select(one =>
                (string[])[one.Name, $"{one.Errors:F2}", $"{one.Errors.Mean / without.Mean:P0}"])]);
        var together = with[^1].Errors;
        run.Judge("RG-11", $"Changed images lower the test error: {Together}", "≤ 0.8 × without",
            $"{together:F2} % and {without:F2} %, {together.Mean / without.Mean:F2} × without",
            together.Mean <= 0.8 * without.Mean, Needs.Mnist | Needs.Length);
    }

    /// <summary>RG-12: the readings of digits after a half turn, by a network that never saw one.</summary>
    static void TurnAround(ExperimentRun run, Sequential network, Dataset test)
    {
        var turned = PermutedPixels.Create(test, [.. Enumerable.Range(0, 784).Reverse()]);
        var readings = Trainer.Evaluate(run.Backend, network, Objective.Classification(), turned).Predictions!.Labels;
        double Share(int digit, int reading)
        {
            var all = Enumerable.Range(0, test.Count).Where(i => test.Label(i) == digit).ToArray();
            return 100.0 * all.Count(i => readings[i] == reading) / all.Length;
        }
        run.Section("A half turn", "Test images turned by 180° and how the network reads them; and for each digit its "
            + "most frequent reading after the turn.");
        run.ShowImages(Enumerable.Range(0, test.Count).Where(i => test.Label(i) == 6).Take(5)
            .Concat(Enumerable.Range(0, test.Count).Where(i => test.Label(i) == 9).Take(5)).Select(i =>
                (ColorMappedImage.Grayscale(turned.Input(i), 28), $"{test.Label(i)}, read {readings[i]}")), 84);
        run.ShowTable(["digit", "read as", "share"], Enumerable.Range(0, 10).Select(digit =>
        {
            var reading = Enumerable.Range(0, 10).MaxBy(reading => Share(digit, reading));
            return (string[])[$"{digit}", $"{reading}", $"{Share(digit, reading):F0} %"];
        }));
        foreach (var (digit, reading) in ((int, int)[])[(6, 9), (9, 6)])
            run.Judge("RG-12", $"A {digit} that is turned by 180° is a {reading}", "at least half are read so",
                $"{Share(digit, reading):F1} %", Share(digit, reading) >= 50, Needs.Mnist | Needs.Length);
    }
}
