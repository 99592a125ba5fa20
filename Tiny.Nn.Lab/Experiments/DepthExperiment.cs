using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Plain and residual networks of growing depth: the training loss of deep plain networks is higher, although by
/// construction it need not be; with skip connections it is not. The loss along a random line shows why.
/// </summary>
/// <remarks>
/// Layers of 32 units with ReLU and He's initializer; a residual block is two of them with a skip connection and the
/// last ReLU after the sum. The second layer of a block starts at zero, so that the block starts as the identity.
/// 10,000 digits, six epochs of SGD with momentum and a one-cycle schedule. The networks have no batch norm, unlike the
/// source's: with it, the residual network of 34 layers is not below the shallow one after so few epochs (0.076
/// against 0.047), but the plain one is at 1.54. The plane runs with <c>--full</c> only. Source: NA-09, NA-10, VZ-03.
/// </remarks>
sealed class DepthExperiment : Experiment
{
    const int Width = 32;

    public override string Name => "depth";

    public override string Shows => "Deep plain networks train worse than shallow ones; with skip connections they do "
        + "not";

    public override string LookFor => "The loss of the plain networks rises with depth, that of the residual ones does "
        + "not. Along a random line the loss of the deep residual network is a shallow bowl; that of the plain one "
        + "grows by orders of magnitude.";

    public override IReadOnlyList<string> Ids => ["NA-09", "NA-10", "VZ-03"];

    public override double Minutes => 1.5;

    public override void Run(ExperimentRun run)
    {
        var training = run.Digits(run.Choose(1_000, 10_000), 0, 100).Training;
        var blocks = run.Choose<int[]>([2, 8], [2, 4, 8, 16]);
        JudgeBlocks(run);
        var deepest = VaryDepth(run, training, blocks);
        JudgeConstruction(run, training);
        Slice(run, training, deepest);
        if (run.IsFull) Plane(run, training, deepest);
    }

    /// <summary>A network with two weight layers per block, beside its first and its last.</summary>
    static Sequential Network(bool isResidual, int blocks)
    {
        Layer[] Block() => isResidual
            ? ZeroBlock()
            : [Weights(Width), new Relu(), Weights(Width), new Relu()];
        return new([new Flatten(), Weights(784), new Relu(),
            .. Enumerable.Range(0, blocks).SelectMany(_ => Block()), new Dense(Width, 10)]);
    }

    static Dense Weights(int inputs) => new(inputs, Width, weights: Initializer.HeNormal, biases: Initializer.Zero);

    static Dense ZeroWeights() => new(Width, Width, weights: Initializer.Zero, biases: Initializer.Zero);

    static TrainingRecipe Recipe(ExperimentRun run) => new()
    {
        Optimizer = "sgd", Rate = 0.02, Momentum = 0.9, BatchSize = 100, Epochs = run.Choose(1, 6, 20),
        Schedule = new OneCycle(),
    };

    static string Title(bool isResidual) => isResidual ? "residual" : "plain";

    /// <summary>NA-09: a block without weights is the identity; the bottleneck of the source has its shapes.</summary>
    static void JudgeBlocks(ExperimentRun run)
    {
        var block = new Sequential(ZeroBlock());
        block.Initialize(run.Backend, seed: 1);
        var random = new RandomStream(1, "inputs");
        using var scope = run.Backend.BeginScope(recording: false);
        var x = Tensor.From(run.Backend, [10, Width], random.NextNormals(10 * Width));
        var isEqual = block.Forward(x, ForwardContext.Evaluation).ToArray().SequenceEqual(x.Relu().ToArray());
        run.Judge("NA-09", "H(x) = F(x) + x and then ReLU: with F = 0 the block is ReLU(x)", "equal to the bit",
            isEqual ? "equal" : "different", isEqual);
        var shape = Bottleneck(256, 128, stride: 2).OutputShape([1, 256, 56, 56]);
        run.Judge("NA-09", "The bottleneck 1×1, 3×3, 1×1 with a downsampling shortcut fits its sum",
            "[1, 256, 56, 56] becomes [1, 512, 28, 28]", $"{shape}", shape == Shape.Of([1, 512, 28, 28]));
    }

    /// <summary>conv1-bn1-relu-conv2-bn2-relu-conv3-bn3, plus the downsampled input, then relu.</summary>
    static Sequential Bottleneck(int inputs, int width, int stride) => new(
        new Residual(
            new Sequential(
                new Conv2d(inputs, width, kernel: 1), new BatchNorm(width), new Relu(),
                new Conv2d(width, width, kernel: 3, stride: stride, padding: 1), new BatchNorm(width), new Relu(),
                new Conv2d(width, 4 * width, kernel: 1), new BatchNorm(4 * width)),
            shortcut: new Sequential(
                new Conv2d(inputs, 4 * width, kernel: 1, stride: stride), new BatchNorm(4 * width))),
        new Relu());

    static Layer[] ZeroBlock() =>
        [new Residual(new Sequential(Weights(Width), new Relu(), ZeroWeights())), new Relu()];

    /// <summary>NA-10: the training loss by depth.</summary>
    /// <returns>The deepest plain (false) and residual (true) network of one seed.</returns>
    static Dictionary<bool, Sequential> VaryDepth(ExperimentRun run, Dataset training, int[] blocks)
    {
        var deepest = new Dictionary<bool, Sequential>();
        var losses = new Dictionary<bool, Sample[]>();
        foreach (var isResidual in (bool[])[false, true])
            losses[isResidual] = [.. run.Track(Title(isResidual), blocks).Select(count =>
                run.Measure($"{count} blocks", seed =>
                {
                    var network = Network(isResidual, count);
                    run.Train(network, Recipe(run), training, validation: null, seed);
                    deepest[isResidual] = network;
                    return Loss(run, network, training);
                }))];
        run.Section("Depth", "The loss on the training set after training, by the number of weight layers.");
        Series Curve(bool isResidual, int color) => new(Title(isResidual),
            [.. blocks.Zip(losses[isResidual], (count, loss) => (2.0 * count + 2, loss.Mean))], color)
        {
            Spread = [.. losses[isResidual].Select(loss => loss.Deviation)],
        };
        run.Show(new Chart("Training loss", new("weight layers", IsWhole: true), new("loss", From: 0),
            Curve(false, 1), Curve(true, 0)));
        var (plain, residual) = (losses[false], losses[true]);
        run.Judge("NA-10", "Deeper plain networks have a higher training error", "deepest ≥ 1.1 × shallowest",
            $"{plain[^1]:F4}, shallowest {plain[0]:F4}", plain[^1].Mean >= 1.1 * plain[0].Mean, Needs.Length);
        run.Judge("NA-10", "Deeper residual networks do not", "deepest ≤ 1.05 × shallowest",
            $"{residual[^1]:F4}, shallowest {residual[0]:F4}", residual[^1].Mean <= 1.05 * residual[0].Mean,
            Needs.Length);
        return deepest;
    }

    static double Loss(ExperimentRun run, Sequential network, Dataset data) =>
        Trainer.Evaluate(run.Backend, network, Objective.Classification(), data).Loss;

    /// <summary>NA-10: a deeper network as good as a shallow one: its layers, and identities after them.</summary>
    static void JudgeConstruction(ExperimentRun run, Dataset training)
    {
        var shallow = Network(isResidual: false, blocks: 2);
        run.Train(shallow, Recipe(run) with { Epochs = 1 }, training, validation: null, seed: 1);
        var identities = Enumerable.Range(0, 10).SelectMany(_ => ZeroBlock()).ToArray();
        new Sequential(identities).Initialize(run.Backend, seed: 1);
        var deep = new Sequential([.. shallow.Layers.SkipLast(1), .. identities, shallow.Layers[^1]]);
        var (before, after) = (Loss(run, shallow, training), Loss(run, deep, training));
        run.Judge("NA-10", "By construction a deeper network is no worse: the shallow one, and identities after it",
            "the same training loss to the bit", $"{after:R}, shallow {before:R}", after == before);
    }

    /// <summary>VZ-03: the loss along a random line through the trained weights.</summary>
    static void Slice(ExperimentRun run, Dataset training, Dictionary<bool, Sequential> networks)
    {
        const int points = 101;
        var data = training.Take(run.Choose(200, 1_000));
        var curves = new Dictionary<bool, double[]>();
        foreach (var isResidual in run.Track("slice", (bool[])[false, true]))
        {
            var surface = new LossSurface(run, networks[isResidual], data);
            var direction = surface.RandomDirection(seed: 1);
            curves[isResidual] = [.. Enumerable.Range(0, points).Select(i => surface.At(At(i), direction))];
        }
        run.Section("Landscape", $"The loss of {data.Count} training images along one random line through the trained "
            + "weights. Each unit moves in proportion to the norm of its weights.");
        Series Curve(bool isResidual, int color) => new(Title(isResidual),
            [.. curves[isResidual].Select((loss, i) => (At(i), loss))], color, SeriesStyle.Line);
        run.Show(new Chart("Loss of the deepest networks", new("distance along the line"),
            new("loss", IsLogarithmic: true), Curve(false, 1), Curve(true, 0)));
        run.Report("VZ-03", "Skip connections make the optimization landscape much better",
            $"local minima along the line: plain {Minima(curves[false])}, residual {Minima(curves[true])}",
            "one line is a picture, not a measurement");
        static double At(int point) => 2.0 * point / (points - 1) - 1;
    }

    /// <summary>VZ-03: the loss in a random plane through the trained weights.</summary>
    static void Plane(ExperimentRun run, Dataset training, Dictionary<bool, Sequential> networks)
    {
        const int points = 25;
        var charts = new List<Chart>();
        foreach (var isResidual in run.Track("plane", (bool[])[false, true]))
        {
            var surface = new LossSurface(run, networks[isResidual], training.Take(1_000));
            var losses = surface.Plane(surface.RandomDirection(seed: 1), surface.RandomDirection(seed: 2), points);
            ChartAxis x = new("first direction", -1, 1), y = new("second direction", -1, 1);
            charts.Add(new(Title(isResidual), x, y, new Series("trained weights", [(0, 0)], 7, SeriesStyle.Points))
            {
                IsSquare = true,
                Background = PlaneImage.Contours(x, y, [.. losses.Select(loss => (float)Math.Log(loss))], points),
            });
        }
        run.Section("Plane", "The logarithm of the loss in a random plane through the trained weights; each picture "
            + "has its own scale from blue, the lowest, to red, the highest.");
        run.Show(charts);
    }

    static int Minima(double[] curve) => Enumerable.Range(1, curve.Length - 2)
        .Count(i => curve[i] < curve[i - 1] && curve[i] < curve[i + 1]);
}
