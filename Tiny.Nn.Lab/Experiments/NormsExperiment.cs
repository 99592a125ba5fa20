using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Batch normalization: the formula, the statistics it uses at test time, the rates it allows, and how little the
/// gradient changes along a step. Beside it, the local response normalization of AlexNet.
/// </summary>
/// <remarks>
/// Two hidden layers of 100 ReLU units on 10,000 digits, plain SGD, with and without batch norm before the ReLU. A rate
/// works if the network reaches 80 % on the test set after two epochs. Source: RG-18, RG-19, RG-21.
/// </remarks>
sealed class NormsExperiment : Experiment
{
    static readonly double[] rates = [0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

    public override string Name => "norms";

    public override string Shows => "Batch norm allows larger rates, because the gradient changes less along a step";

    public override string LookFor => "Without batch norm the accuracy breaks down at a rate at which the network "
        + "with batch norm still learns. Along one step its gradient changes less.";

    public override IReadOnlyList<string> Ids => ["RG-18", "RG-19", "RG-21"];

    public override string? PictureSection => "Rates";

    public override double Minutes => 2;

    public override void Run(ExperimentRun run)
    {
        var digits = run.Digits(run.Choose(1_500, 10_000), 0, run.Choose(500, 10_000));
        JudgeFormulas(run);
        JudgeStatistics(run, digits);
        VaryRate(run, digits);
        FollowGradient(run, digits.Training);
        CompareResponseNorm(run, digits);
    }

    static Sequential Network(bool isNormalized)
    {
        Layer[] Hidden(int inputs) => isNormalized
            ? [new Dense(inputs, 100, weights: Initializer.HeNormal), new BatchNorm(100), new Relu()]
            : [new Dense(inputs, 100, weights: Initializer.HeNormal), new Relu()];
        return new([new Flatten(), .. Hidden(784), .. Hidden(100), new Dense(100, 10)]);
    }

    static TrainingRecipe Recipe(double rate, int epochs) =>
        new() { Optimizer = "sgd", Rate = rate, BatchSize = 100, Epochs = epochs };

    static string Title(bool isNormalized) => isNormalized ? "with batch norm" : "without";

    static void JudgeFormulas(ExperimentRun run)
    {
        using var scope = run.DoubleBackend.BeginScope(recording: false);
        var batch = Tensor.From(run.DoubleBackend, [3, 1], (double[])[1, 2, 6]);
        var normalized = batch.Standardize([1, 1]).Normalized.ToArray();
        double[] expected = [-0.92582, -0.46291, 1.38873];
        run.Judge("RG-18", "The batch (1, 2, 6) becomes (−0.92582, −0.46291, 1.38873)", "to 5e-6",
            string.Join(", ", normalized.Select(value => $"{value:F6}")),
            normalized.Zip(expected, (got, value) => Math.Abs(got - value)).Max() <= 5e-6);
        var channels = Tensor.From(run.DoubleBackend, [1, 6, 1], (double[])[1, 2, 3, 4, 5, 6]);
        var responses = channels.LocalResponseNorm().ToArray();
        double[] byHand = [0.594292, 1.187871, 1.780140, 2.370419, 2.963466, 3.557354];
        run.Judge("RG-21", "Local response norm of 1 … 6 by hand: 0.594292 … 3.557354", "to 1e-6",
            string.Join(", ", responses.Select(value => $"{value:F6}")),
            responses.Zip(byHand, (got, value) => Math.Abs(got - value)).Max() <= 1e-6);
    }

    /// <summary>RG-19: the running statistics, and the independence of an example from its batch.</summary>
    static void JudgeStatistics(ExperimentRun run, DigitSplits digits)
    {
        var network = Network(isNormalized: true);
        var recipe = Recipe(0.1, run.Choose(12, 6)) with { BatchSize = 200, Schedule = new CosineDecay() };
        run.Train(network, recipe, digits.Training, validation: null, seed: 1);
        var norm = (BatchNorm)network.Layers[2];
        var inputs = Features.Of(run, new Sequential([.. network.Layers.Take(2)]), digits.Training);
        var (means, variances) = (norm.RunningMean.Value.ToArray(), norm.RunningVariance.Value.ToArray());
        var units = Enumerable.Range(0, 100)
            .Select(unit => new Sample(Enumerable.Range(0, inputs.Count).Select(i => (double)inputs.Input(i)[unit])))
            .ToArray();
        var errors = units.Select((unit, i) => Math.Abs(means[i] - unit.Mean) / unit.Deviation).ToArray();
        run.Section("Running statistics", "The running mean that training has collected for each of the 100 units "
            + "of the first layer, against the mean over the whole training set.");
        run.Show(new Chart("Means of the units", new("mean over the training set"), new("running mean"),
            new Series("unit", [.. units.Select((unit, i) => (unit.Mean, means[i]))], 0, SeriesStyle.Points)));
        run.Judge("RG-19", "The averages of training stand for those of the population",
            "each running mean within 0.1 σ of the mean over the training set", $"largest error {errors.Max():F3} σ",
            errors.Max() <= 0.1);
        var ratios = units.Select((unit, i) => Math.Sqrt(variances[i]) / unit.Deviation).ToArray();
        run.Report("RG-19", "The same for σ", $"running σ / σ: {ratios.Min():F3} to {ratios.Max():F3}");

        var normalization = new Sequential(norm);
        var together = Features.Of(run, normalization, inputs.Take(100));
        var differences = Enumerable.Range(0, 100).Count(i =>
            !Features.Of(run, normalization, inputs.Slice(i, 1)).Input(0).SequenceEqual(together.Input(i)));
        run.Judge("RG-19", "At test time the output for an example does not depend on its batch",
            "equal to the bit, alone and among 100", $"{differences} of 100 examples differ", differences == 0);
    }

    /// <summary>RG-19: the largest rate with which the network still learns.</summary>
    static void VaryRate(ExperimentRun run, DigitSplits digits)
    {
        var curves = new List<Series>();
        var largest = new Dictionary<bool, Sample>();
        foreach (var isNormalized in (bool[])[true, false])
        {
            var accuracies = run.Track($"rates {Title(isNormalized)}", rates)
                .Select(rate => run.Measure($"rate {rate}", seed => AccuracyAt(run, digits, isNormalized, rate, seed)))
                .ToArray();
            largest[isNormalized] = new(run.Seeds.Select((_, seed) => rates.Where((_, i) =>
                accuracies[i].Values[seed] >= 80).DefaultIfEmpty(rates[0]).Max()));
            curves.Add(new Series(Title(isNormalized), [.. rates.Zip(accuracies, (rate, accuracy) =>
                (rate, accuracy.Mean))], isNormalized ? 0 : 1)
            {
                Spread = [.. accuracies.Select(accuracy => accuracy.Deviation)],
            });
        }
        run.Section("Rates", "The accuracy on the test set for each learning rate of plain SGD; a run that diverges "
            + "counts as 10 %.");
        run.Show(new Chart("Accuracy by rate", new("learning rate", IsLogarithmic: true),
            new("accuracy in %", 0, 100), curves));
        var ratio = new Sample(largest[true].Values.Zip(largest[false].Values, (with, without) => with / without));
        run.Judge("RG-19", "Batch norm allows larger learning rates", "largest rate that learns ≥ 3 × that without",
            $"{largest[true].Median} and {largest[false].Median}, ratio {ratio:F1}", ratio.Mean >= 2.99, Needs.Length);
    }

    static double AccuracyAt(ExperimentRun run, DigitSplits digits, bool isNormalized, double rate, ulong seed)
    {
        var network = Network(isNormalized);
        try
        {
            run.Train(network, Recipe(rate, run.Choose(1, 2)), digits.Training, validation: null, seed);
            return run.Accuracy(network, digits.Test);
        }
        catch (DivergedException)
        {
            return 10;
        }
    }

    /// <summary>RG-19: ‖g(w − ηg) − g(w)‖ / ‖g(w)‖ during training, at the same rate.</summary>
    static void FollowGradient(ExperimentRun run, Dataset training)
    {
        const double rate = 0.1;
        var epochs = run.Choose(2, 8);
        var changes = new Dictionary<bool, List<double[]>> { [true] = [], [false] = [] };
        foreach (var seed in run.Track("gradients", run.Seeds))
            foreach (var isNormalized in (bool[])[true, false])
            {
                var network = Network(isNormalized);
                var surface = new LossSurface(run, network, training.Take(500));
                var measured = new List<double>();
                run.Train(network, Recipe(rate, epochs), training, validation: null, seed, epochCompleted: _ =>
                {
                    var gradient = surface.Gradient();
                    var moved = surface.GradientAt(-rate, gradient);
                    measured.Add(LossSurface.Distance(moved, gradient) / LossSurface.Norm(gradient));
                });
                changes[isNormalized].Add([.. measured]);
            }
        Series Curve(bool isNormalized, int color) => new(Title(isNormalized), [.. Enumerable.Range(0, epochs)
            .Select(epoch => (epoch + 1.0, changes[isNormalized].Average(run => run[epoch])))], color);
        run.Section("Smoothness", "How much the gradient of 500 fixed examples changes along one step of gradient "
            + "descent, relative to its norm.");
        run.Show(new Chart("Change of the gradient", new("epoch", IsWhole: true), new("relative change", From: 0),
            Curve(true, 0), Curve(false, 1)));
        var (with, without) = (Means(true), Means(false));
        run.Judge("RG-19", "Batch norm makes the landscape smoother: the gradient changes less along a step",
            "mean relative change smaller than without", $"{with:F3}, without {without:F3}",
            (with - without).Mean < 0, Needs.Length);
        Sample Means(bool isNormalized) => new(changes[isNormalized].Select(run => run.Average()));
    }

    /// <summary>RG-21: a small convolutional network with AlexNet's order ReLU, norm, pooling.</summary>
    static void CompareResponseNorm(ExperimentRun run, DigitSplits digits)
    {
        Sequential Convolutional(bool isNormalized)
        {
            Layer[] Block(int inputs, int outputs) => isNormalized
                ? [new Conv2d(inputs, outputs, kernel: 5), new Relu(), new ResponseNorm(), new MaxPool2d(2)]
                : [new Conv2d(inputs, outputs, kernel: 5), new Relu(), new MaxPool2d(2)];
            return new([.. Block(1, 8), .. Block(8, 16), new Flatten(), new Dense(256, 10)]);
        }
        var recipe = new TrainingRecipe
        {
            Optimizer = "sgd", Rate = 0.05, Momentum = 0.9, BatchSize = 50, Epochs = run.Choose(1, 4),
        };
        Sample Error(bool isNormalized) => run.Measure(isNormalized ? "response norm" : "no response norm", seed =>
        {
            var network = Convolutional(isNormalized);
            run.Train(network, recipe, digits.Training, validation: null, seed);
            return 100 - run.Accuracy(network, digits.Test);
        });
        var (with, without) = (Error(true), Error(false));
        run.Report("RG-21", "It reduces the error on ImageNet by 1.4 (top 1) and 1.2 (top 5) points",
            $"{without - with:F2} points on digits: {with:F2} % with, {without:F2} % without",
            "ImageNet is out of reach; digits are another problem");
    }
}
