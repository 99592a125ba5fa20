using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Layers;

/// <summary>The cases of the layer tests.</summary>
public sealed partial class LayerTests
{
    static readonly MaxPool2d SharedPool = new(2);

    /// <summary>The layers to test, each with a valid input shape.</summary>
    static readonly Dictionary<string, (Layer Layer, Shape Input)> Cases = new()
    {
        ["Dense"] = (new Dense(4, 3), [2, 4]),
        ["Dense without bias, over sequences"] = (new Dense(4, 3, bias: false), [2, 5, 4]),
        ["Conv1d"] = (new Conv1d(2, 3, kernel: 3, stride: 2, padding: 1), [2, 2, 7]),
        ["Conv2d"] = (new Conv2d(2, 4, kernel: [3, 2], padding: Padding.Same, groups: 2), [2, 2, 4, 5]),
        ["Conv3d"] = (new Conv3d(1, 2, kernel: 2, dilation: 2, bias: false), [1, 1, 3, 4, 3]),
        ["ConvTranspose1d"] =
            (new ConvTranspose1d(2, 2, kernel: 3, stride: 2, padding: 1, outputPadding: 1), [2, 2, 4]),
        ["ConvTranspose2d"] = (new ConvTranspose2d(2, 4, kernel: 3, stride: [1, 2], groups: 2), [1, 2, 3, 3]),
        ["ConvTranspose3d"] = (new ConvTranspose3d(1, 2, kernel: 2, dilation: 2, bias: false), [1, 1, 2, 3, 2]),
        ["MaxPool1d"] = (new MaxPool1d(2, stride: 1), [2, 2, 6]),
        ["MaxPool2d"] = (new MaxPool2d(3, padding: 1), [2, 1, 6, 5]),
        ["MaxPool3d"] = (new MaxPool3d(2), [1, 1, 4, 4, 4]),
        ["AveragePool1d"] = (new AveragePool1d(3, stride: 2), [2, 2, 7]),
        ["AveragePool2d"] = (new AveragePool2d(3, padding: 1, countPadding: false), [1, 2, 5, 5]),
        ["AveragePool3d"] = (new AveragePool3d(2), [1, 1, 2, 4, 2]),
        ["LpPool1d"] = (new LpPool1d(2, kernel: 3), [2, 1, 6]),
        ["LpPool2d"] = (new LpPool2d(3, kernel: 2), [1, 2, 4, 4]),
        ["LpPool3d"] = (new LpPool3d(2, kernel: 2), [1, 1, 2, 2, 4]),
        ["MaxUnpool"] = (new Sequential(SharedPool, new MaxUnpool(SharedPool)), [1, 2, 4, 6]),
        ["Upsample, nearest"] = (new Upsample(2), [1, 2, 3]),
        ["Upsample, bed of nails"] = (new Upsample([2, 3], Upsample.UpsampleMode.BedOfNails), [1, 2, 3, 2]),
        ["Upsample, linear"] = (new Upsample(2, Upsample.UpsampleMode.Linear), [1, 1, 3, 2]),
        ["BatchNorm"] = (new BatchNorm(3), [4, 3]),
        ["BatchNorm over images"] = (new BatchNorm(2), [2, 2, 3, 2]),
        ["LayerNorm"] = (new LayerNorm([3, 4]), [2, 3, 4]),
        ["LocalResponseNorm"] = (new LocalResponseNorm(size: 3, alpha: 0.5), [2, 5, 2]),
        ["Dropout"] = (new Dropout(0.4), [3, 5]),
        ["Flatten"] = (new Flatten(), [2, 3, 2]),
        ["Unflatten"] = (new Unflatten([3, 2]), [2, 6]),
        ["Sigmoid"] = (new Sigmoid(), [2, 3]),
        ["Tanh"] = (new Tanh(), [2, 3]),
        ["ReLU"] = (new Relu(), [2, 3]),
        ["LeakyReLU"] = (new LeakyRelu(0.2), [2, 3]),
        ["ELU"] = (new Elu(), [2, 3]),
        ["Softplus"] = (new Softplus(), [2, 3]),
        ["GELU"] = (new Gelu(), [2, 3]),
        ["Softmax"] = (new Softmax(), [2, 3]),
        ["LogSoftmax"] = (new LogSoftmax(axis: 1), [2, 3, 2]),
        ["Step"] = (new Heaviside(), [2, 3]),
        ["Residual"] = (new Residual(new Sequential(new Dense(3, 3), new Tanh())), [2, 3]),
        ["Residual with a shortcut"] =
            (new Residual(new Conv2d(1, 2, kernel: 3, stride: 2, padding: 1), new Conv2d(1, 2, kernel: 1, stride: 2)),
            [1, 1, 4, 4]),
    };
}
