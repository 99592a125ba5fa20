using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Where gradient descent leads: to the minimum next to its start if the cost is not convex, straight if the batch is
/// the whole training set, and on a noisy path if it is a part of it.
/// </summary>
/// <remarks>
/// Costs: f(x) = x sin x² + 1; xᵀθ; and the mean squared error of a line a + b·u through 200 noisy points. Varied: the
/// start, and the batch size. Source: OP-07, OP-08.
/// </remarks>
sealed class DescentExperiment : Experiment
{
    const int Starts = 121, Examples = 200, PathSteps = 150;
    const double Range = 3, Rate = 0.005, PathRate = 0.1;

    static readonly int[] batchSizes = [1, 2, 5, 10, 20, 50, 100, 200];

    public override string Name => "descent";

    public override string Shows => "Gradient descent ends in a minimum near its start; small batches make it noisy";

    public override string LookFor => "Points of one color end in the same minimum. Over the contours, the path of "
        + "gradient descent is smooth, and the one of SGD wanders around it and around the minimum.";

    public override IReadOnlyList<string> Ids => ["OP-07", "OP-08"];

    public override string? PictureSection => "Paths";

    public override double Minutes => 0.05;

    public override void Run(ExperimentRun run)
    {
        JudgeNonConvexCost(run);
        JudgeLinearCost(run);
        JudgePaths(run);
    }

    static void JudgeNonConvexCost(ExperimentRun run)
    {
        var (value, derivative) = Evaluate(run, [-2]);
        var exact = Math.Sin(4) + 8 * Math.Cos(4);
        run.Judge("OP-07", "x sin x² + 1 is 2.51 at −2, with the derivative −5.99",
            "2.5136049906 and sin 4 + 8 cos 4, to 1e-9",
            $"{value[0]:F10}, {derivative[0]:F10}",
            Math.Abs(value[0] - 2.5136049906) < 1e-9 && Math.Abs(derivative[0] - exact) < 1e-9);

        double[] starts = [.. Enumerable.Range(0, Starts).Select(i => Range * (2.0 * i / (Starts - 1) - 1))];
        var ends = starts.ToArray();
        foreach (var _ in Enumerable.Range(0, 4000))
        {
            var slopes = Evaluate(run, ends).Derivatives;
            for (var i = 0; i < ends.Length; i++) ends[i] -= Rate * slopes[i];
        }
        var rest = Evaluate(run, ends).Derivatives;
        var limits = ends.Select(end => Math.Round(end, 1) + 0.0).ToArray();   // + 0.0: no negative zero
        var minima = limits.Distinct().Where(limit => limit != 0).Order().ToArray();
        var steepest = Enumerable.Range(0, Starts).Where(i => limits[i] != 0).Max(i => Math.Abs(rest[i]));
        run.Judge("OP-07", "A cost that is not convex has several minima; the start decides which is found",
            "2 minima or more, with derivative 0 to 1e-6", $"{minima.Length}: x = "
            + $"{string.Join(", ", minima.Select(x => $"{x:F1}"))}, largest derivative {steepest:0.0e0}; "
            + $"{limits.Count(limit => limit == 0)} of {Starts} starts stop at the inflection 0",
            minima.Length >= 2 && steepest < 1e-6);
        double[] line = [.. Enumerable.Range(0, 601).Select(i => 3.5 * (i / 300.0 - 1))];
        var (curve, atStart) = (Evaluate(run, line).Values, Evaluate(run, starts).Values);
        run.Section("A cost that is not convex",
            $"f(x) = x sin x² + 1, with {Starts} starts; a color for each end. At 0 the cost has "
            + "an inflection with derivative 0: from the right, descent stops there.");
        run.Show(new Chart("Starts and the minima they lead to", new("x"), new("f(x)"),
        [
            new Series("f", [.. line.Zip(curve)], 7, SeriesStyle.Line),
            .. limits.Distinct().Order().Select((limit, color) => new Series($"to x = {limit:F1}",
                [.. Enumerable.Range(0, Starts).Where(i => limits[i] == limit).Select(i => (starts[i], atStart[i]))],
                color, SeriesStyle.Points)),
        ]));
    }

    static void JudgeLinearCost(ExperimentRun run)
    {
        double[] x = [1.5, -2, 0.25];
        using var scope = run.DoubleBackend.BeginScope();
        var theta = Tensor.From(run.DoubleBackend, [3], [3.0, 1, -7], requiresGradient: true);
        Graph.Backward((Tensor.From(run.DoubleBackend, [3], x) * theta).Sum());
        var gradient = theta.Gradient!.ToArray();
        run.Judge("OP-08", "The gradient of xᵀθ is x, so that a step turns every knob in proportion to its input",
            "equal to x", string.Join(", ", gradient), gradient.SequenceEqual(x));
    }

    /// <summary>Fits a line with the whole set, and with batches of one, from the same start.</summary>
    static void JudgePaths(ExperimentRun run)
    {
        var problem = new LineFit(run.Seeds[0]);
        double[] variances = [.. batchSizes.Select(size => problem.Variance(-1.5, -1.5, size))];
        run.Judge("OP-08", "The steps of SGD scatter, those of gradient descent do not",
            "the variance of the gradient falls with the batch size and is 0 for the whole set",
            string.Join(", ", batchSizes.Zip(variances, (size, variance) => $"{size}: {variance:G3}")),
            variances.Zip(variances.Skip(1)).All(pair => pair.Second < pair.First) && variances[^1] < 1e-20);
        var (full, stochastic) = (problem.Path(Examples, PathSteps, PathRate), problem.Path(1, PathSteps, PathRate));
        var (straight, turning) = (Turning(full), Turning(stochastic));
        run.Judge("OP-08", "The path of SGD is noisier than the one of gradient descent",
            "the mean angle between two steps is at least 5 times as large", $"{turning:F1}° to {straight:F1}°",
            turning >= 5 * straight);
        ChartAxis a = new("a", -2, 2), b = new("b", -2, 2);
        run.Section("Paths", $"The mean squared error of a line a + b·u through {Examples} points, over a and b; "
            + $"{PathSteps} steps from (−1.5, −1.5).");
        run.Show([new Chart("Paths over the cost", a, b,
            new Series("SGD, one example", stochastic, 1, SeriesStyle.Line),
            new Series("gradient descent, all examples", full, 7, SeriesStyle.Line))
        {
            IsSquare = true,
            Background = PlaneImage.Contours(a, b, points => [.. points.Select(point =>
                (float)Math.Sqrt(problem.Cost(point.X, point.Y)))]),
        },
        new Chart("Variance of the gradient", new("batch size", IsLogarithmic: true),
            new("variance at the start", IsLogarithmic: true), new Series("", [.. batchSizes.SkipLast(1).Zip(variances,
                (size, variance) => ((double)size, variance))]))]);
    }

    /// <summary>Returns the mean angle between successive steps in degrees.</summary>
    static double Turning(IReadOnlyList<(double X, double Y)> path)
    {
        var steps = path.Zip(path.Skip(1), (from, to) => (X: to.X - from.X, Y: to.Y - from.Y)).ToArray();
        return steps.Zip(steps.Skip(1), (one, next) => Math.Abs(Math.Atan2(
            one.X * next.Y - one.Y * next.X, one.X * next.X + one.Y * next.Y))).Average() * 180 / Math.PI;
    }

    /// <summary>Returns f(x) = x sin x² + 1 and f′(x) at points, the latter by differentiation.</summary>
    static (double[] Values, double[] Derivatives) Evaluate(ExperimentRun run, double[] points)
    {
        using var scope = run.DoubleBackend.BeginScope();
        var x = Tensor.From(run.DoubleBackend, [points.Length], points, requiresGradient: true);
        var f = x * x.Square().Sin() + 1;
        Graph.Backward(f.Sum());
        return (f.ToArray(), x.Gradient!.ToArray());
    }
}
