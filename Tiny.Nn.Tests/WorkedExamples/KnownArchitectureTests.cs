using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.WorkedExamples;

/// <summary>Tests of the shapes and parameter counts of LeNet-5, AlexNet and VGG, layer by layer.</summary>
public sealed class KnownArchitectureTests
{
    /// <summary>The table of the source prints i = 10 at C5; the input there has i = 5.</summary>
    [Fact]
    [Trait("Id", "NA-01")]
    public void LeNet5_has_the_shapes_and_parameters_of_its_table() => AssertRows([1, 1, 32, 32],
        (new Conv2d(1, 6, kernel: 5), [1, 6, 28, 28], 156),
        (new MaxPool2d(2), [1, 6, 14, 14], 0),
        (new Conv2d(6, 16, kernel: 5), [1, 16, 10, 10], 2_416),
        (new MaxPool2d(2), [1, 16, 5, 5], 0),
        (new Conv2d(16, 120, kernel: 5), [1, 120, 1, 1], 48_120),
        (new Flatten(), [1, 120], 0),
        (new Dense(120, 84), [1, 84], 10_164),
        (new Dense(84, 10), [1, 10], 850));

    [Fact]
    [Trait("Id", "NA-01")]
    public void LeNet5_memorizes_a_few_digits()
    {
        var net = LeNet5();
        Assert.Equal(61_706, net.ParameterCount);
        using var backend = new Cpu<float>(threads: 1);
        net.Initialize(backend, seed: 1);
        var digits = SyntheticDigits.Create(5, seed: 1);
        var optimizer = new Adam(2e-3);
        for (var t = 0; t < 25; t++)
        {
            using var scope = backend.BeginScope();
            Graph.Backward(Scores().CrossEntropy(digits.Labels()));
            optimizer.Step(net.Parameters.Select(entry => entry.Parameter));
        }
        using var end = backend.BeginScope();
        Assert.Equal(digits.Labels(), Scores().ArgMax());

        Tensor Scores()
        {
            float[] pixels = [.. Enumerable.Range(0, 5).SelectMany(digits.Input)];
            var images = Tensor.From(backend, [5, 1, 28, 28], pixels).Pad(2, 2, 2).Pad(3, 2, 2);
            return net.Forward(images, ForwardContext.Evaluation);
        }
    }

    /// <summary>
    /// The table of the source prints i = 55 at the second convolution and i = 13 at the second pooling; both inputs
    /// have i = 27. The table ends at that pooling, but names five convolutions and three dense layers. The sizes of
    /// the other six layers are those of the table in NA-04.
    /// </summary>
    [Fact]
    [Trait("Id", "NA-03")]
    public void AlexNet_on_227x227_has_the_shapes_and_parameters_of_its_table() => AssertRows([1, 3, 227, 227],
        (new Conv2d(3, 96, kernel: 11, stride: 4), [1, 96, 55, 55], 34_944),
        (new MaxPool2d(3, stride: 2), [1, 96, 27, 27], 0),
        (new Conv2d(96, 256, kernel: 5, padding: 2), [1, 256, 27, 27], 614_656),
        (new MaxPool2d(3, stride: 2), [1, 256, 13, 13], 0),
        (new Conv2d(256, 384, kernel: 3, padding: 1), [1, 384, 13, 13], 885_120),
        (new Conv2d(384, 384, kernel: 3, padding: 1), [1, 384, 13, 13], 1_327_488),
        (new Conv2d(384, 256, kernel: 3, padding: 1), [1, 256, 13, 13], 884_992),
        (new MaxPool2d(3, stride: 2), [1, 256, 6, 6], 0),
        (new Flatten(), [1, 9216], 0),
        (new Dense(9216, 4096), [1, 4096], 37_752_832),
        (new Dense(4096, 4096), [1, 4096], 16_781_312),
        (new Dense(4096, 1000), [1, 1000], 4_097_000));

    [Fact]
    [Trait("Id", "NA-04")]
    public void AlexNet_on_224x224_has_the_shapes_of_its_table() => AssertRows([1, 3, 224, 224],
        (new Conv2d(3, 96, kernel: 11, stride: 4), [1, 96, 54, 54], null),
        (new MaxPool2d(3, stride: 2), [1, 96, 26, 26], 0),
        (new Conv2d(96, 256, kernel: 5, padding: 2), [1, 256, 26, 26], null),
        (new MaxPool2d(3, stride: 2), [1, 256, 12, 12], 0),
        (new Conv2d(256, 384, kernel: 3, padding: 1), [1, 384, 12, 12], null),
        (new Conv2d(384, 384, kernel: 3, padding: 1), [1, 384, 12, 12], null),
        (new Conv2d(384, 256, kernel: 3, padding: 1), [1, 256, 12, 12], null),
        (new MaxPool2d(3, stride: 2), [1, 256, 5, 5], 0),
        (new Flatten(), [1, 6400], 0),
        (new Dense(6400, 4096), [1, 4096], null),
        (new Dense(4096, 4096), [1, 4096], null),
        (new Dense(4096, 1000), [1, 1000], null));

    [Fact]
    [Trait("Id", "NA-07")]
    public void VGG16_has_the_shapes_and_parameters_of_its_table()
    {
        (Layer Layer, Shape Output, long? Parameters)[] rows =
        [
            (Conv(3, 64), [1, 64, 224, 224], 1_728), (Conv(64, 64), [1, 64, 224, 224], 36_864),
            (new MaxPool2d(2), [1, 64, 112, 112], 0),
            (Conv(64, 128), [1, 128, 112, 112], 73_728), (Conv(128, 128), [1, 128, 112, 112], 147_456),
            (new MaxPool2d(2), [1, 128, 56, 56], 0),
            (Conv(128, 256), [1, 256, 56, 56], 294_912),
            (Conv(256, 256), [1, 256, 56, 56], 589_824), (Conv(256, 256), [1, 256, 56, 56], 589_824),
            (new MaxPool2d(2), [1, 256, 28, 28], 0),
            (Conv(256, 512), [1, 512, 28, 28], 1_179_648),
            (Conv(512, 512), [1, 512, 28, 28], 2_359_296), (Conv(512, 512), [1, 512, 28, 28], 2_359_296),
            (new MaxPool2d(2), [1, 512, 14, 14], 0),
            (Conv(512, 512), [1, 512, 14, 14], 2_359_296), (Conv(512, 512), [1, 512, 14, 14], 2_359_296),
            (Conv(512, 512), [1, 512, 14, 14], 2_359_296),
            (new MaxPool2d(2), [1, 512, 7, 7], 0), (new Flatten(), [1, 25_088], 0),
            (new Dense(25_088, 4096, bias: false), [1, 4096], 102_760_448),
            (new Dense(4096, 4096, bias: false), [1, 4096], 16_777_216),
            (new Dense(4096, 1000, bias: false), [1, 1000], 4_096_000),
        ];
        AssertRows([1, 3, 224, 224], rows);
        Assert.Equal(14_710_464, rows.Where(row => row.Layer is Conv2d).Sum(row => row.Layer.ParameterCount));
        Assert.Equal(138_344_128, rows.Sum(row => row.Layer.ParameterCount));
        Assert.Equal(15_237_608, 3 * 224 * 224 +
            rows.Where(row => row.Layer is not Flatten).Sum(row => row.Output.Count));

        static Conv2d Conv(int inputs, int outputs) => new(inputs, outputs, kernel: 3, padding: 1, bias: false);
    }

    /// <summary>
    /// Configurations B, C and D of VGG have 13, 16 and 16 layers with weights. Each block halves the image and
    /// doubles the filters up to 512. The last three blocks end with a 1×1 convolution in C, and with a third 3×3
    /// convolution in D.
    /// </summary>
    [Theory]
    [InlineData("B", 13, 0)]
    [InlineData("C", 16, 1)]
    [InlineData("D", 16, 3)]
    [Trait("Id", "NA-07")]
    public void VGG_halves_the_image_and_doubles_the_filters(
        string configuration, int layersWithWeights, int thirdKernel)
    {
        var (channels, size, layers) = (3, 224, new List<Layer>());
        for (var block = 0; block < 5; block++)
        {
            var filters = Math.Min(512, 64 << block);
            int[] kernels = block >= 2 && thirdKernel > 0 ? [3, 3, thirdKernel] : [3, 3];
            foreach (var kernel in kernels)
            {
                layers.Add(new Conv2d(channels, filters, kernel, padding: kernel / 2));
                channels = filters;
            }
            layers.Add(new MaxPool2d(2));
            size /= 2;
            Assert.Equal([1, filters, size, size], new Sequential([.. layers]).OutputShape([1, 3, 224, 224]));
        }
        Assert.Equal((7, 512), (size, channels));
        Assert.True(layers.OfType<Conv2d>().Count() + 3 == layersWithWeights, $"configuration {configuration}");
    }

    static Sequential LeNet5() => new(
        new Conv2d(1, 6, kernel: 5), new MaxPool2d(2), new Tanh(),
        new Conv2d(6, 16, kernel: 5), new MaxPool2d(2), new Tanh(),
        new Conv2d(16, 120, kernel: 5), new Tanh(), new Flatten(), new Dense(120, 84), new Tanh(), new Dense(84, 10));

    /// <summary>Asserts the output shape of each layer and its number of parameters, where the row has one.</summary>
    static void AssertRows(Shape input, params (Layer Layer, Shape Output, long? Parameters)[] rows)
    {
        foreach (var (layer, output, parameters) in rows)
        {
            input = layer.OutputShape(input);
            Assert.Equal(output, input);
            if (parameters is { } count) Assert.Equal(count, layer.ParameterCount);
        }
    }
}
