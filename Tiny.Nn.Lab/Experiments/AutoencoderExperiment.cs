using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Networks that reproduce their input through a narrow code: the binary code of 8-3-8, the error by the size of the
/// code, a convolutional autoencoder, and the images between two digits.
/// </summary>
/// <remarks>Source: AE-01, AE-02, AE-03, AE-07.</remarks>
sealed class AutoencoderExperiment : Experiment
{
    public override string Name => "autoencoder";

    public override string Shows => "A narrow hidden layer learns a code: three bits for eight inputs, a few numbers "
        + "for a digit";

    public override string LookFor => "The eight rounded codes differ. The error falls as the code grows. Images "
        + "between two digits change from one to the other without a jump.";

    public override IReadOnlyList<string> Ids => ["AE-01", "AE-02", "AE-03", "AE-07"];

    public override string? PictureSection => "Convolutional autoencoder";

    public override double Minutes => 3;

    public override void Run(ExperimentRun run)
    {
        LearnBinaryCodes(run);
        VaryCodeSize(run);
        ReconstructDigits(run);
        Interpolate(run);
    }

    /// <summary>AE-01: eight one-hot vectors through three sigmoid units.</summary>
    static void LearnBinaryCodes(ExperimentRun run)
    {
        var inputs = new float[64];
        for (var i = 0; i < 8; i++) inputs[9 * i] = 1;
        var data = Dataset.FromArrays(inputs, [8], [.. Enumerable.Range(0, 8)], 8, "one-hot vectors");
        var recipe = new TrainingRecipe
        {
            Optimizer = "sgd", Rate = 10, BatchSize = 8, Epochs = 5_000, Objective = Objective.Reconstruction,
        };
        var seeds = run.Choose(4, 20);
        var (right, distinct, codes) = (0, 0, new float[8][]);
        foreach (var seed in run.Track("8-3-8", [.. Enumerable.Range(1, seeds)]))
        {
            var encoder = new Sequential(new Dense(8, 3, weights: Initializer.Uniform(1)), new Sigmoid());
            var network = new Sequential(
                encoder, new Dense(3, 8, weights: Initializer.Uniform(1)), new Sigmoid());
            run.Train(network, recipe, data, validation: null, (ulong)seed);
            var hidden = Features.Of(run, encoder, data);
            var outputs = Features.Of(run, network, data);
            right += Enumerable.Range(0, 8).All(i => outputs.Input(i).Index().MaxBy(unit => unit.Item).Index == i)
                ? 1 : 0;
            var rounded = Enumerable.Range(0, 8).Select(i => Bits(hidden.Input(i))).ToArray();
            distinct += rounded.Distinct().Count() == 8 ? 1 : 0;
            if (seed == 1) codes = [.. Enumerable.Range(0, 8).Select(hidden.Input)];
        }
        run.Section("8-3-8", "The three hidden units for each of the eight inputs, seed 1.");
        run.ShowTable(["input", "unit 1", "unit 2", "unit 3", "rounded"], codes.Select((code, i) =>
            (string[])[$"{i + 1}", $"{code[0]:F2}", $"{code[1]:F2}", $"{code[2]:F2}", Bits(code)]));
        run.Judge("AE-01", "After 5,000 epochs every output is right", "in 19 of 20 runs", $"{right} of {seeds}",
            right >= seeds - 1, Needs.Length);
        run.Judge("AE-01", "The rounded codes are eight distinct words of three bits", "in at least 10 of 20 runs",
            $"{distinct} of {seeds}", 2 * distinct >= seeds, Needs.Length);
    }

    static string Bits(float[] code) => string.Concat(code.Select(value => value < 0.5 ? '0' : '1'));

    /// <summary>AE-02: the error of linear autoencoders by the size k of the code.</summary>
    static void VaryCodeSize(ExperimentRun run)
    {
        const int size = 16;
        var random = new RandomStream(1, "linear autoencoder");
        var data = Dataset.FromArrays([.. random.NextNormals(500 * size).Select(value => (float)value)], [size],
            new int[500], 1, "normal vectors");
        var recipe = new TrainingRecipe
        {
            Optimizer = "adam", Rate = 0.02, BatchSize = 100, Epochs = 150, Schedule = new CosineDecay(),
            Objective = Objective.Reconstruction,
        };
        int[] sizes = [1, 2, 4, 8, 12, 16];
        var errors = new List<double>();
        foreach (var k in run.Track("code size", sizes))
        {
            var network = new Sequential(new Dense(size, k), new Dense(k, size));
            run.Train(network, recipe, data, validation: null, seed: 1);
            errors.Add(Trainer.Evaluate(run.Backend, network, Objective.Reconstruction, data).Loss);
        }
        run.Section("Code size", $"Linear autoencoders of vectors with {size} independent elements.");
        run.Show(new Chart("Mean squared error", new("size k of the code", From: 0), new("", From: 0),
            new Series("linear autoencoder", [.. sizes.Zip(errors, (k, error) => ((double)k, error))])));
        run.Judge("AE-02", "The error falls as the code grows", "each ≤ the one before",
            string.Join(", ", errors.Select(error => $"{error:G3}")),
            errors.Zip(errors.Skip(1)).All(pair => pair.Second <= pair.First));
        run.Judge("AE-02", "With k = d the input is reproduced", "≤ 1e-4", $"{errors[^1]:E1}", errors[^1] <= 1e-4);
    }

    /// <summary>AE-03: a convolutional autoencoder against the mean image.</summary>
    static void ReconstructDigits(ExperimentRun run)
    {
        var definition = NetworkRegistry.Find("conv-autoencoder");
        var recipe = definition.Recipe with { Epochs = run.Choose(1, 3, 10) };
        var digits = run.Digits(run.Choose(1_000, 50_000), 0, run.Choose(200, 10_000));
        var network = definition.Build();
        var error = run.Measure("convolutional autoencoder", seed =>
        {
            run.Train(network, recipe, digits.Training, validation: null, seed);
            return Trainer.Evaluate(run.Backend, network, Objective.Reconstruction, digits.Test).Loss;
        });
        var baseline = MeanImageError(digits);
        run.Section("Convolutional autoencoder", "Test images, and what the code of 8·7·7 numbers keeps of them.");
        ShowPairs(run, network, digits.Test);
        run.Judge("AE-03", "It reconstructs better than the mean image does", "< mean image",
            $"{error:F5}, mean image {baseline:F5}", error.Mean < baseline, Needs.Length);
        run.Judge("AE-03", "The error per pixel is small", "≤ 0.003", $"{error:F5}", error.Mean <= 0.003,
            Needs.Mnist | Needs.Length);
    }

    static double MeanImageError(DigitSplits digits)
    {
        var mean = new double[digits.Training.ExampleShape.Count];
        for (var i = 0; i < digits.Training.Count; i++)
            foreach (var (pixel, value) in digits.Training.Input(i).Index()) mean[pixel] += value;
        return Enumerable.Range(0, digits.Test.Count).Average(i => digits.Test.Input(i)
            .Select((value, pixel) => Math.Pow(value - mean[pixel] / digits.Training.Count, 2)).Average());
    }

    static void ShowPairs(ExperimentRun run, Sequential network, Dataset test)
    {
        var shown = test.Take(8);
        var outputs = Features.Of(run, network, shown);
        run.ShowImages(Enumerable.Range(0, shown.Count).SelectMany(i => new[]
        {
            (ColorMappedImage.Grayscale(shown.Input(i), 28), "input"),
            (ColorMappedImage.Grayscale(outputs.Input(i), 28), "output"),
        }), 84);
    }

    /// <summary>AE-07: D(t·z₁ + (1 − t)·z₂) for a dense and a convolutional decoder, and samples.</summary>
    static void Interpolate(ExperimentRun run)
    {
        const int frames = 9, code = 16;
        var digits = run.Digits(run.Choose(1_000, 20_000), 0, 100);
        var recipe = new TrainingRecipe
        {
            Optimizer = "adam", Rate = 0.002, BatchSize = 100, Epochs = run.Choose(2, 5),
            Objective = Objective.Reconstruction,
        };
        foreach (var (name, encoder, decoder) in run.Track("decoder", Decoders(code)))
        {
            var network = new Sequential(encoder, decoder);
            run.Train(network, recipe, digits.Training, validation: null, seed: 1);
            var codes = Features.Of(run, encoder, digits.Test);
            var (first, second) = (digits.Test.Labels().IndexOf(2), digits.Test.Labels().IndexOf(7));
            var strip = Decode(run, decoder, [.. Enumerable.Range(0, frames).Select(frame =>
                Mixed(codes.Input(second), codes.Input(first), (float)frame / (frames - 1)))]);
            run.Section($"Between two digits: {name}", "From one code to the other in equal steps, and images "
                + "of random codes with the mean and the deviation of the test images' codes.");
            run.ShowImages(strip.Select((image, frame) =>
                (ColorMappedImage.Grayscale(image, 28), $"t = {(double)frame / (frames - 1):0.###}")), 84);
            run.ShowImages(Samples(run, decoder, codes).Select(image =>
                (ColorMappedImage.Grayscale(image, 28), "sample")), 84);
            var ends = Decode(run, decoder, [codes.Input(first), codes.Input(second)]);
            var steps = strip.Zip(strip.Skip(1), Distance).ToArray();
            run.Judge("AE-07", $"t = 0 and t = 1 are the two reconstructions ({name})", "equal to the bit",
                strip[0].SequenceEqual(ends[0]) && strip[^1].SequenceEqual(ends[1]) ? "equal" : "different",
                strip[0].SequenceEqual(ends[0]) && strip[^1].SequenceEqual(ends[1]));
            run.Judge("AE-07", $"The images between them change smoothly ({name})", "largest step ≤ 3 × mean step",
                $"{steps.Max() / steps.Average():F2} × mean", steps.Max() <= 3 * steps.Average());
        }
    }

    static IReadOnlyList<(string Name, Sequential Encoder, Sequential Decoder)> Decoders(int code) =>
    [
        ("dense decoder",
            new(new Flatten(), new Dense(784, 128), new Relu(), new Dense(128, code)),
            new(new Dense(code, 128), new Relu(), new Dense(128, 784), new Sigmoid(), new Unflatten([1, 28, 28]))),
        ("convolutional decoder",
            new(new Conv2d(1, 8, kernel: 3, stride: 2, padding: 1), new Relu(),
                new Conv2d(8, 16, kernel: 3, stride: 2, padding: 1), new Relu(), new Flatten(), new Dense(784, code)),
            new(new Dense(code, 784), new Relu(), new Unflatten([16, 7, 7]),
                new ConvTranspose2d(16, 8, kernel: 4, stride: 2, padding: 1), new Relu(),
                new ConvTranspose2d(8, 1, kernel: 4, stride: 2, padding: 1), new Sigmoid())),
    ];

    /// <summary>t·a + (1 − t)·b.</summary>
    static float[] Mixed(float[] a, float[] b, float t) => [.. a.Zip(b, (x, y) => t * x + (1 - t) * y)];

    static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum());

    /// <summary>Decodes every code on its own, so that the result is independent of the others.</summary>
    static float[][] Decode(ExperimentRun run, Sequential decoder, float[][] codes) => [.. codes.Select(code =>
        Features.Of(run, decoder, Dataset.FromArrays(code, [code.Length], [0], 1, "code")).Input(0))];

    static float[][] Samples(ExperimentRun run, Sequential decoder, Dataset codes)
    {
        var random = new RandomStream(1, "samples of codes");
        var columns = Enumerable.Range(0, codes.ExampleShape.Count)
            .Select(unit => new Sample(Enumerable.Range(0, codes.Count).Select(i => (double)codes.Input(i)[unit])))
            .ToArray();
        return Decode(run, decoder, [.. Enumerable.Range(0, 9).Select(_ =>
            columns.Select(unit => (float)(unit.Mean + unit.Deviation * random.NextNormal())).ToArray())]);
    }
}
