using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// What the kernels of a trained network respond to: the kernels themselves, the feature maps of one digit, the six
/// crops of the test images to which a kernel responds most, and their projection to pixels by a deconvnet.
/// </summary>
/// <remarks>
/// Network v3 after four epochs. The response of a kernel is (z − b)/‖w‖, its correlation with the patch. A kernel of
/// the second convolution sees 14×14 pixels and moves by 2. Source: NM-09, NA-14.
/// </remarks>
sealed class InsideExperiment : Experiment
{
    const int Side = 28, Field = 14, CropWidth = 56, Stride = 2, Crops = 6, Chosen = 3;

    public override string Name => "inside";

    public override string Shows => "What the kernels of a convolutional network respond to";

    public override string LookFor => "Some of the first kernels have become edges and strokes. A strong kernel of "
        + "the second layer finds the same shape in six different digits, and its projection keeps just that shape. "
        + "A weak kernel finds little.";

    public override IReadOnlyList<string> Ids => ["NM-09", "NA-14"];

    public override double Minutes => 0.8;

    public override void Run(ExperimentRun run)
    {
        var definition = NetworkRegistry.Find("v3");
        var network = definition.Build();
        var digits = run.Digits(run.Choose(2_000, 50_000), 0, run.Choose(200, 2_000));
        var recipe = definition.Recipe with { Epochs = run.Choose(1, 4) };
        run.Train(network, recipe, digits.Training, validation: null, seed: 1);
        var deconvnet = new Deconvnet((Conv2d)network.Layers[0], (MaxPool2d)network.Layers[1], Second(network));

        ShowKernels(run, (Conv2d)network.Layers[0]);
        ShowFeatureMaps(run, network, digits.Test);
        ShowCrops(run, network, deconvnet, digits.Test);
        JudgeTranspose(run, definition.Build());
    }

    static Conv2d Second(Sequential network) => (Conv2d)network.Layers[3];

    /// <summary>NM-09: the first kernels, black positive and white negative.</summary>
    static void ShowKernels(ExperimentRun run, Conv2d layer)
    {
        var weights = Array.ConvertAll(layer.Weight.Value.ToArray(), value => (float)value);
        var limit = Math.Min(weights.Max(), -weights.Min());
        var kernels = weights.Chunk(25).ToArray();
        run.Section("First kernels", "The weights of the first layer: white is negative, black is positive, middle "
            + "gray is 0.");
        run.ShowImages(kernels.Select((kernel, index) =>
            (ColorMappedImage.Gray(kernel, 5, black: limit, white: -limit), $"{index}")), 84,
            HtmlFragments.OpaqueImage);
        byte Level(float weight) => ColorMappedImage.Level(weight, black: limit, white: -limit);
        run.Judge("NM-09", "The 20 kernels of 5×5 as images: white negative, black positive",
            "20 images; positive weights darker than negative ones, the largest black, the smallest white",
            $"{kernels.Length} images of {kernels[0].Length} pixels; gray level of the largest weight "
                + $"{Level(weights.Max())}, of 0 {Level(0)}, of the smallest {Level(weights.Min())}",
            kernels.Length == 20 && Level(weights.Max()) == 0 && Level(weights.Min()) == 255
                && weights.All(weight => weight > 0 ? Level(weight) <= Level(0) : Level(weight) >= Level(0)));
    }

    /// <summary>NA-14: the feature maps V⁽¹⁾(x) of one digit, the strongest kernel first.</summary>
    static void ShowFeatureMaps(ExperimentRun run, Sequential network, Dataset test)
    {
        var digit = test.Take(1);
        var maps = Features.Of(run, new Sequential([.. network.Layers.Take(3)]), digit);
        var planes = maps.Input(0).Chunk(maps.ExampleShape[1..].Count).Index().OrderByDescending(map => map.Item.Max());
        var largest = maps.Input(0).Max();
        run.Section("Feature maps", "A test image, and the output of each kernel for it after pooling and ReLU, from "
            + "the largest activation to the smallest. Where a map is blank, the kernel does not respond.");
        run.ShowImages([(ColorMappedImage.Grayscale(digit.Input(0), Side), $"a {digit.Label(0)}"),
            .. planes.Select(map => (ColorMappedImage.Grayscale(map.Item, maps.ExampleShape[2], largest),
                $"kernel {map.Index}"))], 84);
    }

    /// <summary>NA-14: crops and projections for the strongest and the weakest kernels of the second layer.</summary>
    static void ShowCrops(ExperimentRun run, Sequential network, Deconvnet deconvnet, Dataset test)
    {
        var stage = new Sequential([.. network.Layers.Take(4)]);
        var outputs = Features.Of(run, stage, test);
        var (chosenOn, judgedOn) = outputs.Split(outputs.Count / 2);
        var order = Responses(chosenOn, Second(network)).Index().OrderByDescending(kernel => kernel.Item)
            .Select(kernel => kernel.Index).ToArray();
        var (strong, weak) = (order[..Chosen], order[^Chosen..]);
        var (cropError, outside) = (0.0, 0);
        foreach (var (kind, kernels) in new[] { ("Strong", strong), ("Weak", weak) })
        {
            run.Section($"{kind} kernels", "For each kernel of the second layer, above: its number, and the six "
                + "crops with the largest activations. Below: the deconvnet's projection of that one unit to the "
                + "pixels of the crop.");
            foreach (var kernel in kernels)
            {
                var tops = Top(outputs, kernel);
                var crops = tops.Select(top => Crop(test.Input(top.Image), top.Row, top.Column)).ToArray();
                var projections = tops.Select(top =>
                    Project(run, deconvnet, test.Slice(top.Image, 1), kernel, top, outputs.ExampleShape)).ToArray();
                Show(run, kernel, tops, crops, projections);
                var alone = Features.Of(run, stage, Dataset.FromArrays(
                    [.. crops.SelectMany(crop => crop)], [1, Field, Field], new int[Crops], 1, "crops"));
                cropError = Math.Max(cropError, tops.Select((top, i) =>
                    Math.Abs(alone.Input(i)[kernel] - top.Value) / Math.Max(1, Math.Abs(top.Value))).Max());
                outside += tops.Select((top, i) => projections[i].Count(pixel => pixel != 0)
                    - Crop(projections[i], top.Row, top.Column).Count(pixel => pixel != 0)).Sum();
            }
        }
        Judge(run, Responses(judgedOn, Second(network)), strong, weak, cropError, outside);
    }

    static void Judge(
        ExperimentRun run, double[] responses, int[] strong, int[] weak, double cropError, int outside)
    {
        var (least, most) = (strong.Min(kernel => responses[kernel]), weak.Max(kernel => responses[kernel]));
        run.Judge("NA-14", "Some kernels correlate strongly with the images, others weakly",
            "on images that did not choose them, each strong kernel responds more than each weak one",
            $"strong ≥ {least:F2}, weak ≤ {most:F2}", least > most);
        run.Judge("NA-14", "The crops of the largest activations are what the kernel sees",
            "a crop alone gives the same activation, to 1e-4", $"largest relative error {cropError:E1}",
            cropError <= 1e-4);
        run.Judge("NA-14", "The projection of one unit stays within its receptive field", "no pixel outside",
            $"{outside} pixels outside", outside == 0);
    }

    /// <summary>The mean over the images of the largest response (z − b)/‖w‖ of every kernel.</summary>
    static double[] Responses(Dataset outputs, Conv2d layer)
    {
        var biases = layer.Bias!.Value.ToArray();
        var norms = layer.Weight.Value.ToArray().Chunk(layer.Weight.Shape[1..].Count)
            .Select(kernel => Math.Sqrt(kernel.Sum(weight => weight * weight))).ToArray();
        var means = new double[biases.Length];
        for (var i = 0; i < outputs.Count; i++)
            foreach (var (kernel, map) in outputs.Input(i).Chunk(outputs.ExampleShape[1..].Count).Index())
                means[kernel] += (map.Max() - biases[kernel]) / norms[kernel] / outputs.Count;
        return means;
    }

    /// <summary>The places of the largest activations of a kernel, one per image.</summary>
    static (int Image, int Row, int Column, float Value)[] Top(Dataset outputs, int kernel)
    {
        var (positions, width) = (outputs.ExampleShape[1..].Count, outputs.ExampleShape[2]);
        return [.. Enumerable.Range(0, outputs.Count).Select(image =>
        {
            var (position, value) = outputs.Input(image)[(kernel * positions)..((kernel + 1) * positions)].Index()
                .MaxBy(place => place.Item);
            return (image, position / width, position % width, value);
        }).OrderByDescending(top => top.value).Take(Crops)];
    }

    /// <summary>The 14×14 pixels that a unit of the second convolution sees.</summary>
    static float[] Crop(float[] image, int row, int column) =>
        [.. Enumerable.Range(0, Field * Field).Select(pixel =>
            image[(Stride * row + pixel / Field) * Side + Stride * column + pixel % Field])];

    static float[] Project(ExperimentRun run, Deconvnet deconvnet, Dataset digit, int kernel,
        (int Image, int Row, int Column, float Value) top, Shape maps)
    {
        using var scope = run.Backend.BeginScope(recording: false);
        var switches = deconvnet.Switches(Tensor.From(run.Backend, [1, 1, Side, Side], digit.Input(0)));
        var unit = new float[maps.Count];
        unit[(kernel * maps[1] + top.Row) * maps[2] + top.Column] = 1;
        return Array.ConvertAll(deconvnet.Project(
            Tensor.From(run.Backend, [1, .. maps.Lengths], unit), switches).ToArray(), value => (float)value);
    }

    static void Show(ExperimentRun run, int kernel, (int Image, int Row, int Column, float Value)[] tops,
        float[][] crops, float[][] projections)
    {
        run.ShowImages(crops.Select((crop, i) => (ColorMappedImage.Grayscale(crop, Field),
            i == 0 ? $"{kernel}: {tops[i].Value:F1}" : $"{tops[i].Value:F1}")), CropWidth);
        run.ShowImages(projections.Select((projection, i) => Crop(projection, tops[i].Row, tops[i].Column))
            .Select(crop => (ColorMappedImage.Diverging(crop, Field, ColorMappedImage.LargestMagnitude(crop)), "")),
            CropWidth, HtmlFragments.DivergingImage);
    }

    /// <summary>NA-14: ⟨Au, y⟩ = ⟨u, Aᵀy⟩ for random u and y and the switches of another input.</summary>
    static void JudgeTranspose(ExperimentRun run, Sequential network)
    {
        network.Initialize(run.DoubleBackend, seed: 1);
        var deconvnet = new Deconvnet((Conv2d)network.Layers[0], (MaxPool2d)network.Layers[1], Second(network));
        var random = new RandomStream(1, "inner products");
        using var scope = run.DoubleBackend.BeginScope(recording: false);
        Tensor Normal(Shape shape) => Tensor.From(run.DoubleBackend, shape, random.NextNormals(shape.Count));
        var x = Normal([1, 1, Side, Side]);
        var switches = deconvnet.Switches(x);
        var (u, y) = (Normal(x.Shape), Normal([1, 40, 8, 8]));
        var forward = (deconvnet.Respond(u, switches) * y).Sum().Item();
        var back = (u * deconvnet.Project(y, switches, isRectified: false)).Sum().Item();
        var error = Math.Abs(forward - back) / Math.Abs(forward);
        run.Judge("NA-14", "The deconvnet is the transposed convolution with unpooling by the switches",
            "⟨Au, y⟩ = ⟨u, Aᵀy⟩ to 1e-10", $"relative difference {error:E1}", error <= 1e-10);
    }
}
