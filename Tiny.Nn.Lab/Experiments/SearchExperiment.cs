using Tiny.Nn.Data;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Three ways down with the same number of loss evaluations: guess weights at random, take random steps and keep those
/// that help, or follow the gradient. And the effect of the step size on the last.
/// </summary>
/// <remarks>
/// Softmax regression on 1,000 digits, from zero weights; the loss of all of them is evaluated 1,000 times. Guesses and
/// random steps have the deviation 0.02. Source: OP-09.
/// </remarks>
sealed class SearchExperiment : Experiment
{
    const double Deviation = 0.02, Rate = 0.5;
    const int RateSteps = 100;

    static readonly double[] rates = [0.001, 0.01, 0.1, 1, 10];

    public override string Name => "search";

    public override string Shows => "The gradient finds in a few steps what random search does not find in a thousand";

    public override string LookFor => "Random guesses hardly improve on zero weights, random steps do slowly, and the "
        + "gradient at once. A small rate is slow; the largest one first throws the loss far up.";

    public override IReadOnlyList<string> Ids => ["OP-09"];

    public override double Minutes => 0.3;

    public override void Run(ExperimentRun run)
    {
        var (digits, evaluations) = (run.Digits(1000, 0, 0).Training, run.Choose(300, 1000));
        var problem = new SoftmaxProblem(run, digits);
        (string Name, Func<ulong, int, List<double>> Search)[] searches =
        [
            ("random search", (seed, count) => problem.RandomSearch(seed, count, isLocal: false)),
            ("random local search", (seed, count) => problem.RandomSearch(seed, count, isLocal: true)),
            ("gradient descent", (_, count) => problem.Descend(Rate, count)),
        ];
        var (losses, curves) = (new List<Sample>(), new List<Series>());
        foreach (var (name, search) in run.Track("search", searches))
        {
            var paths = run.Track("seed", run.Seeds).Select(seed => search(seed, evaluations)).ToArray();
            losses.Add(new(paths.Select(path => path[^1])));
            curves.Add(new(name, [.. paths[0].Select((loss, i) => (i + 1.0, loss))], curves.Count, SeriesStyle.Line));
        }
        var ends = rates.Select(rate => (Rate: rate, Losses: problem.Descend(rate, RateSteps))).ToArray();

        run.Section("The same number of evaluations", $"Softmax regression on {digits.Count} digits; the lowest loss "
            + "so far. Seed 1.");
        run.Show(new Chart("Three ways to search", new("evaluations of the loss", IsLogarithmic: true),
                new("loss", 0), curves),
            new Chart("Gradient descent with five rates", new("step"), new("loss", IsLogarithmic: true),
                [.. ends.Select((end, i) => new Series($"η = {end.Rate}",
                    [.. end.Losses.Select((loss, step) => ((double)step, loss))], i, SeriesStyle.Line))]));
        run.Judge("OP-09", "Following the gradient beats random local search, which beats random search",
            $"loss after {evaluations} evaluations in this order",
            string.Join(", ", searches.Zip(losses, (search, loss) => $"{search.Name} {loss:F3}")),
            losses[2].Mean < losses[1].Mean && losses[1].Mean < losses[0].Mean);
        var moderate = ends.SkipLast(1).ToArray();
        var (start, peak) = (ends[^1].Losses[0], ends[^1].Losses.Max());
        run.Judge("OP-09", "A small step size is slow, a large one overshoots",
            $"after {RateSteps} steps a lower loss with each rate up to 1; with 10 the loss rises to twice its start",
            $"{string.Join(", ", moderate.Select(end => $"η = {end.Rate}: {end.Losses[^1]:F3}"))}; "
            + $"η = {rates[^1]}: from {start:F2} up to {peak:F1}, then {ends[^1].Losses[^1]:F3}",
            moderate.Zip(moderate.Skip(1)).All(pair => pair.Second.Losses[^1] < pair.First.Losses[^1])
            && peak >= 2 * start);
    }

    /// <summary>Softmax regression on all examples at once.</summary>
    sealed class SoftmaxProblem
    {
        readonly ExperimentRun run;
        readonly Dense layer;
        readonly Tensor images;
        readonly int[] labels;

        public SoftmaxProblem(ExperimentRun run, Dataset digits)
        {
            this.run = run;
            var pixels = digits.ExampleShape.Count;
            layer = new(pixels, digits.Classes, weights: Initializer.Zero, biases: Initializer.Zero);
            layer.Initialize(run.Backend, seed: 1);
            images = Tensor.From(run.Backend, [digits.Count, pixels],
                Enumerable.Range(0, digits.Count).SelectMany(digits.Input).ToArray());
            labels = digits.Labels();
        }

        /// <summary>Returns the lowest loss after each trial: a guess around zero, or a step from the best.</summary>
        public List<double> RandomSearch(ulong seed, int count, bool isLocal)
        {
            var random = new RandomStream(seed, "search");
            var (best, losses) = (new double[layer.Weight.Shape.Count], new List<double>());
            layer.Bias!.Value.Assign(new double[layer.Bias.Shape.Count]);
            for (var trial = 0; trial < count; trial++)
            {
                var step = random.NextNormals(best.Length);
                var weights = step.Select((value, i) => (isLocal ? best[i] : 0) + Deviation * value).ToArray();
                layer.Weight.Value.Assign(weights);
                using var scope = run.Backend.BeginScope(recording: false);
                var loss = Loss().Item();
                if (trial == 0 || loss < losses[^1]) best = weights;
                losses.Add(trial == 0 ? loss : Math.Min(loss, losses[^1]));
            }
            return losses;
        }

        /// <summary>Returns the loss before each step of gradient descent from zero weights.</summary>
        public List<double> Descend(double rate, int count)
        {
            layer.Initialize(run.Backend, seed: 1);
            var (optimizer, losses) = (new Sgd(rate), new List<double>());
            for (var step = 0; step < count; step++)
            {
                using var scope = run.Backend.BeginScope();
                var loss = Loss();
                losses.Add(loss.Item());
                Graph.Backward(loss);
                optimizer.Step(layer.Parameters.Select(one => one.Parameter));
            }
            return losses;
        }

        Tensor Loss() => layer.Forward(images, ForwardContext.Evaluation).CrossEntropy(labels);
    }
}
