using Tiny.Nn.Lab.Report;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Why classifiers use the cross-entropy: where outputs are saturated and wrong, the quadratic cost is flat and the
/// cross-entropy is steep. Entropy is the number of questions that a good questioner needs.
/// </summary>
/// <remarks>
/// A network p = σ(W₂·tanh(W₁·x)) with one weight per layer, and 20 random inputs x with the target t = 1 where x > 0.
/// Varied: both weights. Measured: both costs and their gradients at every point of a grid. Source: NN-15, NN-17.
/// </remarks>
sealed class LossesExperiment : Experiment
{
    const int Examples = 20, GridSize = 61, WireSize = 13;
    const double Limit = 6, Saturated = 0.75, FirstWeight = 2;

    static readonly (string Color, double Probability, int UniformQuestions, int BestQuestions)[] colors =
        [("blue", 0.5, 2, 1), ("red", 0.25, 2, 2), ("green", 0.125, 2, 3), ("orange", 0.125, 2, 3)];

    static readonly double[] inputs = [.. new RandomStream(1, "signals").NextNormals(Examples)];

    static readonly double[] targets = [.. inputs.Select(input => input > 0 ? 1.0 : 0.0)];

    public override string Name => "losses";

    public override string Shows => "Cross-entropy has no plateau where the outputs are saturated and wrong";

    public override string LookFor => "The surface of the cross-entropy is steep where that of the quadratic cost, in "
        + "red, is a plateau, on which gradient descent hardly moves.";

    public override IReadOnlyList<string> Ids => ["NN-15", "NN-17"];

    public override double Minutes => 0.02;

    public override void Run(ExperimentRun run)
    {
        JudgePlateau(run);
        ShowSurfaces(run);
        JudgeQuestions(run);
    }

    /// <summary>Compares the gradients where nearly every output is wrong by nearly one.</summary>
    static void JudgePlateau(ExperimentRun run)
    {
        var points = Grid(GridSize);
        var (entropy, quadratic) = (Costs(run, points, isQuadratic: false), Costs(run, points, isQuadratic: true));
        var plateau = Enumerable.Range(0, points.Length).Where(i => quadratic[i].Cost >= Saturated).ToArray();
        double Slope((double Cost, double Slope)[] costs) => plateau.Average(i => costs[i].Slope);
        var ratio = Slope(entropy) / Slope(quadratic);
        run.Judge("NN-15", "The cross-entropy has fewer plateaus than the quadratic cost (figure 5)",
            $"mean gradient where the quadratic cost is {Saturated} or more: at least 2 times as large",
            $"{Slope(entropy):F3} to {Slope(quadratic):F3}: {ratio:F1} times, "
            + $"at {plateau.Length} of {points.Length} points",
            plateau.Length > 0 && ratio >= 2);
    }

    static void ShowSurfaces(ExperimentRun run)
    {
        run.Section("Two costs over two weights", "One weight per layer. Where the two weights have different signs, "
            + "all outputs are wrong. Red is high, blue is low.");
        run.Show(Wireframe(run), Slice(run));
        ChartAxis first = new("W₁", -Limit, Limit), second = new("W₂", -Limit, Limit);
        Chart Plane(string title, bool isQuadratic, Func<(double Cost, double Slope), double> value) =>
            new(title, first, second)
            {
                IsSquare = true, Background = PlaneImage.Contours(first, second,
                    points => [.. Costs(run, points, isQuadratic).Select(cost => (float)value(cost))]),
            };
        run.Show(Plane("cross-entropy", false, cost => cost.Cost), Plane("quadratic cost", true, cost => cost.Cost),
            Plane("gradient of the cross-entropy", false, cost => cost.Slope),
            Plane("gradient of the quadratic cost", true, cost => cost.Slope));
    }

    /// <summary>Draws both surfaces as the source does: cross-entropy in black, the quadratic cost in red.</summary>
    static Chart Wireframe(ExperimentRun run)
    {
        var lines = new List<Series>();
        foreach (var isQuadratic in (bool[])[true, false])
        {
            var points = Grid(WireSize);
            var corners = Costs(run, points, isQuadratic).Select((cost, i) => (
                points[i].X - points[i].Y, 5 * cost.Cost - 0.5 * (points[i].X + points[i].Y))).ToArray();
            foreach (var line in Enumerable.Range(0, WireSize))
                foreach (var (start, step) in ((int, int)[])[(line * WireSize, 1), (line, WireSize)])
                    lines.Add(new(line > 0 || step > 1 ? "" : isQuadratic ? "quadratic cost" : "cross-entropy",
                        [.. Enumerable.Range(0, WireSize).Select(i => corners[start + i * step])],
                        isQuadratic ? 1 : 7, SeriesStyle.Line));
        }
        return new("Surfaces", new("W₁ grows to the lower right, W₂ to the lower left", Format: _ => ""),
            new("cost", Format: _ => ""), lines);
    }

    /// <summary>Draws costs and gradients along W₂ for one W₁.</summary>
    static Chart Slice(ExperimentRun run)
    {
        (double X, double Y)[] points = [.. Enumerable.Range(0, GridSize).Select(i => (FirstWeight, At(i, GridSize)))];
        Series Curve(
            string name, bool isQuadratic, Func<(double Cost, double Slope), double> value, SeriesStyle style) =>
            new(name, [.. Costs(run, points, isQuadratic).Select((cost, i) => (points[i].Y, value(cost)))],
                isQuadratic ? 1 : 7, style);
        return new($"Along W₂ for W₁ = {FirstWeight}", new("W₂"), new("cost, ‖gradient‖"),
            Curve("cross-entropy", false, cost => cost.Cost, SeriesStyle.Line),
            Curve("quadratic cost", true, cost => cost.Cost, SeriesStyle.Line),
            Curve("their gradients", false, cost => cost.Slope, SeriesStyle.DashedLine),
            Curve("", true, cost => cost.Slope, SeriesStyle.DashedLine));
    }

    /// <summary>Returns the mean cost of all examples, and the norm of its gradient, at points (W₁, W₂).</summary>
    static (double Cost, double Slope)[] Costs(
        ExperimentRun run, IReadOnlyList<(double X, double Y)> points, bool isQuadratic)
    {
        var backend = run.DoubleBackend;
        using var scope = backend.BeginScope();
        Tensor Weights(Func<(double X, double Y), double> weight) =>
            Tensor.From(backend, [points.Count, 1], [.. points.Select(weight)], requiresGradient: true);
        var (first, second) = (Weights(point => point.X), Weights(point => point.Y));
        var (x, t) = (Tensor.From(backend, [1, Examples], inputs), Tensor.From(backend, [1, Examples], targets));
        var z = second * (first * x).Tanh();
        var costs = (isQuadratic ? (z.Sigmoid() - t).Square() : z.Softplus() - z * t).Mean(axis: 1);
        Graph.Backward(costs.Sum());
        var (values, down, along) = (costs.ToArray(), first.Gradient!.ToArray(), second.Gradient!.ToArray());
        return [.. values.Select((cost, i) => (cost, Math.Sqrt(down[i] * down[i] + along[i] * along[i])))];
    }

    /// <summary>Judges the number of yes-or-no questions for a color, and the entropies beside it.</summary>
    static void JudgeQuestions(ExperimentRun run)
    {
        using var scope = run.DoubleBackend.BeginScope(recording: false);
        double[] p = [.. colors.Select(color => color.Probability)], uniform = [0.25, 0.25, 0.25, 0.25];
        double Bits(double[] of, double[] code) => Tensor.From(run.DoubleBackend, [1, 4], code).Log()
            .CrossEntropy(Tensor.From(run.DoubleBackend, [1, 4], of)).Item() / Math.Log(2);
        void JudgeBits(string says, double expected, double questions, double bits) =>
            run.Judge("NN-17", says, $"{expected} questions, and as many bits to 1e-12",
                $"{questions} questions, {bits:G6} bits", questions == expected && Math.Abs(bits - expected) < 1e-12);
        JudgeBits("Four equally likely colors: the entropy", 2,
            colors.Average(color => color.UniformQuestions), Bits(uniform, uniform));
        JudgeBits("Probabilities ½, ¼, ⅛, ⅛: the entropy", 1.75,
            colors.Sum(color => color.Probability * color.BestQuestions), Bits(p, p));
        JudgeBits("Probabilities ½, ¼, ⅛, ⅛ with the questions for equal ones: the cross-entropy", 2,
            colors.Sum(color => color.Probability * color.UniformQuestions), Bits(p, uniform));
        run.Section("Questions for a color", "The best questions ask for the likeliest color first.");
        run.ShowTable(["color", "probability", "questions if all were equally likely", "best questions"],
            colors.Select(color => (string[])[color.Color, $"{color.Probability}", $"{color.UniformQuestions}",
                $"{color.BestQuestions}"]));
    }

    /// <summary>Returns the points of a square grid from −6 to 6.</summary>
    static (double X, double Y)[] Grid(int size) =>
        [.. Enumerable.Range(0, size * size).Select(i => (At(i % size, size), At(i / size, size)))];

    static double At(int index, int count) => Limit * (2.0 * index / (count - 1) - 1);
}
