using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Torch;

/// <summary>
/// Maps each operation name in the fixture to the operation of Tiny.Nn. Comments note where its definition deliberately
/// differs from PyTorch's.
/// </summary>
static class TorchOperations
{
    public static readonly Dictionary<string, Func<TorchCase, Tensor[], Tensor>> All = new()
    {
        ["convolve"] = (c, t) =>
            t[0].Convolve(t[1], c.PerAxis("stride"), c.Padding, c.PerAxis("dilation"), c.Integer("groups")),
        ["convolve_transposed"] = (c, t) =>
            t[0].ConvolveTransposed(t[1], c.PerAxis("stride"), c.Padding, c.PerAxis("dilation"),
            c.Integer("groups"), c.PerAxis("outputPadding")),

        ["max_pool"] = (c, t) =>
            t[0].MaxPool(c.PerAxis("kernel"), c.PerAxis("stride"), c.Padding, c.PerAxis("dilation")),
        ["average_pool"] = (c, t) =>
            t[0].AveragePool(c.PerAxis("kernel"), c.PerAxis("stride"), c.Padding, c.Flag("countPadding")),
        // Tiny.Nn computes the norm of |x|, PyTorch keeps the sign of xᵖ: negative values occur for even p only.
        ["lp_pool"] = (c, t) => t[0].LpPool(c.Number("p"), c.PerAxis("kernel"), c.PerAxis("stride")),
        // Where windows overlap Tiny.Nn adds and PyTorch overwrites: the windows of the fixture do not overlap.
        ["max_unpool"] = (c, t) =>
            t[1].MaxUnpool(t[0].MaxPoolWithIndices(c.PerAxis("kernel"), c.PerAxis("stride")).Indices),
        ["upsample_nearest"] = (c, t) => t[0].UpsampleNearest(c.PerAxis("scale")),
        ["upsample_linear"] = (c, t) => t[0].UpsampleLinear(c.PerAxis("scale")),

        ["batch_norm"] = BatchNorm,
        ["layer_norm"] = (c, t) =>
            t[0].Standardize(Normalization.FeatureStatistics(t[0].Shape, c.Integers("features").Length))
                .Normalized * t[1] + t[2],
        // As in the paper, alpha multiplies the sum of the squares; PyTorch multiplies their mean.
        ["local_response_norm"] = (c, t) =>
            t[0].LocalResponseNorm(c.Integer("size"), c.Number("alphaOfPyTorch") / c.Integer("size"),
            c.Number("beta"), c.Number("k")),

        ["sigmoid"] = (_, t) => t[0].Sigmoid(),
        ["tanh"] = (_, t) => t[0].Tanh(),
        ["relu"] = (_, t) => t[0].Relu(),
        ["leaky_relu"] = (_, t) => t[0].LeakyRelu(),
        ["elu"] = (_, t) => t[0].Elu(),
        ["gelu"] = (_, t) => t[0].Gelu(),
        ["softplus"] = (_, t) => t[0].Softplus(),
        ["soft_threshold"] = (_, t) => t[0].SoftThreshold(0.5),
        ["erf"] = (_, t) => t[0].Erf(),
        ["softmax"] = (c, t) => t[0].Softmax(c.Integer("axis")),
        ["log_softmax"] = (c, t) => t[0].LogSoftmax(c.Integer("axis")),

        ["cross_entropy"] = (c, t) => t[0].CrossEntropy(c.Integers("labels"), c.Number("smoothing")),
        ["cross_entropy_soft"] = (_, t) => t[0].CrossEntropy(t[1]),
        ["mean_squared_error"] = (_, t) => t[0].MeanSquaredError(t[1]),
        ["mean_absolute_error"] = (_, t) => t[0].MeanAbsoluteError(t[1]),
        ["huber"] = (c, t) => t[0].Huber(t[1], c.Number("delta")),
        ["binary_cross_entropy"] = (_, t) => t[0].BinaryCrossEntropy(t[1]),

        ["matmul"] = (_, t) => t[0].MatMul(t[1]),
        ["dense"] = (_, t) => t[0].MatMul(t[1], transposeB: true, bias: t[2]),
    };

    /// <summary>Returns batch normalization by the layer's formula, with γ and β from the fixture.</summary>
    static Tensor BatchNorm(TorchCase c, Tensor[] t)
    {
        var statistics = Normalization.ChannelStatistics(t[0].Shape);
        Tensor gamma = t[1].Reshape(statistics), beta = t[2].Reshape(statistics);
        if (c.Flag("training")) return t[0].Standardize(statistics).Normalized * gamma + beta;
        var mean = Tensor.From(t[0].Backend, statistics, c.Doubles("runningMean"));
        var variance = Tensor.From(t[0].Backend, statistics, c.Doubles("runningVariance"));
        return (t[0] - mean) / (variance + 1e-5).Sqrt() * gamma + beta;
    }
}
