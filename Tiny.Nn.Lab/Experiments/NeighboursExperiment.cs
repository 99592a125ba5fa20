using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Two methods without a network: k nearest neighbours, where k is chosen on the validation set, and k-means, whose
/// result depends on its random start.
/// </summary>
/// <remarks>
/// Neighbours: 50,000 training images, Euclidean distance between pixels, k = 1 … 15. k-means: 10,000 images, k = 3 and
/// 10, ten starts each. Nothing but the first assignment of k-means is random. Source: ML-01, ML-02.
/// </remarks>
sealed class NeighboursExperiment : Experiment
{
    const int LargestK = 15, Starts = 10;

    public override string Name => "neighbours";

    public override string Shows => "Digits are classified by their nearest neighbours, and clustered by k-means";

    public override string LookFor => "On the training set k = 1 is perfect, because each image is its own neighbour, "
        + "so only other images can choose k. The ten runs of k-means all fall, but end at different sums.";

    public override IReadOnlyList<string> Ids => ["ML-01", "ML-02"];

    public override string? PictureSection => "Neighbours";

    public override double Minutes => 1;

    public override void Run(ExperimentRun run)
    {
        var digits = run.Digits(run.Choose(1_500, 50_000), run.Choose(300, 5_000), run.Choose(300, 10_000));
        Classify(run, digits);
        Cluster(run, digits.Training.Take(run.Choose(1_000, 10_000)));
    }

    /// <summary>ML-01.</summary>
    static void Classify(ExperimentRun run, DigitSplits digits)
    {
        var classifier = new NearestNeighbours(run.Backend, digits.Training);
        var test = Find(run, "neighbours of test images", classifier, digits.Test);
        var onTraining = Accuracies(classifier, digits.Training.Take(digits.Validation!.Count),
            Find(run, "neighbours of training images", classifier,
                digits.Training.Take(digits.Validation.Count)));
        var onValidation = Accuracies(classifier, digits.Validation,
            Find(run, "neighbours of validation images", classifier, digits.Validation));
        var onTest = Accuracies(classifier, digits.Test, test);
        var chosen = Array.IndexOf(onValidation, onValidation.Max()) + 1;
        run.Section("The choice of k", "The accuracy by the number of neighbours that vote. The marker is the k with "
            + "the best accuracy on the validation set.");
        Series Curve(string name, int color, double[] values) =>
            new(name, [.. values.Select((value, i) => (i + 1.0, value))], color);
        run.Show(new Chart("Accuracy", new("k", IsWhole: true), new("accuracy in %"),
            Curve("training", 0, onTraining), Curve("validation", 1, onValidation), Curve("test", 2, onTest))
        {
            Markers = [new(chosen, $"k = {chosen}")],
        });
        ShowNeighbours(run, classifier, digits, test, chosen);

        var few = digits.Training.Take(run.Choose(500, 2_000));
        var fewClassifier = new NearestNeighbours(run.Backend, few);
        var withFew = Accuracies(fewClassifier, digits.Test, Find(run, "few images", fewClassifier, digits.Test))[2];
        run.Judge("ML-01", "One neighbour classifies the training set itself without error", "100 %",
            $"{onTraining[0]:F2} % of {digits.Validation.Count:N0} of them", onTraining[0] == 100);
        run.Judge("ML-01", "k is chosen on the validation set, not on the test set",
            "the chosen k is within 0.3 points of the best k on the test set",
            $"k = {chosen}: {onTest[chosen - 1]:F2} %, best k {onTest.Max():F2} %",
            onTest[chosen - 1] >= onTest.Max() - 0.3, Needs.Mnist | Needs.Length);
        run.Judge("ML-01", "Three neighbours classify digits", "≥ 96 % with 50,000 images", $"{onTest[2]:F2} %",
            onTest[2] >= 96, Needs.Mnist | Needs.Length);
        run.Judge("ML-01", "Three neighbours classify digits", "> 90 % with 2,000 images", $"{withFew:F2} %",
            withFew > 90, Needs.Mnist | Needs.Length);
    }

    static int[][] Find(ExperimentRun run, string title, NearestNeighbours classifier, Dataset queries)
    {
        const int part = 100;
        var starts = Enumerable.Range(0, (queries.Count + part - 1) / part).Select(i => i * part).ToArray();
        return [.. run.Track(title, starts).SelectMany(start =>
            classifier.Find(queries.Slice(start, Math.Min(part, queries.Count - start)), LargestK))];
    }

    /// <summary>Returns the accuracy in percent for k = 1 … 15.</summary>
    static double[] Accuracies(NearestNeighbours classifier, Dataset queries, int[][] neighbours) =>
        [.. Enumerable.Range(1, LargestK).Select(k => 100 * neighbours.Index().Average(query =>
            classifier.Vote(query.Item.Take(k)) == queries.Label(query.Index) ? 1.0 : 0))];

    static void ShowNeighbours(
        ExperimentRun run, NearestNeighbours classifier, DigitSplits digits, int[][] neighbours, int k)
    {
        run.Section("Neighbours", "Test images, each with its five nearest training images: first three that are "
            + "classified correctly, then three that are not.");
        bool IsRight(int i) => classifier.Vote(neighbours[i].Take(k)) == digits.Test.Label(i);
        var all = Enumerable.Range(0, digits.Test.Count).ToArray();
        foreach (var i in all.Where(IsRight).Take(3).Concat(all.Where(i => !IsRight(i)).Take(3)))
            run.ShowImages([
                (ColorMappedImage.Grayscale(digits.Test.Input(i), 28),
                    $"{digits.Test.Label(i)}, read {classifier.Vote(neighbours[i].Take(k))}"),
                .. neighbours[i].Take(5).Select(neighbour => (
                    ColorMappedImage.Grayscale(digits.Training.Input(neighbour), 28),
                    $"a {digits.Training.Label(neighbour)}"))], 60);
    }

    /// <summary>ML-02.</summary>
    static void Cluster(ExperimentRun run, Dataset data)
    {
        var kMeans = new KMeans(run.DoubleBackend, data);
        var curves = new List<Chart>();
        foreach (var k in run.Track("k-means", [3, 10]))
        {
            var results = run.Track("start", [.. Enumerable.Range(1, Starts)])
                .Select(start => kMeans.Run(k, (ulong)start)).OrderBy(result => result.Sums[^1]).ToArray();
            curves.Add(new Chart($"k = {k}", new("iteration", IsLogarithmic: true), new("Σ‖x − m‖² per image"),
                [.. results.Select((result, i) => new Series("",
                    [.. result.Sums.Select((sum, iteration) => (iteration + 1.0, sum / data.Count))],
                    i, SeriesStyle.Line))]));
            run.Section($"Cluster means, k = {k}", $"The best and the worst of {Starts} starts; below each mean is the "
                + "most frequent digit of its cluster.");
            ShowMeans(run, data, results[0]);
            ShowMeans(run, data, results[^1]);
            JudgeClusterings(run, k, results);
        }
        run.Section("Runs of k-means", $"The sum of squared distances to the nearest mean, for {Starts} starts.");
        run.Show(curves);
    }

    static void ShowMeans(ExperimentRun run, Dataset data, Clustering result)
    {
        var clusters = result.Clusters.Select((cluster, i) => (cluster, Label: data.Label(i)))
            .ToLookup(pair => pair.cluster, pair => pair.Label);
        run.ShowImages(result.Means.Select((mean, cluster) =>
        {
            var digit = clusters[cluster].CountBy(label => label).MaxBy(count => count.Value);
            return (ColorMappedImage.Grayscale(Array.ConvertAll(mean, value => (float)value), 28),
                $"{digit.Key}: {100.0 * digit.Value / clusters[cluster].Count():F0} %");
        }), 64);
    }

    static void JudgeClusterings(ExperimentRun run, int k, Clustering[] results)
    {
        var rise = results.Max(result => result.Sums.Zip(result.Sums.Skip(1), (a, b) => (b - a) / a).Max());
        run.Judge("ML-02", $"The sum of squares within the clusters never rises, k = {k}",
            "≤ 0, up to 1e-12 of rounding", $"largest change {rise:E1}", rise <= 1e-12);
        run.Judge("ML-02", $"The iteration ends at a fixed point, k = {k}", $"all {Starts} runs",
            $"{results.Count(result => result.IsFixedPoint)} runs, {results.Min(result => result.Sums.Count)} to "
                + $"{results.Max(result => result.Sums.Count)} iterations",
            results.All(result => result.IsFixedPoint));
        var distinct = results.Zip(results.Skip(1))
            .Count(pair => pair.Second.Sums[^1] > pair.First.Sums[^1] * (1 + 1e-6));
        run.Judge("ML-02", $"The result depends on the random assignment, k = {k}", "more than one result",
            $"{distinct + 1} results of {Starts} starts; the worst sum is "
                + $"{100 * (results[^1].Sums[^1] / results[0].Sums[^1] - 1):G2} % above the best", distinct > 0);
    }
}
