using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// Properties that compare gradients with central differences along random directions. The shapes are random, with axes
/// of length 0 and 1.
/// </summary>
public static class GradientProperties
{
    /// <summary>
    /// Random pairs of shapes that broadcast together: some axes have length 1, some leading axes are missing, a few
    /// axes have length 0.
    /// </summary>
    public static readonly Arbitrary<BroadcastShapes> Cases = Arb.From(
        from rank in Gen.Choose(0, 4)
        from lengths in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Constant(1)), (6, Gen.Choose(2, 4))).ListOf(rank)
        from ones in Gen.Choose(0, 2).ListOf(rank)
        from missing in Gen.Choose(0, rank)
        select new BroadcastShapes(Shape.Of([.. lengths.Select((length, axis) => ones[axis] == 1 ? 1 : length)]),
            Shape.Of([.. lengths.Select((length, axis) => ones[axis] == 2 ? 1 : length).Skip(missing)])));

    /// <summary>The shapes of two operands that broadcast together.</summary>
    public sealed record BroadcastShapes(Shape A, Shape B);

    /// <summary>
    /// The gradients of the four arithmetic operations, and of an expression that uses its operands twice.
    /// </summary>
    public static void Gradients_of_broadcast_arithmetic_match_differences(Backend backend, BroadcastShapes shapes)
    {
        foreach (var operation in new Func<Tensor, Tensor, Tensor>[]
                 {
                     (a, b) => a + b, (a, b) => a - b, (a, b) => a * b, (a, b) => a / (2 + b.Square()),
                     (a, b) => (a * b + a).Tanh() * b,
                 })
            AssertGradients(backend, t => operation(t[0], t[1]), shapes.A, shapes.B);
    }

    /// <summary>The gradients of reductions, and of operations that rearrange elements.</summary>
    public static void Gradients_of_reductions_and_rearrangements_match_differences(
        Backend backend, BroadcastShapes shapes)
    {
        var (shape, small) = (Shape.Broadcast(shapes.A, shapes.B), shapes.B);
        AssertGradients(backend, t => t[0].Square().SumTo(small), shape);
        AssertGradients(backend, t => t[0].Sin().BroadcastTo(shape) * 2, small);
        AssertGradients(backend, t => t[0].Square().Reshape(shape.Count), shape);
        AssertGradients(backend, t => t[0].Square().Permute([.. Enumerable.Range(0, shape.Rank).Reverse()]), shape);
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            AssertGradients(backend, t => t[0].Square().Sum(axis), shape);
            AssertGradients(backend, t => t[0].Flip(axis).Exp(), shape);
            AssertGradients(backend, t => Reshaping.Concatenate(axis, t[0], t[0].Square()), shape);
            if (shape[axis] == 0) continue;
            AssertGradients(backend, t => t[0].Max(axis), shape);
            AssertGradients(backend, t => t[0].LogSoftmax(axis), shape);
            AssertGradients(backend, t => t[0].Square().Mean(axis, keepAxis: true), shape);
        }
    }

    /// <summary>The gradients of the three convolution operations with respect to both arguments.</summary>
    public static void Gradients_of_convolutions_match_differences(Backend backend, ConvolutionCase c)
    {
        Shape x = c.Windows.InputShape(c.Batch, c.InputChannels);
        Shape w = c.Windows.KernelShape(c.OutputChannels, c.InputsPerGroup);
        Shape y = c.Windows.OutputShape(c.Batch, c.OutputChannels);
        AssertGradients(backend, t => Convolution.Convolve(t[0], t[1], c.Shape), x, w);
        AssertGradients(backend, t => Convolution.ConvolveTransposed(t[0], t[1], c.Shape), y, w);
        AssertGradients(backend, t => Convolution.ConvolveFilter(t[0], t[1], c.Shape), x, y);
    }

    /// <summary>The gradients of the four kinds of pooling.</summary>
    public static void Gradients_of_pooling_match_differences(Backend backend, ConvolutionCase c)
    {
        var x = c.Windows.InputShape(c.Batch, c.InputChannels);
        var kernel = PerAxis.Of([.. c.Axes.Select(axis => axis.Kernel)]);
        AssertGradients(backend, t => t[0].MaxPool(kernel, c.Stride, c.Padding), x);
        AssertGradients(backend, t => t[0].AveragePool(kernel, c.Stride, c.Padding, countPadding: false), x);
        AssertGradients(backend, t => t[0].SumPool(kernel, c.Stride, c.Padding), x);
        AssertGradients(backend, t => t[0].LpPool(2, kernel, c.Stride, c.Padding), x);
    }

    static void AssertGradients(Backend backend, Func<Tensor[], Tensor> operation, params Shape[] shapes)
    {
        Tensor[] leaves = [.. shapes.Select((shape, j) => RandomTensors.Normal(backend, shape, $"leaf {j}"))];
        var report = new GradientCheck { Directions = 2 }.Run(operation, leaves);
        Assert.True(report.Passed, $"{report}");
    }
}
