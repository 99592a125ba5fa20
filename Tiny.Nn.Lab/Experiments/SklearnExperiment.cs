using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// scikit-learn's MLPClassifier with 50 hidden units, repeated with its recipe: the ten losses, both scores, and the
/// weights of every hidden unit as an image.
/// </summary>
/// <remarks>
/// 60,000 MNIST images, 10 epochs of SGD with Nesterov momentum, batch size 200. The images follow the source's rule:
/// half of the smallest weight and below is black, half of the largest and above is white. Source: SK-01, SK-03.
/// </remarks>
sealed class SklearnExperiment : Experiment
{
    static readonly double[] sourceLosses =
    [
        0.32009978, 0.15347534, 0.11544755, 0.09279764, 0.07889367,
        0.07170497, 0.06282111, 0.05530788, 0.04960484, 0.04645355,
    ];

    public override string Name => "sklearn";

    public override string Shows => "The recipe of scikit-learn's MLPClassifier gives its losses and its scores";

    public override string LookFor => "Our loss curve lies on that of the source. Some hidden units have weights like "
        + "strokes; at the margin of the image, where no digit has ink, the weights stay as they were drawn.";

    public override IReadOnlyList<string> Ids => ["SK-01", "SK-03"];

    public override string? PictureSection => "Hidden weights";

    public override double Minutes => 0.1;

    public override void Run(ExperimentRun run)
    {
        var definition = NetworkRegistry.Find("sklearn50");
        var digits = run.Digits(run.Choose(6_000, 60_000), validation: 0, run.Choose(1_000, 10_000));
        var (losses, trainingScores, testScores) = (new List<double[]>(), new List<double>(), new List<double>());
        Sequential network = definition.Build();
        foreach (var seed in run.Track("seed", run.Seeds))
        {
            network = definition.Build();
            var result = run.Train(network, definition.Recipe, digits.Training, validation: null, seed);
            losses.Add([.. result.Epochs.Select(epoch => epoch.TrainLoss)]);
            trainingScores.Add(run.Accuracy(network, digits.Training));
            testScores.Add(run.Accuracy(network, digits.Test));
        }
        var ours = Enumerable.Range(0, sourceLosses.Length)
            .Select(epoch => new Sample(losses.Select(run => run[epoch]))).ToArray();
        ShowLosses(run, ours);
        ShowWeights(run, network);
        JudgeScores(run, ours, new Sample(trainingScores), new Sample(testScores));
    }

    static void ShowLosses(ExperimentRun run, Sample[] ours)
    {
        run.Section("Loss per epoch", "The mean over the seeds, and scikit-learn's own run.");
        run.Show(new Chart("Training loss", new("epoch", IsWhole: true), new("loss", From: 0),
            new Series("Tiny.Nn", [.. ours.Select((loss, i) => (i + 1.0, loss.Mean))])
            {
                Spread = [.. ours.Select(loss => loss.Deviation)],
            },
            new Series("scikit-learn", [.. sourceLosses.Select((loss, i) => (i + 1.0, loss))], Color: 1,
                SeriesStyle.DashedLine)));
        run.ShowTable(["epoch", "scikit-learn", "Tiny.Nn"],
            ours.Select((loss, i) => (string[])[$"{i + 1}", $"{sourceLosses[i]:F5}", $"{loss:F5}"]));
    }

    static void ShowWeights(ExperimentRun run, Sequential network)
    {
        var weights = Array.ConvertAll(network.Parameters.First().Parameter.Value.ToArray(), value => (float)value);
        var (black, white) = (0.5 * weights.Min(), 0.5 * weights.Max());
        run.Section("Hidden weights", "The 784 weights of each hidden unit as an image of 28×28, in the source's "
            + "gray levels: black is half of the smallest weight or less, white half of the largest or more.");
        var units = weights.Chunk(784).ToArray();
        run.ShowImages(units.Select((unit, index) =>
            (ColorMappedImage.Gray(unit, 28, black, white), $"unit {index}")), 84, HtmlFragments.OpaqueImage);
        var levels = weights.Select(weight => (weight, Level: ColorMappedImage.Level(weight, black, white))).ToArray();
        run.Judge("SK-03", "The weights of each of the 50 units as an image of 28×28, limits at half the extremes",
            "50 images; weights beyond a limit are black or white",
            $"{units.Length} images of {units[0].Length} pixels; {levels.Count(pixel => pixel.Level is 0 or 255):N0} "
                + "pixels at a limit",
            units.Length == 50 && levels.All(pixel =>
                (pixel.weight > black || pixel.Level == 0) && (pixel.weight < white || pixel.Level == 255)));
    }

    static void JudgeScores(ExperimentRun run, Sample[] losses, Sample training, Sample test)
    {
        const Needs needs = Needs.Mnist | Needs.Length;
        run.Judge("SK-01", "The loss of the first epoch is 0.320", "0.320 ± 0.03", $"{losses[0]:F4}",
            Math.Abs(losses[0].Mean - sourceLosses[0]) <= 0.03, needs);
        run.Judge("SK-01", "The loss of the tenth epoch is 0.0465", "0.0465 ± 0.01", $"{losses[^1]:F4}",
            Math.Abs(losses[^1].Mean - sourceLosses[^1]) <= 0.01, needs);
        run.Judge("SK-01", "The score on the training set is 98.68 %", "98.68 ± 0.5", $"{training:F2} %",
            Math.Abs(training.Mean - 98.68) <= 0.5, needs);
        run.Judge("SK-01", "The score on the test set is 97.00 %", "97.00 ± 0.5", $"{test:F2} %",
            Math.Abs(test.Mean - 97) <= 0.5, needs);
    }
}
