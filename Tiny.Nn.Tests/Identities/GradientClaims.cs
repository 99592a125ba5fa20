using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>Gradients against differences on random shapes, axes of length 0 and 1 included, along random directions.</summary>
public static class GradientClaims
{
    /// <summary>Two shapes that meet: some axes of each are 1, some leading ones missing, and now and then one is empty.</summary>
    public static readonly Arbitrary<Meeting> Meetings = Arb.From(
        from rank in Gen.Choose(0, 4)
        from lengths in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Constant(1)), (6, Gen.Choose(2, 4))).ListOf(rank)
        from ones in Gen.Choose(0, 2).ListOf(rank)
        from missing in Gen.Choose(0, rank)
        select new Meeting(Shape.Of([.. lengths.Select((length, axis) => ones[axis] == 1 ? 1 : length)]),
            Shape.Of([.. lengths.Select((length, axis) => ones[axis] == 2 ? 1 : length).Skip(missing)])));

    /// <summary>The shapes of two operands.</summary>
    public sealed record Meeting(Shape A, Shape B);

    /// <summary>The four operations, and a chain of them that uses its operands twice.</summary>
    public static void Operands_of_any_two_shapes_get_their_gradients(Backend machine, Meeting m)
    {
        foreach (var operation in new Func<Tensor, Tensor, Tensor>[]
                 {
                     (a, b) => a + b, (a, b) => a - b, (a, b) => a * b, (a, b) => a / (2 + b.Square()), (a, b) => (a * b + a).Tanh() * b,
                 })
            Passes(machine, t => operation(t[0], t[1]), m.A, m.B);
    }

    /// <summary>Sums, means and arrangements of any shape.</summary>
    public static void Reductions_and_arrangements_get_their_gradients(Backend machine, Meeting m)
    {
        var (shape, small) = (Shape.Broadcast(m.A, m.B), m.B);
        Passes(machine, t => t[0].Square().SumTo(small), shape);
        Passes(machine, t => t[0].Sin().BroadcastTo(shape) * 2, small);
        Passes(machine, t => t[0].Square().Reshape(shape.Count), shape);
        Passes(machine, t => t[0].Square().Permute([.. Enumerable.Range(0, shape.Rank).Reverse()]), shape);
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            Passes(machine, t => t[0].Square().Sum(axis), shape);
            Passes(machine, t => t[0].Flip(axis).Exp(), shape);
            Passes(machine, t => Reshaping.Concatenate(axis, t[0], t[0].Square()), shape);
            if (shape[axis] == 0) continue;
            Passes(machine, t => t[0].Max(axis), shape);
            Passes(machine, t => t[0].LogSoftmax(axis), shape);
            Passes(machine, t => t[0].Square().Mean(axis, keepAxis: true), shape);
        }
    }

    /// <summary>The three convolution operations, in both arguments.</summary>
    public static void Convolutions_get_their_gradients(Backend machine, ConvolutionCase c)
    {
        Shape x = c.Windows.InputShape(c.Batch, c.InputChannels), w = c.Windows.KernelShape(c.OutputChannels, c.InputsPerGroup),
            y = c.Windows.OutputShape(c.Batch, c.OutputChannels);
        Passes(machine, t => Convolution.Convolve(t[0], t[1], c.Shape), x, w);
        Passes(machine, t => Convolution.ConvolveTransposed(t[0], t[1], c.Shape), y, w);
        Passes(machine, t => Convolution.ConvolveFilter(t[0], t[1], c.Shape), x, y);
    }

    /// <summary>The four poolings.</summary>
    public static void Pools_get_their_gradients(Backend machine, ConvolutionCase c)
    {
        var x = c.Windows.InputShape(c.Batch, c.InputChannels);
        var kernel = PerAxis.Of([.. c.Axes.Select(axis => axis.Kernel)]);
        Passes(machine, t => t[0].MaxPool(kernel, c.Stride, c.Padding), x);
        Passes(machine, t => t[0].AveragePool(kernel, c.Stride, c.Padding, countPadding: false), x);
        Passes(machine, t => t[0].SumPool(kernel, c.Stride, c.Padding), x);
        Passes(machine, t => t[0].LpPool(2, kernel, c.Stride, c.Padding), x);
    }

    static void Passes(Backend machine, Func<Tensor[], Tensor> operation, params Shape[] shapes)
    {
        var report = new GradientCheck { Directions = 2 }.Run(operation, [.. shapes.Select((shape, place) => Draw.Normal(machine, shape, $"leaf {place}"))]);
        Assert.True(report.Passed, $"{report}");
    }
}
