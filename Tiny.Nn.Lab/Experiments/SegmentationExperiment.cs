using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Segmentation: the network classifies every pixel as background or as ink of one of ten digits. The loss of an image
/// is the sum of the cross-entropies of its pixels.
/// </summary>
/// <remarks>
/// The encoder halves the image twice, the decoder doubles it twice by transposed convolutions. Two networks: the
/// decoder concatenates the encoder's maps of the same size (a U-Net), or it does not. Source: NN-21.
/// </remarks>
sealed class SegmentationExperiment : Experiment
{
    const int Side = 28, Classes = 11;

    public override string Name => "segmentation";

    public override string Shows => "A network names the digit at every pixel, better if its decoder also sees the "
        + "encoder's maps";

    public override string LookFor => "Both masks follow the strokes. With concatenation fewer pixels get the color of "
        + "another digit.";

    public override IReadOnlyList<string> Ids => ["NN-21"];

    public override double Minutes => 1;

    public override void Run(ExperimentRun run)
    {
        var digits = run.Digits(run.Choose(300, 4_000), 0, run.Choose(100, 1_000));
        var (training, test) = (Masked(digits.Training), Masked(digits.Test));
        JudgeSum(run, test.Take(4));
        LearnByHeart(run, training.Take(run.Choose(10, 50)));
        CompareConnections(run, training, test);
    }

    /// <summary>The class of a pixel: 0 where there is no ink, else 1 + the digit.</summary>
    static Dataset Masked(Dataset digits)
    {
        var inputs = Enumerable.Range(0, digits.Count).SelectMany(digits.Input).ToArray();
        var labels = inputs.Select((ink, i) => ink > 0.5 ? 1 + digits.Label(i / (Side * Side)) : 0).ToArray();
        return Dataset.FromArrays(
            inputs, digits.ExampleShape, Targets.FromLabels(labels, Classes, [Side, Side]), digits.Name);
    }

    static Sequential Network(bool concatenates)
    {
        Layer Connect(Layer body) => concatenates ? new Concatenated(body) : body;
        int From(int body, int past) => concatenates ? body + past : body;
        var innermost = Connect(new Sequential(
            new MaxPool2d(2), Convolution(16, 32), new Relu(), Convolution(32, 32), new Relu(),
            new ConvTranspose2d(32, 16, kernel: 2, stride: 2), new Relu()));
        var inner = Connect(new Sequential(
            new MaxPool2d(2), Convolution(8, 16), new Relu(), innermost,
            Convolution(From(16, 16), 16), new Relu(),
            new ConvTranspose2d(16, 16, kernel: 2, stride: 2), new Relu()));
        return new(Convolution(1, 8), new Relu(), inner, new Conv2d(From(16, 8), Classes, kernel: 1));
    }

    static Conv2d Convolution(int inputs, int outputs) =>
        new(inputs, outputs, kernel: 3, padding: 1, weights: Initializer.HeNormal, biases: Initializer.Zero);

    static TrainingRecipe Recipe(int epochs) => new()
    {
        Optimizer = "adam", Rate = 0.01, BatchSize = 10, Epochs = epochs, Schedule = new OneCycle(),
    };

    /// <summary>The loss of images, against −ln p of every pixel, computed one by one.</summary>
    static void JudgeSum(ExperimentRun run, Dataset data)
    {
        var network = Network(concatenates: true);
        network.Initialize(run.DoubleBackend, seed: 1);
        using var scope = run.DoubleBackend.BeginScope(recording: false);
        var batch = new Batches(data, data.Count, shuffle: false).Epoch(0).First();
        var logits = network.Forward(
            Tensor.From(run.DoubleBackend, batch.Shape, batch.Inputs), ForwardContext.Evaluation);
        var pixels = batch.Targets.Labels.Length;
        var loss = logits.CrossEntropy(batch.Targets.Labels).Item() * pixels;
        var rows = logits.MoveAxis(1, -1).ToArray().Chunk(Classes);
        var sum = rows.Zip(batch.Targets.Labels, (row, label) =>
            Math.Log(row.Sum(Math.Exp)) - row[label]).Sum();
        run.Judge("NN-21", "The loss of an image is the sum of the cross-entropies of its pixels", "equal to 1e-12",
            $"{loss:F6} for {pixels:N0} pixels, relative difference {Math.Abs(loss - sum) / sum:E1}",
            Math.Abs(loss - sum) <= 1e-12 * sum);
    }

    static void LearnByHeart(ExperimentRun run, Dataset data)
    {
        var network = Network(concatenates: true);
        run.Train(network, Recipe(epochs: run.Choose(500, 300)), data, validation: null, seed: 1);
        var score = Score.Of(run, network, data);
        run.Judge("NN-21", $"It learns the masks of {data.Count} images by heart", "≥ 99 % of the ink pixels",
            $"{score.Ink:F2} %", score.Ink >= 99);
    }

    static void CompareConnections(ExperimentRun run, Dataset training, Dataset test)
    {
        var recipe = Recipe(run.Choose(2, 6, 12));
        var (networks, scores) = (new Dictionary<bool, Sequential>(), new Dictionary<bool, List<Score>>());
        foreach (var seed in run.Track("seed", run.Seeds))
            foreach (var concatenates in run.Track("concatenation", (bool[])[true, false]))
            {
                var network = Network(concatenates);
                run.Train(network, recipe, training, validation: null, seed);
                networks.TryAdd(concatenates, network);
                scores.TryAdd(concatenates, []);
                scores[concatenates].Add(Score.Of(run, network, test));
            }
        ShowMasks(run, networks[true], networks[false], test);
        Sample Of(bool concatenates, Func<Score, double> value) => new(scores[concatenates].Select(value));
        run.ShowTable(["network", "all pixels", "ink pixels", "mean intersection over union"],
            ((bool[])[true, false]).Select(concatenates => (string[])[
                concatenates ? "with concatenation" : "without", $"{Of(concatenates, score => score.All):F2} %",
                $"{Of(concatenates, score => score.Ink):F2} %", $"{Of(concatenates, score => score.Overlap):F2} %"]));
        foreach (var (what, value) in ((string, Func<Score, double>)[])
            [("pixels", score => score.All), ("intersection over union", score => score.Overlap)])
            run.Judge("NN-21", $"Upconvolution with concatenation is common: {what} of held-out images",
                "with ≥ without", $"{Of(true, value):F2} %, without {Of(false, value):F2} %",
                (Of(true, value) - Of(false, value)).Mean >= 0, Needs.Length);
    }

    static void ShowMasks(ExperimentRun run, Sequential with, Sequential without, Dataset test)
    {
        var shown = test.Take(8);
        run.Section("Masks", "Held-out digits. From above: the true masks, and those of the network with and without "
            + "concatenation. Each digit has a color.");
        foreach (var (name, masks) in new[]
        {
            ("true", shown.Targets.Labels), ("with", Predict(run, with, shown)),
            ("without", Predict(run, without, shown)),
        })
            run.ShowImages(Enumerable.Range(0, shown.Count).Select(i =>
                (ColorMappedImage.Classes(Part(masks, i), Side), name)), 84, HtmlFragments.DivergingImage);
    }

    static ReadOnlySpan<int> Part(int[] labels, int image) => labels.AsSpan(image * Side * Side, Side * Side);

    static int[] Predict(ExperimentRun run, Sequential network, Dataset data) =>
        Trainer.Evaluate(run.Backend, network, Objective.Classification(), data).Predictions!.Labels;

    /// <summary>
    /// Percentages of correct pixels, among all and among those with ink, and the mean over the digits of intersection
    /// over union.
    /// </summary>
    sealed record Score(double All, double Ink, double Overlap)
    {
        public static Score Of(ExperimentRun run, Sequential network, Dataset data)
        {
            var pairs = Predict(run, network, data).Zip(data.Targets.Labels).ToArray();
            var overlaps = Enumerable.Range(1, Classes - 1).Select(label => (
                Both: pairs.Count(pair => pair.First == label && pair.Second == label),
                Either: pairs.Count(pair => pair.First == label || pair.Second == label)))
                .Where(counts => counts.Either > 0);
            return new(
                100 * pairs.Average(pair => pair.First == pair.Second ? 1.0 : 0),
                100 * pairs.Where(pair => pair.Second > 0).Average(pair => pair.First == pair.Second ? 1.0 : 0),
                100 * overlaps.Average(counts => (double)counts.Both / counts.Either));
        }
    }
}
