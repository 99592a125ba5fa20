using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// The strength α of weight decay on three sets of 60 points: a larger α gives smaller weights and a smoother decision
/// boundary.
/// </summary>
/// <remarks>
/// Two hidden layers of 10 ReLU units, full-batch Adam, and the penalty α/(2n)·Σw² of scikit-learn's classifier, which
/// drew the source's figure. Varied: the data and α. Measured: ‖w‖, the accuracy on 400 other points, and the bends of
/// the boundary: along each line of a grid, the changes of class beyond the first. A straight boundary has none. The
/// source states α alone: layers and data are a choice. Source: RG-04, VZ-01.
/// </remarks>
sealed class WeightDecayExperiment : Experiment
{
    const int Points = 60, TestPoints = 400, GridLines = 50, GridSteps = 200;
    const double Limit = 1.3, Collapsed = 0.01;

    static readonly double[] alphas = [0.10, 0.32, 1.00, 3.16, 10.00];

    static readonly (string Name, Func<int, ulong, Dataset> Create)[] sets =
    [
        ("moons", (count, seed) => ToyPoints.Moons(count, seed, 0.2)),
        ("rings", (count, seed) => ToyPoints.Rings(count, seed)),
        ("gaussians", (count, seed) => ToyPoints.Gaussians(count, seed, 0.3)),
    ];

    public override string Name => "weight-decay";

    public override string Shows => "Weight decay makes weights small and decision boundaries smooth";

    public override string LookFor => "From one picture to the next α grows: the boundary bends less around single "
        + "points, and the colors fade because the outputs come closer to one half.";

    public override IReadOnlyList<string> Ids => ["RG-04", "VZ-01"];

    public override double Minutes => 0.3;

    public override void Run(ExperimentRun run)
    {
        var (norms, bends) = (new List<Series>(), new List<Series>());
        foreach (var (set, create) in run.Track("set", sets))
        {
            var results = new List<Result>();
            var pictures = new List<Chart>();
            foreach (var alpha in run.Track("α", alphas))
                results.Add(Measure(run, create, alpha, pictures));
            run.Section(set, $"{Points} training points. The color is the probability of the red class.");
            run.Show(pictures);
            norms.Add(Curve(set, results, result => result.Norm, norms.Count));
            bends.Add(Curve(set, results, result => result.Bends, bends.Count));
            JudgeSet(run, set, results);
        }
        run.Section("Over α", "Mean over the seeds, with the standard deviation as a band.");
        ChartAxis axis = new("α", IsLogarithmic: true);
        run.Show(new Chart("Size of the weights", axis, new("‖w‖", 0), norms),
            new Chart("Bends of the boundary", axis, new("changes of class beyond the first", 0), bends));
    }

    /// <summary>Trains with one α and every seed; draws the boundary of the first.</summary>
    static Result Measure(
        ExperimentRun run, Func<int, ulong, Dataset> create, double alpha, List<Chart> pictures)
    {
        var recipe = new TrainingRecipe
        {
            Optimizer = "adam", Rate = 0.01, BatchSize = Points, Epochs = run.Choose(500, 2000),
            Lambda = alpha, PenaltyScaling = PenaltyScaling.ByBatchSize,
        };
        var (norms, bends, accuracies) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var seed in run.Seeds)
        {
            var (training, test) = create(Points + TestPoints, seed).Split(Points);
            Sequential network = new(
                new Dense(2, 10), new Relu(), new Dense(10, 10), new Relu(), new Dense(10, 2));
            run.Train(network, recipe, training, validation: null, seed);
            norms.Add(Math.Sqrt(network.Parameters.Where(one => one.Parameter.IsRegularized)
                .Sum(one => one.Parameter.Value.ToArray().Sum(weight => weight * weight))));
            bends.Add(Bends(run, network));
            accuracies.Add(run.Accuracy(network, test));
            if (seed == 1)
                pictures.Add(PlanePlot.Boundary($"α = {alpha:F2}", run, network, training, Limit));
        }
        return new(alpha, new(norms), new(bends), new(accuracies));
    }

    /// <summary>
    /// Returns how often the predicted class changes along 50 horizontal and 50 vertical lines, without the first
    /// change on each line.
    /// </summary>
    static int Bends(ExperimentRun run, Sequential network)
    {
        static double At(int index, int count) => Limit * (2.0 * index / (count - 1) - 1);
        var lines =
            from line in Enumerable.Range(0, GridLines)
            from step in Enumerable.Range(0, GridSteps)
            select (Across: At(line, GridLines), Along: At(step, GridSteps));
        var horizontal = lines.Select(point => (point.Along, point.Across));
        var points = horizontal.Concat(lines.Select(point => (point.Across, point.Along))).ToArray();
        return PlanePlot.Probabilities(run, network, points).Chunk(GridSteps).Sum(line =>
            Math.Max(0, line.Zip(line.Skip(1)).Count(pair => pair.First > 0.5f != pair.Second > 0.5f) - 1));
    }

    static void JudgeSet(ExperimentRun run, string set, List<Result> results)
    {
        string List(Func<Result, string> text) => string.Join(", ", results.Select(text));
        bool Pairwise(Func<Result, Result, bool> holds) => results.Zip(results.Skip(1)).All(pair =>
            holds(pair.First, pair.Second));
        run.Judge("RG-04", $"A larger α gives smaller weights: {set}",
            "‖w‖ falls from every α to the next until it is below 0.01", List(result => $"{result.Norm.Mean:F2}"),
            Pairwise((low, high) => high.Norm.Mean < Math.Max(low.Norm.Mean, Collapsed)));
        run.Judge("RG-04", $"A larger α gives a simpler boundary: {set}",
            "the changes of class beyond the first on 100 lines rise by at most 5",
            List(result => $"{result.Bends.Mean:F0}"),
            Pairwise((low, high) => high.Bends.Mean <= low.Bends.Mean + 5), Needs.Length);
        run.Report("VZ-01", $"Decision boundaries for five α: {set}",
            $"test accuracy {List(result => $"{result.Accuracy.Mean:F1}")} %", "the source prints no accuracy");
    }

    static Series Curve(string name, List<Result> results, Func<Result, Sample> sample, int color) =>
        new(name, [.. results.Select(result => (result.Alpha, sample(result).Mean))], color)
        {
            Spread = [.. results.Select(result => sample(result).Deviation)],
        };

    sealed record Result(double Alpha, Sample Norm, Sample Bends, Sample Accuracy);
}
