using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Tests.Exchange;

/// <summary>A network to exchange, and the shape of one example.</summary>
public sealed record OnnxCase(string Name, Func<Layer> Build, Shape Example);

/// <summary>The networks on which ONNX is tested: all predefined ones, and one for every kind of layer.</summary>
static class OnnxCases
{
    static readonly Shape digit = [1, 28, 28], image = [4, 7, 6], signal = [3, 12], volume = [2, 5, 4, 6], vector = [6];

    public static IReadOnlyList<OnnxCase> Networks { get; } =
        [.. NetworkRegistry.All.Select(network => new OnnxCase(network.Name, network.Build, digit))];

    public static IReadOnlyList<OnnxCase> Layers { get; } =
    [
        new("conv1d", () => new Conv1d(3, 4, kernel: 3, stride: 2, padding: [(2, 0)], dilation: 2), signal),
        new("conv2d", () => new Conv2d(4, 6, kernel: [3, 2], stride: [2, 1], padding: [(1, 0), (0, 2)], groups: 2),
            image),
        new("conv2d-same", () => new Conv2d(4, 2, kernel: 3, padding: Padding.Same, bias: false), image),
        new("conv3d", () => new Conv3d(2, 3, kernel: 3, padding: 1), volume),
        new("conv-transpose1d", () => new ConvTranspose1d(3, 2, kernel: 4, stride: 2, padding: 1), signal),
        new("conv-transpose2d", () => new ConvTranspose2d(4, 6, kernel: 3, stride: [2, 3], padding: 1,
            outputPadding: 1, groups: 2), image),
        new("conv-transpose2d-dilated", () => new ConvTranspose2d(4, 2, kernel: [2, 3], dilation: 2, bias: false),
            image),
        new("max-pool2d", () => new MaxPool2d(3, stride: 2, padding: 1), image),
        new("max-pool1d-dilated", () => new MaxPool1d(3, stride: 1, dilation: 2), signal),
        new("average-pool2d", () => new AveragePool2d(3, stride: 2, padding: 1), image),
        new("average-pool2d-inside", () => new AveragePool2d(3, stride: 2, padding: 1, countPadding: false), image),
        new("lp-pool2d", () => new LpPool2d(2, kernel: 2), image),
        new("lp-pool2d-infinite", () => new LpPool2d(double.PositiveInfinity, kernel: 2), image),
        new("unpool", () => Unpool(new MaxPool2d(2)), [4, 6, 6]),
        new("nearest", () => new Upsample([2, 3]), image),
        new("linear", () => new Upsample(2, Upsample.UpsampleMode.Linear), image),
        new("bed-of-nails", () => new Upsample([2, 3], Upsample.UpsampleMode.BedOfNails), image),
        new("batch-norm", () => new BatchNorm(4), image),
        new("layer-norm", () => new LayerNorm([7, 6]), image),
        new("response-norm", () => new LocalResponseNorm(3, alpha: 0.5), image),
        new("dense", () => new Dense(6, 5), vector),
        new("dense-last-axis", () => new Sequential(new Dense(6, 5), new Dense(5, 2, bias: false)), image),
        new("residual", () => new Sequential(
            new Residual(new Sequential(new Dense(6, 6), new Relu())),
            new Residual(new Dense(6, 3), shortcut: new Dense(6, 3))), vector),
        new("shapes", () => new Sequential(new Flatten(), new Unflatten([8, 21]), new Conv1d(8, 2, kernel: 3)), image),
        new("activations", () => new Sequential(new Dense(6, 6), new Tanh(), new Sigmoid(), new LeakyRelu(0.2),
            new Dense(6, 6), new Elu(0.7), new Softplus(), new Dense(6, 6), new Gelu(), new Dropout(0.5)), vector),
        new("heaviside", () => new Sequential(new Dense(6, 6), new Heaviside()), vector),
        new("softmax-layer", () => new Softmax(), vector),
        new("softmax-over-channels", () => new Softmax(axis: 1), image),
        new("log-softmax", () => new Sequential(new Dense(6, 4), new LogSoftmax()), vector),
        new("identity", () => new Dropout(0.5), vector),
        new("standardized", () => new ChannelStandardization(
            [new(0.4, 0.3), new(-1, 2), new(0, 1), new(3, 0.5)]), image),
    ];

    public static IReadOnlyList<OnnxCase> All { get; } = [.. Networks, .. Layers];

    static Sequential Unpool(MaxPool2d pool) => new(pool, new Relu(), new MaxUnpool(pool));
}
