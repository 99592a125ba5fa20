using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>
/// Operations with the right value and one wrong pullback. The gradient check must reject each of them.
/// </summary>
static class PullbackMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("differences are one-sided instead of central", nameof(GradientCheckTests.The_error_falls_as_h_squared),
            () => GradientCheckTests.The_error_falls_as_h_squared(GradientCheckTests.OneSidedError),
            () => GradientCheckTests.The_error_falls_as_h_squared(GradientCheckTests.CentralError)),
        Pullback("a broadcast operand gets the gradient of its first copy only", [[3, 4], [4]], t => t[0] + t[1],
            t => WithPullbacks(t[0] + t[1], dy => dy, dy => dy.Slice(0, 0, 1).Reshape(4))),
        Pullback("the gradient of a broadcast operand is not summed", [[3, 4], [4]], t => t[0] + t[1],
            t => WithPullbacks(t[0] + t[1], dy => dy, dy => dy)),
        Pullback("the gradient of a difference lacks its minus sign", [[3], [3]], t => t[0] - t[1],
            t => WithPullbacks(t[0] - t[1], dy => dy, dy => dy)),
        Pullback("the gradient of a product takes the wrong factor", [[3], [3]], t => t[0] * t[1],
            t => WithPullbacks(t[0] * t[1], dy => dy, dy => dy * t[0])),
        Pullback("the gradient of a quotient divides once instead of twice", [[3], [3]],
            t => t[0] / (2 + t[1].Square()),
            t => DivideOnce(t[0], 2 + t[1].Square())),
        Pullback("the gradient of a matrix product swaps its two transposes", [[3, 3], [3, 3]], t => t[0].MatMul(t[1]),
            t => WithPullbacks(t[0].MatMul(t[1]),
                dy => t[1].MatMul(dy, transposeA: true),
                dy => dy.MatMul(t[0], transposeB: true))),
        Pullback("the gradient of a matrix product lacks a transpose", [[3, 3], [3, 3]], t => t[0].MatMul(t[1]),
            t => WithPullbacks(t[0].MatMul(t[1]), dy => dy.MatMul(t[1]), dy => t[0].MatMul(dy, transposeA: true))),
        Pullback("the derivative of sigmoid lacks a factor", [[5]], t => t[0].Sigmoid(),
            t => WithPullback(t[0], t[0].Sigmoid(), (y, dy) => dy * y)),
        Pullback("the derivative of tanh is that of sigmoid", [[5]], t => t[0].Tanh(),
            t => WithPullback(t[0], t[0].Tanh(), (y, dy) => dy * y * (1 - y))),
        Pullback("the gradient of softmax ignores the other classes", [[2, 4]], t => t[0].Softmax(),
            t => WithPullback(t[0], t[0].Softmax(), (y, dy) => y * dy)),
        Pullback("the gradient of log-softmax subtracts the mean instead of p", [[2, 4]], t => t[0].LogSoftmax(),
            t => WithPullback(t[0], t[0].LogSoftmax(), (_, dy) => dy - dy.Mean(-1, keepAxis: true))),
        Pullback("the gradient of a mean is not divided", [[2, 4]], t => t[0].Mean(),
            t => WithPullback(t[0], t[0].Mean(), (_, dy) => dy.BroadcastTo([2, 4]))),
        Pullback("the gradient of a maximum goes to every element", [[2, 4]], t => t[0].Max(1),
            t => WithPullback(t[0], t[0].Max(1), (_, dy) => dy.Reshape(2, 1).BroadcastTo([2, 4]))),
        Pullback("the gradient of concatenation gives both parts the first slice", [[2, 3], [2, 3]],
            t => Reshaping.Concatenate(1, t[0], t[1]),
            t => WithPullbacks(Reshaping.Concatenate(1, t[0], t[1]), dy => dy.Slice(1, 0, 3), dy => dy.Slice(1, 0, 3))),
        Pullback("the gradient of a permutation is not inverted", [[2, 2, 2]], t => t[0].Permute(1, 2, 0),
            t => WithPullback(t[0], t[0].Permute(1, 2, 0), (_, dy) => dy.Permute(1, 2, 0))),
        Pullback("the gradient of batch norm treats the variance as a constant", [[6, 2]],
            t => Standardize(t[0], t[0].Shape),
            t => StandardizeWithFixedVariance(t[0])),
        Pullback("the gradient of max pooling goes to every element of the window", [[1, 1, 4, 4]],
            t => t[0].MaxPool(2),
            t => WithPullback(t[0], t[0].MaxPool(2), (_, dy) => dy.UpsampleNearest(2))),
        Pullback("the gradient of average pooling is not divided", [[1, 1, 4, 4]], t => t[0].AveragePool(2),
            t => WithPullback(t[0], t[0].AveragePool(2), (_, dy) => dy.UpsampleNearest(2))),
        // The source prints |x|ᵖ⁻¹ alone (its erratum E15): right for positive values only.
        Pullback("the gradient of the p-norm lacks the sign", [[1, 1, 6]], t => t[0].LpPool(3, 2),
            t => WithPullback(t[0], t[0].LpPool(3, 2),
                (y, dy) => t[0].Abs().Power(2) * (dy * y.Power(-2)).UpsampleNearest(2))),
        Pullback("the gradient of convolution is a convolution instead of its transpose", [[1, 1, 5], [1, 1, 3]],
            t => t[0].Convolve(t[1], padding: 1),
            t => WithPullbacks(t[0].Convolve(t[1], padding: 1),
                dy => dy.Convolve(t[1], padding: 1),
                dy => t[0].Convolve(dy, padding: 1))),
        Pullback("the gradient of a bias uses the first example only", [[3, 4], [4, 2], [2]],
            t => t[0].MatMul(t[1], bias: t[2]),
            t => WithPullbacks(t[0].MatMul(t[1], bias: t[2]),
                dy => dy.MatMul(t[1], transposeB: true),
                dy => t[0].MatMul(dy, transposeA: true),
                dy => dy.Slice(0, 0, 1).Reshape(2))),
        Pullback("dropout uses a new mask in the backward pass", [[20]], t => t[0].Dropout(0.5, new Philox(7), 1),
            t => WithPullback(t[0], t[0].Dropout(0.5, new Philox(7), 1), (_, dy) => dy.Dropout(0.5, new Philox(7), 2))),
        Pullback("the gradient of a residual block lacks the shortcut", [[5]], t => t[0].Tanh() + t[0],
            t => WithPullback(t[0], t[0].Tanh() + t[0], (_, dy) => dy * (1 - t[0].Tanh().Square()))),
        Pullback("the gradient of cross-entropy is not divided by the batch size", [[4, 3]],
            t => t[0].CrossEntropy([0, 1, 2, 1]),
            t => WithPullback(t[0], t[0].CrossEntropy([0, 1, 2, 1]), (_, dy) => dy * (t[0].Softmax() - OneHot(t[0])))),
        Pullback("the gradient of cross-entropy uses log-probabilities", [[4, 3]], t => t[0].CrossEntropy([0, 1, 2, 1]),
            t => WithPullback(t[0], t[0].CrossEntropy([0, 1, 2, 1]),
                (_, dy) => dy * (t[0].LogSoftmax() - OneHot(t[0])) / 4)),
    ];

    /// <summary>
    /// Asserts that the gradients of an operation match central differences. A backward pass that throws has also
    /// revealed the bug.
    /// </summary>
    public static void The_gradient_matches_differences(Shape[] shapes, Func<Tensor[], Tensor> operation)
    {
        using var backend = new Reference();
        Tensor[] leaves = [.. shapes.Select((shape, j) => RandomTensors.Normal(backend, shape, $"leaf {j}"))];
        try
        {
            var report = new GradientCheck().Run(operation, leaves);
            Assert.True(report.Passed, $"{report}");
        }
        catch (InvalidOperationException error)
        {
            Assert.Fail(error.Message);
        }
    }

    static Mutant Pullback(
        string bug, Shape[] shapes, Func<Tensor[], Tensor> original, Func<Tensor[], Tensor> mutant) =>
        new(bug, nameof(The_gradient_matches_differences),
            () => The_gradient_matches_differences(shapes, mutant),
            () => The_gradient_matches_differences(shapes, original));

    /// <summary>
    /// Returns the value of an operation, with these pullbacks instead of its own, in the order of its edges.
    /// </summary>
    static Tensor WithPullbacks(Tensor value, params Func<Tensor, Tensor>[] pullbacks) =>
        Tensor.Result("mutant", value.Shape, value.Backend, value.Buffer,
        [.. value.Edges.Zip(pullbacks, (edge, pullback) => new Edge(edge.Input, pullback))]);

    /// <summary>
    /// Returns the value of an operation of one tensor, with this pullback (y, dy) → dx instead of its own.
    /// </summary>
    static Tensor WithPullback(Tensor x, Tensor value, Func<Tensor, Tensor, Tensor> pullback) =>
        Tensor.Result("mutant", value.Shape, value.Backend, value.Buffer,
            new Edge(x, dy => pullback(value.Detach(), dy)));

    static Tensor DivideOnce(Tensor a, Tensor b) => WithPullbacks(a / b, dy => dy / b, dy => -(dy * a / b));

    static Tensor Standardize(Tensor x, Shape shape) =>
        x.Standardize(Normalization.ChannelStatistics(shape)).Normalized;

    static Tensor StandardizeWithFixedVariance(Tensor x)
    {
        var statistics = Normalization.ChannelStatistics(x.Shape);
        var (_, mean, variance) = x.Standardize(statistics);
        return (x - mean) / (variance.Detach() + 1e-5).Sqrt();
    }

    static Tensor OneHot(Tensor logits) => Tensor.From(logits.Backend, [4, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]);
}
