using Tiny.Nn.Data;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// The gradient of each layer's weights in deep networks before training: with sigmoids it shrinks toward the input by
/// a factor per layer. ReLU, skip connections and larger initial weights keep it.
/// </summary>
/// <remarks>
/// Dense networks of width 32 on normal inputs and random labels, ten seeds, geometric means. Weights have deviation
/// 1/√n unless stated otherwise, He's for ReLU. The second part compares the speed of sigmoid and ReLU on MNIST, each
/// with its best rate. Source: AD-14.
/// </remarks>
sealed class VanishingExperiment : Experiment
{
    const int Width = 32, Examples = 100, Depth = 8;

    static readonly (string Name, Func<Layer> Block)[] families =
    [
        ("sigmoid", () => Block(new Sigmoid(), 1 / Math.Sqrt(Width))),
        ("sigmoid, weights × 4", () => Block(new Sigmoid(), 4 / Math.Sqrt(Width))),
        ("sigmoid and skip", () => new Residual(Block(new Sigmoid(), 1 / Math.Sqrt(Width)))),
        ("ReLU", () => Block(new Relu(), Math.Sqrt(2.0 / Width))),
        ("ReLU, weights × 3", () => Block(new Relu(), 3 * Math.Sqrt(2.0 / Width))),
    ];

    public override string Name => "vanishing";

    public override string Shows => "In deep sigmoid networks the gradient vanishes toward the input";

    public override string LookFor => "The line of the plain sigmoid network falls by orders of magnitude from the "
        + "last layer to the first; that of ReLU stays level. Weights that are too large make all gradients huge.";

    public override IReadOnlyList<string> Ids => ["AD-14"];

    public override double Minutes => 1.5;

    public override void Run(ExperimentRun run)
    {
        MeasureGradients(run);
        CompareSpeed(run);
    }

    static void MeasureGradients(ExperimentRun run)
    {
        int[] depths = [1, 2, 4, 6, Depth, 12];
        var norms = families.ToDictionary(family => family.Name, family =>
            depths.ToDictionary(depth => depth, depth => MeanNorms(run, family.Block, depth)));
        double Ratio(string name, int depth = Depth) => norms[name][depth][0] / norms[name][depth][^1];
        run.Section("Gradients", $"The norm of the loss's gradient with respect to each layer's weights, for {Depth} "
            + "hidden layers; and the norm of the first layer divided by that of the last, by depth.");
        run.Show(
            new Chart("Per layer", new("layer", IsWhole: true), new("‖∂L/∂W‖", IsLogarithmic: true),
                [.. families.Select((family, color) => new Series(family.Name,
                    [.. norms[family.Name][Depth].Select((norm, i) => (i + 1.0, norm))], color))]),
            new Chart("First ÷ last", new("hidden layers", IsWhole: true), new("", IsLogarithmic: true),
                [.. families.Select((family, color) => new Series(family.Name,
                    [.. depths.Select(depth => ((double)depth, Ratio(family.Name, depth)))], color))]));
        run.Judge("AD-14", $"In a sigmoid network of depth {Depth} the first layer's gradient is tiny",
            "first ÷ last ≤ 1e-2", $"{Ratio("sigmoid"):E1}", Ratio("sigmoid") <= 1e-2);
        foreach (var name in (string[])["ReLU", "sigmoid and skip", "sigmoid, weights × 4"])
            run.Judge("AD-14", $"It is larger with a remedy: {name}", "≥ 10 × sigmoid",
                $"{Ratio(name):G3}, {Ratio(name) / Ratio("sigmoid"):G3} × sigmoid",
                Ratio(name) >= 10 * Ratio("sigmoid"));
        var growth = norms["ReLU, weights × 3"][Depth][0] / norms["ReLU"][Depth][0];
        run.Judge("AD-14", "It can be huge as well: ReLU with weights that are three times as large",
            "first layer ≥ 100 × that of ReLU", $"{growth:G3} × ReLU", growth >= 100);
    }

    static Sequential Block(Layer activation, double deviation) =>
        new(new Dense(Width, Width, weights: Initializer.Normal(deviation), biases: Initializer.Zero), activation);

    /// <summary>Returns the geometric mean over ten seeds of each layer's gradient norm.</summary>
    static double[] MeanNorms(ExperimentRun run, Func<Layer> block, int depth)
    {
        var norms = Enumerable.Range(1, 10).Select(seed => Norms(run, block, depth, (ulong)seed)).ToArray();
        return [.. Enumerable.Range(0, depth + 1).Select(layer =>
            Math.Exp(norms.Average(values => Math.Log(values[layer]))))];
    }

    static double[] Norms(ExperimentRun run, Func<Layer> block, int depth, ulong seed)
    {
        var network = new Sequential(
        [
            .. Enumerable.Range(0, depth).Select(_ => block()),
            new Dense(Width, 10, weights: Initializer.NormalFanIn, biases: Initializer.Zero),
        ]);
        network.Initialize(run.Backend, seed);
        var random = new RandomStream(seed, "random examples");
        using var scope = run.Backend.BeginScope();
        var inputs = Tensor.From(run.Backend, [Examples, Width], random.NextNormals(Examples * Width));
        int[] labels = [.. Enumerable.Range(0, Examples).Select(_ => random.NextInt(10))];
        Graph.Backward(network.Forward(inputs, ForwardContext.Evaluation).CrossEntropy(labels));
        return [.. network.Parameters.Select(entry => entry.Parameter)
            .Where(parameter => parameter.Kind == ParameterKind.Weight)
            .Select(weight => Gradients.Norm([weight]))];
    }

    /// <summary>The epochs until 95 % of the validation set are right, with the best of some rates.</summary>
    static void CompareSpeed(ExperimentRun run)
    {
        const double wanted = 95;
        double[] rates = run.Choose<double[]>([0.3], [0.1, 0.3, 1, 3]);
        var digits = run.Digits(run.Choose(500, 20_000), run.Choose(200, 5_000), 100);
        var curves = new List<Series>();
        Sample Epochs(string name, Func<Layer> activation, int color)
        {
            var runs = rates.Select(rate => run.Track($"{name}, rate {rate}", run.Seeds)
                .Select(seed => Train(run, activation, rate, digits.Training, digits.Validation!, seed)).ToArray());
            var best = runs.MinBy(curves => curves.Average(curve => Crossing(curve, wanted)))!;
            curves.Add(new(name, [.. best[0].Select((accuracy, epoch) => (epoch + 1.0, accuracy))], color));
            return new(best.Select(curve => Crossing(curve, wanted)));
        }
        var sigmoid = Epochs("sigmoid", () => new Sigmoid(), 0);
        var relu = Epochs("ReLU", () => new Relu(), 1);
        run.Section("Speed", "Accuracy on the validation set, three hidden layers of 100 units, SGD, each activation "
            + $"with its best rate of {string.Join(", ", rates)}; seed 1.");
        run.Show(new Chart(
            "Validation accuracy", new("epoch", IsWhole: true), new("accuracy in %", To: 100), [.. curves]));
        run.Report("AD-14", "ReLU makes training faster, often by a factor of 3 to 5",
            double.IsFinite(sigmoid.Mean) && double.IsFinite(relu.Mean)
                ? $"{sigmoid.Mean / relu.Mean:F1} × ({sigmoid:F2} and {relu:F2} epochs to {wanted} %)"
                : $"{wanted} % not reached",
            "the factor depends on network and data; the source gives no recipe");
    }

    static double[] Train(
        ExperimentRun run, Func<Layer> activation, double rate, Dataset training, Dataset validation, ulong seed)
    {
        var recipe = new TrainingRecipe
        {
            Optimizer = "sgd", Rate = rate, BatchSize = 50, Epochs = run.Choose(3, 8),
        };
        Dense Layer(int inputs, int outputs) => new(inputs, outputs, weights: Initializer.GlorotUniform);
        var network = new Sequential(
            new Flatten(), Layer(784, 100), activation(), Layer(100, 100), activation(), Layer(100, 100), activation(),
            Layer(100, 10));
        try
        {
            return [.. run.Train(network, recipe, training, validation, seed).Epochs
                .Select(epoch => 100 * epoch.ValidationAccuracy!.Value)];
        }
        catch (DivergedException)
        {
            return [];
        }
    }

    /// <summary>The epoch at which a curve reaches a value, by linear interpolation; infinite if it does not.</summary>
    static double Crossing(double[] curve, double value)
    {
        var epoch = Array.FindIndex(curve, accuracy => accuracy >= value);
        var before = epoch > 0 ? curve[epoch - 1] : 0;
        return epoch < 0 ? double.PositiveInfinity : epoch + (value - before) / (curve[epoch] - before);
    }
}
