using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>Products and rearrangements against plain loops over indices, written here and nowhere else.</summary>
public abstract class LoopTests : IDisposable
{
    readonly Backend machine;
    readonly ComputationScope scope;

    protected LoopTests(Backend machine) => (this.machine, scope) = (machine, machine.BeginScope());

    public void Dispose()
    {
        scope.Dispose();
        machine.Dispose();
    }

    Tensor Numbers(Shape shape) => Tensor.From(machine, shape, [.. Enumerable.Range(0, shape.Count).Select(j => (double)((j * 7 + 3) % 11 - 5))]);

    /// <summary>Every index of a shape, in row-major order.</summary>
    static IEnumerable<int[]> Indices(Shape shape)
    {
        for (var j = 0; j < shape.Count; j++)
        {
            var (index, rest) = (new int[shape.Rank], j);
            for (var axis = shape.Rank - 1; axis >= 0; axis--) (rest, index[axis]) = Math.DivRem(rest, shape[axis]);
            yield return index;
        }
    }

    static double At(Tensor x, params int[] index) => x.ToArray()[index.Select((place, axis) => place * x.Shape.Strides()[axis]).Sum()];

    static void Equal(Tensor actual, Shape shape, Func<int[], double> expected)
    {
        Assert.Equal(shape, actual.Shape);
        Assert.Equal(Indices(shape).Select(expected), actual.ToArray());
    }

    [Theory]
    [InlineData(new int[0], new int[0])]
    [InlineData(new[] { 2 }, new[] { 2 })]
    [InlineData(new[] { 2 }, new int[0])]
    [InlineData(new int[0], new[] { 2 })]
    [InlineData(new[] { 3, 1 }, new[] { 2 })]
    public void A_product_of_batches_is_the_product_of_each_pair(int[] batchA, int[] batchB)
    {
        foreach (var (transposeA, transposeB) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            Tensor a = Numbers(transposeA ? Shape.Of(batchA).Then(4, 3) : Shape.Of(batchA).Then(3, 4)),
                b = Numbers(transposeB ? Shape.Of(batchB).Then(2, 4) : Shape.Of(batchB).Then(4, 2));
            int[] Batch(Tensor x, int[] index) => [.. index[..^2].TakeLast(x.Shape.Rank - 2).Select((place, axis) => x.Shape[axis] == 1 ? 0 : place)];
            double A(int[] g, int i, int k) => At(a, transposeA ? [.. g, k, i] : [.. g, i, k]);
            double B(int[] g, int k, int j) => At(b, transposeB ? [.. g, j, k] : [.. g, k, j]);
            Equal(a.MatMul(b, transposeA, transposeB), Shape.Broadcast(Shape.Of(batchA), Shape.Of(batchB)).Then(3, 2),
                at => Enumerable.Range(0, 4).Sum(k => A(Batch(a, at), at[^2], k) * B(Batch(b, at), k, at[^1])));
        }
    }

    [Fact]
    public void Rearrangements_move_each_number_to_its_place()
    {
        var x = Numbers([2, 3, 4]);
        Equal(x.Permute(2, 0, -2), [4, 2, 3], at => At(x, at[1], at[2], at[0]));
        Equal(x.Transpose(), [2, 4, 3], at => At(x, at[0], at[2], at[1]));
        Equal(x.MoveAxis(0, 2), [3, 4, 2], at => At(x, at[2], at[0], at[1]));
        Equal(x.Reshape(4, 6), [4, 6], at => x.ToArray()[at[0] * 6 + at[1]]);
        Equal(x.Flatten(), [2, 12], at => x.ToArray()[at[0] * 12 + at[1]]);
        Equal(x.Slice(-1, 1, 2, step: 2), [2, 3, 2], at => At(x, at[0], at[1], 1 + 2 * at[2]));
        Equal(x.SliceScatter(1, 1, 8, step: 3), [2, 8, 4], at => (at[1] - 1) % 3 == 0 && at[1] >= 1 ? At(x, at[0], (at[1] - 1) / 3, at[2]) : 0);
        Equal(x.Pad(1, 2, -1), [2, 4, 4], at => at[1] < 2 ? 0 : At(x, at[0], at[1] - 2, at[2]));
        Equal(x.Flip(1), [2, 3, 4], at => At(x, at[0], 2 - at[1], at[2]));
        Equal(Tiny.Nn.Ops.Reshaping.Concatenate(1, x, x.Slice(1, 0, 1)), [2, 4, 4], at => At(x, at[0], at[1] % 3, at[2]));
        Equal(x.BroadcastTo([2, 2, 3, 4]), [2, 2, 3, 4], at => At(x, at[1..]));
    }

    [Fact]
    public void Reductions_run_over_the_axes_they_name()
    {
        var x = Numbers([2, 3, 4]);
        Equal(x.Sum(1), [2, 4], at => Enumerable.Range(0, 3).Sum(j => At(x, at[0], j, at[1])));
        Equal(x.Sum(1, keepAxis: true), [2, 1, 4], at => Enumerable.Range(0, 3).Sum(j => At(x, at[0], j, at[2])));
        Equal(x.Mean(-1), [2, 3], at => Enumerable.Range(0, 4).Sum(j => At(x, at[0], at[1], j)) / 4);
        Equal(x.Max(0), [3, 4], at => Math.Max(At(x, 0, at[0], at[1]), At(x, 1, at[0], at[1])));
        Equal(x.SumTo([3, 1]), [3, 1], at => Indices([2, 4]).Sum(other => At(x, other[0], at[0], other[1])));
        Assert.Equal((x.ToArray().Sum(), x.ToArray().Average()), (x.Sum().Item(), x.Mean().Item()));
        Equal(Numbers([3, 0]).Sum(1), [3], _ => 0);
    }
}

public sealed class LoopTestsOnReference() : LoopTests(new Reference());

public sealed class LoopTestsOnCpu() : LoopTests(new Cpu<double>(threads: 2));
