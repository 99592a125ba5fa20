using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>Compares matrix products, reshaping and reductions with independent plain loops over indices.</summary>
public abstract class LoopComparisonTests : IDisposable
{
    readonly Backend backend;
    readonly ComputationScope scope;

    protected LoopComparisonTests(Backend backend) => (this.backend, scope) = (backend, backend.BeginScope());

    public void Dispose()
    {
        scope.Dispose();
        backend.Dispose();
    }

    Tensor TestValues(Shape shape) =>
        Tensor.From(backend, shape, [.. Enumerable.Range(0, shape.Count).Select(j => (double)((j * 7 + 3) % 11 - 5))]);

    /// <summary>Returns every index of a shape, in row-major order.</summary>
    static IEnumerable<int[]> Indices(Shape shape)
    {
        for (var j = 0; j < shape.Count; j++)
        {
            var (index, rest) = (new int[shape.Rank], j);
            for (var axis = shape.Rank - 1; axis >= 0; axis--) (rest, index[axis]) = Math.DivRem(rest, shape[axis]);
            yield return index;
        }
    }

    static double Element(Tensor x, params int[] index) =>
        x.ToArray()[index.Select((i, axis) => i * x.Shape.Strides()[axis]).Sum()];

    static void AssertElements(Tensor actual, Shape shape, Func<int[], double> expected)
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
    public void A_batched_matrix_product_is_the_product_of_each_pair(int[] batchA, int[] batchB)
    {
        foreach (var (transposeA, transposeB) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            Tensor a = TestValues(transposeA ? Shape.Of(batchA).Then(4, 3) : Shape.Of(batchA).Then(3, 4)),
                b = TestValues(transposeB ? Shape.Of(batchB).Then(2, 4) : Shape.Of(batchB).Then(4, 2));
            int[] Batch(Tensor x, int[] index) =>
                [.. index[..^2].TakeLast(x.Shape.Rank - 2).Select((i, axis) => x.Shape[axis] == 1 ? 0 : i)];
            double A(int[] g, int i, int k) => Element(a, transposeA ? [.. g, k, i] : [.. g, i, k]);
            double B(int[] g, int k, int j) => Element(b, transposeB ? [.. g, j, k] : [.. g, k, j]);
            AssertElements(a.MatMul(b, transposeA, transposeB),
                Shape.Broadcast(Shape.Of(batchA), Shape.Of(batchB)).Then(3, 2),
                at => Enumerable.Range(0, 4).Sum(k => A(Batch(a, at), at[^2], k) * B(Batch(b, at), k, at[^1])));
        }
    }

    [Fact]
    public void Reshaping_operations_move_each_element_to_its_index()
    {
        var x = TestValues([2, 3, 4]);
        AssertElements(x.Permute(2, 0, -2), [4, 2, 3], at => Element(x, at[1], at[2], at[0]));
        AssertElements(x.Transpose(), [2, 4, 3], at => Element(x, at[0], at[2], at[1]));
        AssertElements(x.MoveAxis(0, 2), [3, 4, 2], at => Element(x, at[2], at[0], at[1]));
        AssertElements(x.Reshape(4, 6), [4, 6], at => x.ToArray()[at[0] * 6 + at[1]]);
        AssertElements(x.Flatten(), [2, 12], at => x.ToArray()[at[0] * 12 + at[1]]);
        AssertElements(x.Slice(-1, 1, 2, step: 2), [2, 3, 2], at => Element(x, at[0], at[1], 1 + 2 * at[2]));
        AssertElements(x.SliceScatter(1, 1, 8, step: 3), [2, 8, 4],
            at => (at[1] - 1) % 3 == 0 && at[1] >= 1 ? Element(x, at[0], (at[1] - 1) / 3, at[2]) : 0);
        AssertElements(x.Pad(1, 2, -1), [2, 4, 4], at => at[1] < 2 ? 0 : Element(x, at[0], at[1] - 2, at[2]));
        AssertElements(x.Flip(1), [2, 3, 4], at => Element(x, at[0], 2 - at[1], at[2]));
        AssertElements(Tiny.Nn.Ops.Reshaping.Concatenate(1, x, x.Slice(1, 0, 1)), [2, 4, 4],
            at => Element(x, at[0], at[1] % 3, at[2]));
        AssertElements(x.BroadcastTo([2, 2, 3, 4]), [2, 2, 3, 4], at => Element(x, at[1..]));
    }

    [Fact]
    public void Reductions_match_loops_over_the_named_axes()
    {
        var x = TestValues([2, 3, 4]);
        AssertElements(x.Sum(1), [2, 4], at => Enumerable.Range(0, 3).Sum(j => Element(x, at[0], j, at[1])));
        AssertElements(x.Sum(1, keepAxis: true), [2, 1, 4],
            at => Enumerable.Range(0, 3).Sum(j => Element(x, at[0], j, at[2])));
        AssertElements(x.Mean(-1), [2, 3], at => Enumerable.Range(0, 4).Sum(j => Element(x, at[0], at[1], j)) / 4);
        AssertElements(x.Max(0), [3, 4], at => Math.Max(Element(x, 0, at[0], at[1]), Element(x, 1, at[0], at[1])));
        AssertElements(x.SumTo([3, 1]), [3, 1],
            at => Indices([2, 4]).Sum(other => Element(x, other[0], at[0], other[1])));
        Assert.Equal((x.ToArray().Sum(), x.ToArray().Average()), (x.Sum().Item(), x.Mean().Item()));
        AssertElements(TestValues([3, 0]).Sum(1), [3], _ => 0);
    }
}

public sealed class LoopComparisonTestsOnReference() : LoopComparisonTests(new Reference());

public sealed class LoopComparisonTestsOnCpu() : LoopComparisonTests(new Cpu<double>(threads: 2));
