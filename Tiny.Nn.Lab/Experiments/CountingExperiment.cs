using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// The sizes and parameter counts that the sources print for known networks, computed from their layers, and the
/// misprints beside the right numbers.
/// </summary>
/// <remarks>
/// Networks: AlexNet for images of 227 and of 224 pixels, VGG with 13 and 16 layers (configurations B, C and D),
/// LeNet-5 and a network with one hidden layer. Nothing is trained, and no weights exist. Source: NA-03,
/// NA-04, NA-07, NN-13.
/// </remarks>
sealed class CountingExperiment : Experiment
{
    public override string Name => "counting";

    public override string Shows => "Layer sizes and parameter counts of known networks follow from their layers";

    public override string LookFor => "Every row of the tables repeats a row of the sources; the last table lists "
        + "the numbers that they misprint.";

    public override IReadOnlyList<string> Ids => ["NA-03", "NA-04", "NA-07", "NN-13"];

    public override double Minutes => 0.01;

    public override void Run(ExperimentRun run)
    {
        var (large, small) = (new Counts([1, 3, 227, 227], AlexNet(6)), new Counts([1, 3, 224, 224], AlexNet(5)));
        Judge(run, "NA-03", "AlexNet, 227×227: sizes after convolutions and pooling", "55 27 27 13", Sizes(large, 4));
        Judge(run, "NA-03", "AlexNet: convolutions and dense layers", "5 3",
            $"{AlexNet(6).Count(layer => layer is Conv2d)} {AlexNet(6).Count(layer => layer is Dense)}");
        Judge(run, "NA-04", "AlexNet, 224×224: sizes after convolutions and pooling", "54 26 26 12 12 12 12 5",
            Sizes(small, 8));
        ShowNetwork(run, "AlexNet, 227×227", large);
        ShowNetwork(run, "AlexNet, 224×224", small);
        JudgeVgg(run);
        JudgeSmallNetworks(run);
        ShowMisprints(run, large);
    }

    static void JudgeVgg(ExperimentRun run)
    {
        var counts = new Counts([1, 3, 224, 224], Vgg(3));
        ShowNetwork(run, "VGG-16, configuration D, without biases", counts);
        Judge(run, "NA-07", "VGG-16: parameters of the convolutions",
            "1,728 36,864 73,728 147,456 294,912 589,824 589,824 1,179,648 2,359,296 2,359,296 2,359,296 2,359,296 "
            + "2,359,296",
            string.Join(' ', counts.Where(row => row.Layer is Conv2d).Select(row => $"{row.Layer.ParameterCount:N0}")));
        Judge(run, "NA-07", "VGG-16: parameters of the dense layers", "102,760,448 16,777,216 4,096,000",
            string.Join(' ', counts.Where(row => row.Layer is Dense).Select(row => $"{row.Layer.ParameterCount:N0}")));
        Judge(run, "NA-07", "VGG-16: all parameters, without biases", "138,344,128",
            $"{counts.Sum(row => row.Layer.ParameterCount):N0}");
        Judge(run, "NA-07", "VGG-16: numbers in memory for one image", "15,237,608",
            $"{3 * 224 * 224 + counts.Where(row => row.Layer is not Flatten).Sum(row => (long)row.Output.Count):N0}");
        var depths = ((string Name, int ThirdKernel)[])[("B", 0), ("C", 1), ("D", 3)];
        Judge(run, "NA-07", "VGG B, C, D: layers with weights", "B 13, C 16, D 16", string.Join(", ", depths.Select(
            one => $"{one.Name} {Vgg(one.ThirdKernel).Count(layer => layer.ParameterCount > 0)}")));
        Judge(run, "NA-07", "VGG B, C, D: each pooling halves the size, the filters double up to 512",
            "112×64 56×128 28×256 14×512 7×512 in all three", depths.Select(one => string.Join(' ',
                new Counts([1, 3, 224, 224], Vgg(one.ThirdKernel)).Where(row => row.Layer is MaxPool2d)
                    .Select(row => $"{row.Output[2]}×{row.Output[1]}")) + " in all three").Distinct().Single());
    }

    static void JudgeSmallNetworks(ExperimentRun run)
    {
        Sequential oneHidden = new(new Dense(784, 512), new Relu(), new Dense(512, 10), new Softmax());
        Judge(run, "NN-13", "784-512-10: parameters", "407,050", $"{oneHidden.ParameterCount:N0}");
        oneHidden.Initialize(run.DoubleBackend, seed: 1);
        using var scope = run.DoubleBackend.BeginScope(recording: false);
        var scores = oneHidden.Forward(Tensor.From(run.DoubleBackend, [1, 784],
            new RandomStream(1, "image").NextNormals(784)), ForwardContext.Evaluation);
        var sum = scores.ToArray().Sum();
        run.Judge("NN-13", "784-512-10: softmax scores of one image", "shape [1, 10], sum 1 to 1e-12",
            $"shape {scores.Shape}, sum {sum:G6}", scores.Shape.Equals([1, 10]) && Math.Abs(sum - 1) < 1e-12);
        var lenet = new Counts([1, 1, 32, 32], LeNet5());
        ShowNetwork(run, "LeNet-5", lenet);
        run.Report("NN-13", "Beside it: LeNet-5 has 61,706 parameters (NA-01)",
            $"{lenet.Sum(row => row.Layer.ParameterCount):N0}", "a test judges LeNet-5");
    }

    static void ShowMisprints(ExperimentRun run, Counts alexNet)
    {
        long inputs = 3 * 227 * 227, outputs = alexNet[0].Output.Count;
        run.Section("Misprints", "E2, E5, E6 and E25 of SOURCES.md.");
        run.ShowTable(["where", "printed", "right"],
        [
            ["AlexNet, first layer as a dense one: weights", "230,187 · 290,400 = 66,846,304,800",
                $"{inputs:N0} · {outputs:N0} = {inputs * outputs:N0}"],
            ["LeNet-5, C5: input size", "10", $"{new Counts([1, 1, 32, 32], LeNet5())[3].Output[2]}"],
            ["AlexNet, second pooling: input size", "13", $"{alexNet[2].Output[2]}"],
            ["AlexNet, second convolution: input size", "55", $"{alexNet[1].Output[2]}"],
        ]);
    }

    static void Judge(ExperimentRun run, string id, string says, string expected, string got) =>
        run.Judge(id, says, expected, got, got == expected);

    static string Sizes(Counts counts, int rows) => string.Join(' ', counts.Take(rows).Select(row => row.Output[2]));

    static void ShowNetwork(ExperimentRun run, string title, Counts counts)
    {
        run.Section(title);
        run.ShowTable(["layer", "output", "parameters", "multiplications"], counts.Select(row => (string[])[
            $"{row.Layer}", $"{row.Output[1..]}", $"{row.Layer.ParameterCount:N0}", $"{row.Multiplications:N0}"]));
    }

    static Layer[] AlexNet(int lastSize) =>
    [
        new Conv2d(3, 96, kernel: 11, stride: 4), new MaxPool2d(3, stride: 2),
        new Conv2d(96, 256, kernel: 5, padding: 2), new MaxPool2d(3, stride: 2),
        new Conv2d(256, 384, kernel: 3, padding: 1), new Conv2d(384, 384, kernel: 3, padding: 1),
        new Conv2d(384, 256, kernel: 3, padding: 1), new MaxPool2d(3, stride: 2), new Flatten(),
        new Dense(256 * lastSize * lastSize, 4096), new Dense(4096, 4096), new Dense(4096, 1000),
    ];

    /// <summary>
    /// VGG: five blocks of 3×3 convolutions and a pooling. In the last three blocks, configuration C adds a third
    /// convolution of 1×1, D one of 3×3, and B none.
    /// </summary>
    static Layer[] Vgg(int thirdKernel)
    {
        var (channels, layers) = (3, new List<Layer>());
        for (var block = 0; block < 5; block++)
        {
            var filters = Math.Min(512, 64 << block);
            foreach (var kernel in (int[])(block >= 2 && thirdKernel > 0 ? [3, 3, thirdKernel] : [3, 3]))
            {
                layers.Add(new Conv2d(channels, filters, kernel, padding: kernel / 2, bias: false));
                channels = filters;
            }
            layers.Add(new MaxPool2d(2));
        }
        return [.. layers, new Flatten(), new Dense(512 * 7 * 7, 4096, bias: false),
            new Dense(4096, 4096, bias: false), new Dense(4096, 1000, bias: false)];
    }

    static Layer[] LeNet5() =>
    [
        new Conv2d(1, 6, kernel: 5), new AveragePool2d(2), new Conv2d(6, 16, kernel: 5), new AveragePool2d(2),
        new Conv2d(16, 120, kernel: 5), new Flatten(), new Dense(120, 84), new Dense(84, 10),
    ];

    readonly record struct LayerCount(Layer Layer, Shape Output, long Multiplications);

    /// <summary>The layers of a network with the shape of each output.</summary>
    sealed class Counts(Shape image, IEnumerable<Layer> layers) : List<LayerCount>(Rows(image, layers))
    {
        static IEnumerable<LayerCount> Rows(Shape shape, IEnumerable<Layer> layers)
        {
            foreach (var layer in layers)
            {
                var multiplications = layer.Multiplications(shape);
                shape = layer.OutputShape(shape);
                yield return new(layer, shape, multiplications);
            }
        }
    }
}
