using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Rosenblatt's perceptron learns every set of examples that a line or a hyperplane separates, in finitely many
/// corrections. It never learns XOR, which a network with one hidden layer does.
/// </summary>
/// <remarks>
/// Data: the truth tables of AND, OR and XOR, and two letters on 20×20 photosensors with noise. Measured: errors after
/// every pass over the examples. Source: NN-03.
/// </remarks>
sealed class PerceptronExperiment : Experiment
{
    const int Passes = 1000, ShownPasses = 30, Letters = 200, LetterPasses = 20;

    static readonly (string Name, Dataset Data)[] tables =
        [("AND", TruthTable(0, 0, 0, 1)), ("OR", TruthTable(0, 1, 1, 1)), ("XOR", TruthTable(0, 1, 1, 0))];

    static readonly TrainingRecipe recipe = new() { Optimizer = "adam", Rate = 0.05, BatchSize = 4, Epochs = 300 };

    public override string Name => "perceptron";

    public override string Shows => "A perceptron learns AND, OR and two letters, and never XOR";

    public override string LookFor => "A line separates the two classes of AND and of OR; for XOR there is none. The "
        + "weights of the letters are red where only B is dark, and blue where only A is.";

    public override IReadOnlyList<string> Ids => ["NN-03"];

    public override string? PictureSection => "Two letters on 20×20 photosensors";

    public override double Minutes => 0.02;

    public override void Run(ExperimentRun run)
    {
        var curves = new List<Series>();
        var planes = new List<Chart>();
        foreach (var (name, data) in tables)
        {
            var perceptron = new Perceptron(2);
            var errors = LearningCurve(perceptron, data, Passes);
            var shown = errors.Take(ShownPasses + 1).Select((count, pass) => ((double)pass, (double)count));
            curves.Add(new(name, [.. shown], curves.Count));
            planes.Add(Plane($"perceptron, {name}: {errors[^1]} of 4 wrong", data,
                points => [.. points.Select(point => perceptron.Predict([(float)point.X, (float)point.Y]) * 2f - 1)]));
            if (name == "XOR")
                run.Judge("NN-03", "A perceptron never learns XOR", $"1 error or more after each of {Passes} passes",
                    $"fewest errors: {errors.Min()} of 4", errors.Min() >= 1);
            else
                run.Judge("NN-03", $"A perceptron learns {name}", "0 errors",
                    $"{errors[^1]} errors; none since pass {errors.FindLastIndex(count => count > 0) + 1}",
                    errors[^1] == 0);
        }
        planes.Add(HiddenLayerOnXor(run, tables[^1].Data));
        run.Section("Truth tables", "The color is the predicted class. Errors are counted on all four examples after "
            + "each pass over them.");
        run.Show(new Chart("Errors of the perceptron",
            new("pass", IsWhole: true), new("errors of 4", 0, 4, IsWhole: true), curves));
        run.Show(planes);
        JudgeLetters(run);
    }

    /// <summary>Returns the errors before the first pass and after each one.</summary>
    static List<int> LearningCurve(Perceptron perceptron, Dataset data, int passes)
    {
        var errors = new List<int> { perceptron.Errors(data) };
        for (var pass = 0; pass < passes; pass++)
        {
            perceptron.Pass(data);
            errors.Add(perceptron.Errors(data));
        }
        return errors;
    }

    static Chart HiddenLayerOnXor(ExperimentRun run, Dataset data)
    {
        Sequential network = new(new Dense(2, 8), new Tanh(), new Dense(8, 2));
        var right = run.Measure("seed", seed =>
        {
            run.Train(network, recipe, data, validation: null, seed);
            return run.Accuracy(network, data) / 25;
        });
        run.Judge("NN-03", "A network with one hidden layer learns XOR", "4 of 4 right with every seed",
            $"{right.Minimum:F0} of 4", right.Minimum == 4);
        return Plane($"hidden layer of 8, XOR: {4 - right.Minimum:F0} of 4 wrong", data, points =>
            [.. PlanePlot.Probabilities(run, network, points).Select(probability => 2 * probability - 1)]);
    }

    static void JudgeLetters(ExperimentRun run)
    {
        var (passes, wrong) = (new List<double>(), new List<double>());
        var images = new List<(string, string)>();
        foreach (var seed in run.Seeds)
        {
            var (training, test) = Characters.Create(2 * Letters, seed).Split(Letters);
            var perceptron = new Perceptron(Characters.Size * Characters.Size);
            var errors = LearningCurve(perceptron, training, LetterPasses);
            passes.Add(errors.IndexOf(0) is var pass and >= 0 ? pass : double.PositiveInfinity);
            wrong.Add(100.0 * perceptron.Errors(test) / test.Count);
            if (seed > 1) continue;
            float[] weights = [.. perceptron.Weights.Select(weight => (float)weight)];
            images.AddRange(Enumerable.Range(0, 4).Select(i =>
                (ColorMappedImage.Grayscale(training.Input(i), Characters.Size), i % 2 == 0 ? "A" : "B")));
            images.Add((ColorMappedImage.Diverging(
                weights, Characters.Size, ColorMappedImage.LargestMagnitude(weights)), "weights: B red, A blue"));
        }
        run.Section("Two letters on 20×20 photosensors", $"{Letters / 2} copies of each letter, shifted by up to two "
            + "sensors; 8 % of the sensors are wrong. The last picture shows the weights of the perceptron.");
        run.ShowImages(images.SkipLast(1), 140);
        run.ShowImages(images.TakeLast(1), 280, HtmlFragments.DivergingImage);
        run.Judge("NN-03", "A perceptron learns two characters on 20×20 photosensors",
            $"0 errors within {LetterPasses} passes", $"after {new Sample(passes):F1} passes; "
            + $"{new Sample(wrong):F1} % wrong of {Letters} new ones", passes.Max() <= LetterPasses);
    }

    static Chart Plane(
        string title, Dataset data, Func<IReadOnlyList<(double X, double Y)>, float[]> values)
    {
        ChartAxis x = new("first input", -0.5, 1.5), y = new("second input", -0.5, 1.5);
        return new(title, x, y, PlanePlot.ByClass(data))
        {
            IsSquare = true, Background = PlaneImage.Diverging(x, y, values),
        };
    }

    static Dataset TruthTable(params int[] outputs) =>
        Dataset.FromArrays([0, 0, 0, 1, 1, 0, 1, 1], [2], outputs, classes: 2, "truth table");
}
