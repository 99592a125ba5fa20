using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Small networks separate what a line cannot. A hidden layer maps the points to features φ in which a linear
/// classifier is enough.
/// </summary>
/// <remarks>
/// Four sets of 400 training and 400 test points, full-batch Adam. Compared: softmax regression, one hidden layer of 8
/// tanh units, and two of 16. Source: PG-01, NN-16, VZ-01.
/// </remarks>
sealed class ToyPointsExperiment : Experiment
{
    const int Points = 400;

    static readonly TrainingRecipe recipe = new()
    {
        Optimizer = "adam", Rate = 0.03, BatchSize = Points, Epochs = 1000,
    };

    public override string Name => "toy-points";

    public override string Shows => "A hidden layer separates circles, XOR and spirals, which a line cannot";

    public override string LookFor => "The linear boundary is straight and fails on three of the four sets; the others "
        + "bend around the points. In the space of the last hidden layer the two classes lie on two sides of a line.";

    public override IReadOnlyList<string> Ids => ["PG-01", "NN-16", "VZ-01"];

    public override string? PictureSection => "spiral";

    public override double Minutes => 0.3;

    public override void Run(ExperimentRun run)
    {
        var accuracy = new Dictionary<(string Set, string Network), List<double>>();
        var (features, deepest) = (new List<double>(), new List<double>());
        foreach (var seed in run.Track("seed", run.Seeds))
            foreach (var (set, create) in run.Track("set", ToyPoints.All))
            {
                var (training, test) = create(2 * Points, seed).Split(Points);
                var boundaries = new List<Chart>();
                var networks = Networks();
                foreach (var (name, network) in networks)
                {
                    run.Train(network, recipe, training, validation: null, seed);
                    accuracy.TryAdd((set, name), []);
                    var percent = run.Accuracy(network, test);
                    accuracy[(set, name)].Add(percent);
                    if (seed == 1)
                        boundaries.Add(PlanePlot.Boundary($"{name}: {percent:F1} %", run, network, test));
                }
                if (seed == 1)
                {
                    run.Section(set, "The color is the probability of the red class; the points are the test set.");
                    run.Show(boundaries);
                }
                if (set != "spiral") continue;
                deepest.Add(accuracy[(set, networks[^1].Name)][^1]);
                features.Add(AccuracyOnFeatures(run, networks[^1].Network, training, test, seed));
            }

        Sample Of(string set, string network) => new(accuracy[(set, network)]);
        foreach (var set in (string[])["circle", "xor", "spiral"])
            run.Judge("PG-01", $"A linear classifier fails on the {set}", "≤ 70 %", $"{Of(set, "linear"):F1} %",
                Of(set, "linear").Mean <= 70);
        foreach (var set in (string[])["circle", "xor"])
            run.Judge("PG-01", $"One hidden layer of 8 separates the {set}", "≥ 95 %", $"{Of(set, "2-8-2"):F1} %",
                Of(set, "2-8-2").Mean >= 95);
        run.Judge("VZ-01", "Two hidden layers of 16 separate the spiral", "≥ 95 %",
            $"{Of("spiral", "2-16-16-2"):F1} %", Of("spiral", "2-16-16-2").Mean >= 95);
        run.Judge("NN-16", "A linear model performs well on the learned features", "≥ network − 0.5 points",
            $"{new Sample(features):F1} %, network {new Sample(deepest):F1} %",
            (new Sample(features) - new Sample(deepest)).Mean >= -0.5);
    }

    static IReadOnlyList<(string Name, Sequential Network)> Networks() =>
    [
        ("linear", new(new Dense(2, 2))),
        ("2-8-2", new(new Dense(2, 8), new Tanh(), new Dense(8, 2))),
        ("2-16-16-2", new(
            new Dense(2, 16), new Tanh(), new Dense(16, 16), new Tanh(), new Dense(16, 2))),
    ];

    /// <summary>
    /// Trains a linear classifier on the outputs of the last hidden layer, draws two of its principal directions, and
    /// returns the accuracy on the test set.
    /// </summary>
    static double AccuracyOnFeatures(
        ExperimentRun run, Sequential network, Dataset training, Dataset test, ulong seed)
    {
        var hidden = new Sequential([.. network.Layers.SkipLast(1)]);
        var (trainingFeatures, testFeatures) = (Features.Of(run, hidden, training), Features.Of(run, hidden, test));
        var linear = new Sequential(new Dense(trainingFeatures.ExampleShape[0], 2));
        run.Train(linear, recipe, trainingFeatures, validation: null, seed);
        if (seed == 1)
        {
            run.Section("warped space", "The spiral in the space of the last hidden layer: its 16 units, projected "
                + "to the direction that the linear classifier uses and the one in which they vary most beside it.");
            run.Show(PlanePlot.Points("data space", test),
                PlanePlot.Points("feature space", test, Features.Project(linear, testFeatures),
                    "across the boundary", "along the boundary"));
        }
        return run.Accuracy(linear, testFeatures);
    }
}
