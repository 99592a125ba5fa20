using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// One hidden layer approximates a continuous function as closely as its width allows. Depth is cheaper for some
/// functions: k layers of two units fold the line into 2ᵏ pieces.
/// </summary>
/// <remarks>
/// Function: sin 2πx on [0, 1]. Varied: the width of one hidden layer, trained (tanh, full-batch Adam) and constructed
/// (ReLU, the polygon through n + 1 points). Then: the tent map, composed k times. Source: NN-18, NN-19.
/// </remarks>
sealed class ApproximationExperiment : Experiment
{
    const int TrainingPoints = 128, TestPoints = 1001, LargestDepth = 10, RandomNetworks = 100, PieceGrid = 1 << 13;
    const double Rate = 0.02;

    static readonly int[] widths = [4, 8, 16, 32, 64];

    public override string Name => "approximation";

    public override string Shows => "One hidden layer approximates a function; depth needs fewer units for some";

    public override string LookFor => "The error falls as the layer grows; the constructed network follows its bound. "
        + "Each further layer of two units doubles the teeth of the tent map.";

    public override IReadOnlyList<string> Ids => ["NN-18", "NN-19"];

    public override double Minutes => 0.3;

    public override void Run(ExperimentRun run)
    {
        var (errors, fits) = (new List<Sample>(), new List<Series>());
        foreach (var width in run.Track("width", widths))
            errors.Add(run.Measure("seed", seed =>
            {
                var network = Fit(run, width, seed);
                var values = Values(run.Backend, network, Points(TestPoints));
                if (seed == 1 && width is 4 or 64)
                    fits.Add(new($"{width} units", [.. Points(TestPoints).Zip(values,
                        (x, value) => (x, value - Function(x)))], fits.Count, SeriesStyle.Line));
                return MaximumError(values);
            }));
        var falls = errors.Zip(errors.Skip(1)).All(pair => pair.Second.Mean <= 1.1 * pair.First.Mean);
        run.Judge("NN-18", "A network with one hidden layer approximates any continuous function: trained on sin 2πx",
            "largest error at most 1.1 times that of the width before; 0.05 or less at 64",
            string.Join("; ", widths.Zip(errors, (width, error) => $"{width}: {error:F4}")),
            falls && errors[^1].Mean <= 0.05, Needs.Length);

        double[] constructed = [.. widths.Select(width => MaximumError(
            Values(run.DoubleBackend, Polygon(run, width), Points(TestPoints * 4))))];
        run.Judge("NN-18", "The same by construction: ReLU units at n bends",
            "largest error ≤ π²/(2n²): 0.3084, 0.0771, 0.0193, 0.0048, 0.0012",
            string.Join(", ", constructed.Select(error => $"{error:F4}")),
            widths.Zip(constructed).All(pair => pair.Second <= Bound(pair.First)));
        ShowFits(run, errors, constructed, fits);
        JudgeTentMap(run);
        JudgeShallowNetworks(run);
    }

    static Sequential Fit(ExperimentRun run, int width, ulong seed)
    {
        Sequential network = new(new Dense(1, width, weights: Initializer.Normal(4), biases: Initializer.Normal(4)),
            new Tanh(), new Dense(width, 1));
        network.Initialize(run.Backend, seed);
        var points = Points(TrainingPoints);
        var x = Tensor.From(run.Backend, [TrainingPoints, 1], points);
        var target = Tensor.From(run.Backend, [TrainingPoints, 1], [.. points.Select(Function)]);
        var (optimizer, steps) = (new Adam(Rate), run.Choose(300, 5000));
        for (var step = 0; step < steps; step++)
        {
            using var scope = run.Backend.BeginScope();
            Graph.Backward(network.Forward(x, new(isTraining: true)).MeanSquaredError(target));
            optimizer.Rate = Rate * (1 + Math.Cos(Math.PI * step / steps)) / 2;
            optimizer.Step(network.Parameters.Select(one => one.Parameter));
        }
        return network;
    }

    /// <summary>
    /// Returns the network of the polygon through n + 1 points of the function: Σ (sᵢ − sᵢ₋₁)·relu(x − i/n), where
    /// sᵢ is the slope of piece i. The function is 0 at 0.
    /// </summary>
    static Sequential Polygon(ExperimentRun run, int count)
    {
        double[] slopes = [0, .. Enumerable.Range(0, count).Select(i =>
            count * (Function((i + 1.0) / count) - Function((double)i / count)))];
        return Network(run, [.. Enumerable.Repeat(1.0, count)],
            [.. Enumerable.Range(0, count).Select(i => -(double)i / count)],
            [.. slopes.Zip(slopes.Skip(1), (before, after) => after - before)]);
    }

    /// <summary>The tent map 2·relu(x) − 4·relu(x − ½), applied k times: k hidden layers of two units.</summary>
    static void JudgeTentMap(ExperimentRun run)
    {
        Sequential tent = Network(run, [1, 1], [0, -0.5], [2, -4]);
        var (pieces, charts) = (new List<int>(), new List<Chart>());
        for (var depth = 1; depth <= LargestDepth; depth++)
        {
            Sequential network = new([.. Enumerable.Repeat(tent, depth)]);
            pieces.Add(LinearPieces.Count(Values(run.DoubleBackend, network, Points(PieceGrid + 1))));
            if (depth is not (1 or 2 or 5)) continue;
            var points = Points(129);
            charts.Add(new($"hidden layers: {depth}", new("x"), new("value", 0, 1),
                new Series("", [.. points.Zip(Values(run.DoubleBackend, network, points))], 0, SeriesStyle.Line))
            {
                IsSquare = true,
            });
        }
        run.Section("The tent map, composed", "Each layer doubles the linear pieces. One hidden layer of ReLU units "
            + "needs a unit for every bend.");
        run.Show(charts);
        run.ShowTable(["hidden layers", "units", "linear pieces", "units of one hidden layer with as many pieces"],
            pieces.Select((count, i) => (string[])[$"{i + 1}", $"{2 * (i + 1)}", $"{count}", $"{count - 1} or more"]));
        run.Judge("NN-19", "Depth separation: some deep networks need exponentially many units when they are shallow",
            "2ᵏ pieces with k layers of 2 units, k = 1 … 10", string.Join(", ", pieces),
            pieces.Select((count, i) => count == 1 << (i + 1)).All(isRight => isRight));
    }

    static void JudgeShallowNetworks(ExperimentRun run)
    {
        var random = new RandomStream(1, "shallow");
        var (most, reached) = (int.MinValue, 0);
        for (var i = 0; i < RandomNetworks; i++)
        {
            var width = 1 + random.NextInt(32);
            var slopes = random.NextNormals(width);
            var network = Network(run, slopes, [.. slopes.Select(slope => -slope * random.NextDouble())],
                random.NextNormals(width));
            var excess = LinearPieces.Count(Values(run.DoubleBackend, network, Points(PieceGrid + 1))) - (width + 1);
            most = Math.Max(most, excess);
            if (excess == 0) reached++;
        }
        run.Judge("NN-19", "One hidden layer of w ReLU units has w + 1 linear pieces at most",
            $"never more, in {RandomNetworks} random networks with w = 1 … 32",
            $"w + 1 in {reached} networks, fewer in the others", most <= 0,
            reason: $"a network has {most} pieces more");
    }

    static void ShowFits(ExperimentRun run, List<Sample> errors, double[] constructed, List<Series> fits)
    {
        double[] powers = [.. widths.Select(width => Math.Log2(width))];
        run.Section("sin 2πx on [0, 1]", "The largest error of one hidden layer. The trained networks show mean and "
            + "standard deviation over the seeds.");
        run.Show(new Chart("Error and width",
            new("hidden units", IsWhole: true, Format: power => $"{1 << (int)power}"),
            new("largest error", IsLogarithmic: true),
            new Series("trained", [.. powers.Zip(errors, (power, error) => (power, error.Mean))])
            {
                Spread = [.. errors.Select(error => error.Deviation)],
            },
            new Series("constructed", [.. powers.Zip(constructed)], 1),
            new Series("π²/(2n²)", [.. powers.Zip(widths.Select(Bound))], 7,
                SeriesStyle.DashedLine)),
            new Chart("Errors of trained networks", new("x"), new("network − sin 2πx"), fits));
    }

    /// <summary>Returns the network v·relu(w·x + b) in double precision.</summary>
    static Sequential Network(ExperimentRun run, double[] w, double[] b, double[] v)
    {
        Dense hidden = new(1, w.Length), output = new(w.Length, 1, bias: false);
        Sequential network = new(hidden, new Relu(), output);
        network.Initialize(run.DoubleBackend, seed: 1);
        hidden.Weight.Value.Assign(w);
        hidden.Bias!.Value.Assign(b);
        output.Weight.Value.Assign(v);
        return network;
    }

    static double[] Values(Backend backend, Sequential network, double[] points)
    {
        using var scope = backend.BeginScope(recording: false);
        return network.Forward(Tensor.From(backend, [points.Length, 1], points), ForwardContext.Evaluation).ToArray();
    }

    static double MaximumError(double[] values) =>
        Points(values.Length).Zip(values, (x, value) => Math.Abs(value - Function(x))).Max();

    static double[] Points(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i / (count - 1))];

    static double Function(double x) => Math.Sin(2 * Math.PI * x);

    static double Bound(int pieces) => Math.PI * Math.PI / (2.0 * pieces * pieces);
}
