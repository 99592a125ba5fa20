using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>The measured convolutions: layers of the digit networks, of AlexNet and of VGG.</summary>
static class ConvolutionCases
{
    /// <summary>The convolutions small enough for the plain loops of <see cref="Reference"/>.</summary>
    public static IReadOnlyList<BenchmarkParameter<ConvolutionShape>> Small { get; } =
    [
        Of("v3, layer 1", batch: 10, inputs: 1, outputs: 20, length: 28, kernel: 5),
        Of("v3, layer 2", batch: 10, inputs: 20, outputs: 40, length: 12, kernel: 5),
        Of("LeNet-5, layer 1", batch: 10, inputs: 1, outputs: 6, length: 28, kernel: 5, padding: 2),
        Of("LeNet-5, layer 2", batch: 10, inputs: 6, outputs: 16, length: 14, kernel: 5),
        Of("LeNet-5, layer 3", batch: 10, inputs: 16, outputs: 120, length: 5, kernel: 5),
    ];

    /// <summary>All convolutions.</summary>
    public static IReadOnlyList<BenchmarkParameter<ConvolutionShape>> All { get; } =
    [
        .. Small,
        Of("v3, layer 1", batch: 128, inputs: 1, outputs: 20, length: 28, kernel: 5),
        Of("v3, layer 2", batch: 128, inputs: 20, outputs: 40, length: 12, kernel: 5),
        Of("AlexNet, layer 1", batch: 1, inputs: 3, outputs: 96, length: 227, kernel: 11, stride: 4),
        Of("AlexNet, layer 1", batch: 8, inputs: 3, outputs: 96, length: 227, kernel: 11, stride: 4),
        Of("VGG, conv3-64", batch: 1, inputs: 64, outputs: 64, length: 224, kernel: 3, padding: 1),
        Of("VGG, conv3-256", batch: 1, inputs: 256, outputs: 256, length: 56, kernel: 3, padding: 1),
        Of("VGG, conv3-256", batch: 8, inputs: 256, outputs: 256, length: 56, kernel: 3, padding: 1),
    ];

    static BenchmarkParameter<ConvolutionShape> Of(
        string layer, int batch, int inputs, int outputs, int length, int kernel, int stride = 1, int padding = 0)
    {
        var window = Window.ForConvolution(length, kernel, stride, padding);
        var shape = new ConvolutionShape(batch, inputs, outputs, Groups: 1, SpatialWindow.Of(window, window));
        var name = $"{layer} {inputs}→{outputs}, {length}², {kernel}×{kernel}, batch {batch}";
        return new(name, shape, new(Operations: OperationCount.Of(shape)));
    }
}
