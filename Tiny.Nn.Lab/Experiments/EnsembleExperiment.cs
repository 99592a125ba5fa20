using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Five networks with dropout, trained with five seeds, and their plurality vote with all its errors.
/// </summary>
/// <remarks>
/// v6 on 250,000 images, the training set and its four shifts by one pixel, 15 epochs or 40 with <c>--full</c>; the
/// validation set selects the epoch. Trainings continue where an interrupted run left off. Source: NM-07, NM-08, VZ-04.
/// </remarks>
sealed class EnsembleExperiment : Experiment
{
    const int Members = 5;

    public override string Name => "ensemble";

    public override string Shows => "Five networks vote, and err less often than one of them";

    public override string LookFor => "Most of the digits that the vote gets wrong are hard to read for people, too.";

    public override IReadOnlyList<string> Ids => ["NM-07", "NM-08", "VZ-04"];

    public override double Minutes => 80;

    public override bool IsLong => true;

    public override void Run(ExperimentRun run)
    {
        var digits = run.Digits(run.Choose(400, 50_000), run.Choose(100, 10_000), run.Choose(200, 10_000));
        var definition = NetworkRegistry.Find(run.Choose("baseline", "v6"));
        var recipe = definition.Recipe with { Epochs = run.Choose(1, 15, 40) };
        var training = recipe.Expand ? ShiftExpansion.ByOnePixel(digits.Training) : digits.Training;
        JudgeCounts(run);
        var (vote, single) = (new PluralityVote(digits.Test.Count, digits.Test.Classes), new List<double>());
        int[] examples = [.. Enumerable.Range(0, digits.Test.Count)], labels = digits.Test.Labels();
        foreach (var seed in run.Track("network", [.. Enumerable.Range(1, Members).Select(seed => (ulong)seed)]))
        {
            var network = definition.Build();
            run.Train(network, recipe, training, digits.Validation, seed, checkpoint: $"{definition.Name}-{seed}");
            single.Add(run.Accuracy(network, digits.Test));
            foreach (var part in examples.Chunk(500))
                vote.Add(part, new NetworkInspector(run.Backend, network).Probabilities(digits.Test, part));
        }
        var wrong = examples.Where(example => vote.Winner(example) != labels[example]).ToArray();
        Show(run, digits.Test, vote, wrong);
        JudgeVote(run, new(single), labels.Length, wrong);
    }

    static void JudgeCounts(ExperimentRun run)
    {
        var batches = new Batches(Dataset.FromArrays(new float[250_000], [1], new int[250_000], 1), size: 10).Count;
        run.Judge("NM-07", "An epoch of 250,000 images has 25,000 mini-batches of 10, epoch 15 ends at 375,000",
            "25,000; 375,000", $"{batches:N0}; {15 * batches:N0}", batches == 25_000);
    }

    static void JudgeVote(ExperimentRun run, Sample single, int images, int[] wrong)
    {
        const Needs needs = Needs.Mnist | Needs.Length;
        var accuracy = 100.0 * (images - wrong.Length) / images;
        run.Judge("NM-07", "v6, a single network: 99.60 %", "99.60 ± 0.15", $"{single:F2} %",
            Math.Abs(single.Mean - 99.60) <= 0.15, needs);
        run.Judge("NM-08", "The vote is at least as good as the median network", "≥ median",
            $"{accuracy:F2} %, median {single.Median:F2} %", accuracy >= single.Median, needs);
        run.Judge("NM-08", "The vote of five misclassifies 33 images", "≤ 50 images", $"{wrong.Length} images",
            wrong.Length <= 50, needs);
        var drawn = run.Sections[^1].Figures.Sum(figure => figure.Split("<img ").Length - 1);
        run.Judge("VZ-04", "All misclassified digits are drawn", "as many pictures as errors",
            $"{drawn} pictures, {wrong.Length} errors", drawn == wrong.Length);
    }

    static void Show(ExperimentRun run, Dataset test, PluralityVote vote, int[] wrong)
    {
        run.Section("Misclassified digits", "Label → vote, and how many of the five networks voted so. Ties go to the "
            + "class with the largest sum of probabilities, then to the smaller digit.");
        run.ShowImages(wrong.Select(example => (ColorMappedImage.Grayscale(test.Input(example), 28),
            $"{test.Label(example)} → {vote.Winner(example)} ({vote.Count(example, vote.Winner(example))} of "
            + $"{Members}), image {example}")));
    }
}
