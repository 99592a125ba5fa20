using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>Operations whose value is right and one of whose edges is wrong: the gradient check must see each of them.</summary>
static class RuleMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("differences are one-sided", nameof(GradientCheckTests.The_error_falls_as_h_squared),
            () => GradientCheckTests.The_error_falls_as_h_squared(GradientCheckTests.OneSidedError),
            () => GradientCheckTests.The_error_falls_as_h_squared(GradientCheckTests.CentralError)),
        Rule("a repeated operand gets the gradient of its first copy only", [[3, 4], [4]], t => t[0] + t[1],
            t => Edges(t[0] + t[1], dy => dy, dy => dy.Slice(0, 0, 1).Reshape(4))),
        Rule("the gradient of a repeated operand is not summed", [[3, 4], [4]], t => t[0] + t[1],
            t => Edges(t[0] + t[1], dy => dy, dy => dy)),
        Rule("a difference forgets its minus", [[3], [3]], t => t[0] - t[1],
            t => Edges(t[0] - t[1], dy => dy, dy => dy)),
        Rule("a product forgets its other factor", [[3], [3]], t => t[0] * t[1],
            t => Edges(t[0] * t[1], dy => dy, dy => dy * t[0])),
        Rule("a quotient divides once where it should twice", [[3], [3]], t => t[0] / (2 + t[1].Square()),
            t => Divide(t[0], 2 + t[1].Square())),
        Rule("the two transposes of a matrix product are swapped", [[3, 3], [3, 3]], t => t[0].MatMul(t[1]),
            t => Edges(t[0].MatMul(t[1]), dy => t[1].MatMul(dy, transposeA: true), dy => dy.MatMul(t[0], transposeB: true))),
        Rule("a matrix product forgets a transpose", [[3, 3], [3, 3]], t => t[0].MatMul(t[1]),
            t => Edges(t[0].MatMul(t[1]), dy => dy.MatMul(t[1]), dy => t[0].MatMul(dy, transposeA: true))),
        Rule("sigmoid's slope loses a factor", [[5]], t => t[0].Sigmoid(), t => One(t[0], t[0].Sigmoid(), (y, dy) => dy * y)),
        Rule("tanh's slope is that of a sigmoid", [[5]], t => t[0].Tanh(), t => One(t[0], t[0].Tanh(), (y, dy) => dy * y * (1 - y))),
        Rule("softmax takes its classes for independent", [[2, 4]], t => t[0].Softmax(), t => One(t[0], t[0].Softmax(), (y, dy) => y * dy)),
        Rule("log-softmax shares evenly", [[2, 4]], t => t[0].LogSoftmax(),
            t => One(t[0], t[0].LogSoftmax(), (_, dy) => dy - dy.Mean(-1, keepAxis: true))),
        Rule("a mean forgets to divide", [[2, 4]], t => t[0].Mean(), t => One(t[0], t[0].Mean(), (_, dy) => dy.BroadcastTo([2, 4]))),
        Rule("a maximum pulls on every cell", [[2, 4]], t => t[0].Max(1), t => One(t[0], t[0].Max(1), (_, dy) => dy.Reshape(2, 1).BroadcastTo([2, 4]))),
        Rule("concatenation gives both parts the first slice", [[2, 3], [2, 3]], t => Reshaping.Concatenate(1, t[0], t[1]),
            t => Edges(Reshaping.Concatenate(1, t[0], t[1]), dy => dy.Slice(1, 0, 3), dy => dy.Slice(1, 0, 3))),
        Rule("a permutation is undone by itself", [[2, 2, 2]], t => t[0].Permute(1, 2, 0),
            t => One(t[0], t[0].Permute(1, 2, 0), (_, dy) => dy.Permute(1, 2, 0))),
        Rule("batch norm takes its variance for a constant", [[6, 2]], t => Standardize(t[0], t[0].Shape), t => StandardizeWithFixedVariance(t[0])),
        Rule("max pooling spreads its gradient", [[1, 1, 4, 4]], t => t[0].MaxPool(2),
            t => One(t[0], t[0].MaxPool(2), (_, dy) => dy.UpsampleNearest(2))),
        Rule("average pooling forgets to divide", [[1, 1, 4, 4]], t => t[0].AveragePool(2),
            t => One(t[0], t[0].AveragePool(2), (_, dy) => dy.UpsampleNearest(2))),
        // The source prints |x|ᵖ⁻¹ alone (its erratum E15): right for positive numbers only.
        Rule("the p-norm forgets the sign", [[1, 1, 6]], t => t[0].LpPool(3, 2), t => One(t[0], t[0].LpPool(3, 2),
            (y, dy) => t[0].Abs().Power(2) * (dy * y.Power(-2)).UpsampleNearest(2))),
        Rule("convolution pulls back by itself", [[1, 1, 5], [1, 1, 3]], t => t[0].Convolve(t[1], padding: 1),
            t => Edges(t[0].Convolve(t[1], padding: 1), dy => dy.Convolve(t[1], padding: 1), dy => t[0].Convolve(dy, padding: 1))),
        Rule("a bias learns from the first example only", [[3, 4], [4, 2], [2]], t => t[0].MatMul(t[1], bias: t[2]),
            t => Edges(t[0].MatMul(t[1], bias: t[2]), dy => dy.MatMul(t[1], transposeB: true), dy => t[0].MatMul(dy, transposeA: true),
                dy => dy.Slice(0, 0, 1).Reshape(2))),
        Rule("dropout draws a new mask on the way back", [[20]], t => t[0].Dropout(0.5, new Philox(7), 1),
            t => One(t[0], t[0].Dropout(0.5, new Philox(7), 1), (_, dy) => dy.Dropout(0.5, new Philox(7), 2))),
        Rule("a residual block pulls through its body only", [[5]], t => t[0].Tanh() + t[0],
            t => One(t[0], t[0].Tanh() + t[0], (_, dy) => dy * (1 - t[0].Tanh().Square()))),
        Rule("cross-entropy forgets its mean", [[4, 3]], t => t[0].CrossEntropy([0, 1, 2, 1]),
            t => One(t[0], t[0].CrossEntropy([0, 1, 2, 1]), (_, dy) => dy * (t[0].Softmax() - Hot(t[0])))),
        Rule("cross-entropy takes logarithms for shares", [[4, 3]], t => t[0].CrossEntropy([0, 1, 2, 1]),
            t => One(t[0], t[0].CrossEntropy([0, 1, 2, 1]), (_, dy) => dy * (t[0].LogSoftmax() - Hot(t[0])) / 4)),
    ];

    /// <summary>The gradients of an operation are what differences measure; a sweep that refuses it has seen the bug, too.</summary>
    public static void The_gradient_is_what_differences_measure(Shape[] shapes, Func<Tensor[], Tensor> operation)
    {
        using var machine = new Reference();
        Tensor[] leaves = [.. shapes.Select((shape, place) => Draw.Normal(machine, shape, $"leaf {place}"))];
        try
        {
            var report = new GradientCheck().Run(operation, leaves);
            Assert.True(report.Passed, $"{report}");
        }
        catch (InvalidOperationException refusal)
        {
            Assert.Fail(refusal.Message);
        }
    }

    static Mutant Rule(string bug, Shape[] shapes, Func<Tensor[], Tensor> sound, Func<Tensor[], Tensor> sick) => new(bug,
        nameof(The_gradient_is_what_differences_measure), () => The_gradient_is_what_differences_measure(shapes, sick),
        () => The_gradient_is_what_differences_measure(shapes, sound));

    /// <summary>The value of an operation, with other pullbacks than its own, in the order of its edges.</summary>
    static Tensor Edges(Tensor value, params Func<Tensor, Tensor>[] pullbacks) => Tensor.Result("mutant", value.Shape, value.Backend, value.Buffer,
        [.. value.Edges.Zip(pullbacks, (edge, pullback) => new Edge(edge.Input, pullback))]);

    /// <summary>The value of an operation of one tensor, with another pullback than its own: from y and dy to dx.</summary>
    static Tensor One(Tensor x, Tensor value, Func<Tensor, Tensor, Tensor> pullback) =>
        Tensor.Result("mutant", value.Shape, value.Backend, value.Buffer, new Edge(x, dy => pullback(value.Detach(), dy)));

    static Tensor Divide(Tensor a, Tensor b) => Edges(a / b, dy => dy / b, dy => -(dy * a / b));

    static Tensor Standardize(Tensor x, Shape shape) => x.Standardize(Normalization.ChannelStatistics(shape)).Normalized;

    static Tensor StandardizeWithFixedVariance(Tensor x)
    {
        var statistics = Normalization.ChannelStatistics(x.Shape);
        var (_, mean, variance) = x.Standardize(statistics);
        return (x - mean) / (variance.Detach() + 1e-5).Sqrt();
    }

    static Tensor Hot(Tensor logits) => Tensor.From(logits.Backend, [4, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]);
}
