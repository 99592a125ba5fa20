using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;
using static Tiny.Nn.Tests.PropertyCheck;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests that the backward pass does not return gradients to the pool before their last use.
/// <see cref="OverwriteFreeBuffers"/> is an identity whose pullback fills every free buffer with NaN.
/// </summary>
public sealed partial class GraphMemoryTests : IDisposable
{
    readonly Reference backend = new();

    public void Dispose() => backend.Dispose();

    /// <summary>
    /// Returns y = x in the same memory. The pullback is dx = dy, after it has filled all free buffers with NaN.
    /// </summary>
    static Tensor OverwriteFreeBuffers(Tensor x) =>
        Tensor.Result("overwrite", x.Shape, x.Backend, x.Buffer, new Edge(x, dy =>
        {
            for (var buffer = 0; buffer < 60; buffer++)
                foreach (var length in new[] { 1, 2, 4, 8 })
                    x.Backend.Fill(double.NaN, x.NewBuffer("overwrite", length));
            return dy;
        }));

    /// <summary>
    /// The operations that connect two nodes of shape [2, 3]. Many of them use one buffer for several gradients.
    /// </summary>
    static readonly Func<Tensor, Tensor, Tensor>[] NodeOperations =
    [
        (a, b) => a + b,
        (a, _) => a + a,
        (a, b) => a - b,
        (a, b) => a * b * 0.5,
        (a, _) => a.Sin(),
        (a, _) => a.Reshape([3, 2]).Reshape([2, 3]),
        (a, b) => (a.Reshape([6]) + b.Reshape([6])).Reshape([2, 3]),
        (a, _) => OverwriteFreeBuffers(a),
        (a, b) => OverwriteFreeBuffers(a) + OverwriteFreeBuffers(b),
        (a, b) => a + b.Sum(0),
        (a, b) => a.Sum(1, keepAxis: true) + b,
        (a, _) => a.Transpose().Transpose(),
        (a, b) => Tiny.Nn.Ops.Reshaping.Concatenate(0, a, b, a).Slice(0, 1, 2, step: 3),
        (a, b) => a.MatMul(b, transposeB: true).MatMul(a) * 0.1,
    ];

    /// <summary>Builds a random graph. Each triple of codes selects two earlier nodes and an operation.</summary>
    static Tensor Build(int[] code, Tensor[] leaves, Action<Tensor>? visit = null)
    {
        var nodes = new List<Tensor>(leaves);
        for (var index = 0; index + 2 < code.Length; index += 3)
        {
            Tensor a = nodes[code[index] % nodes.Count], b = nodes[code[index + 1] % nodes.Count];
            nodes.Add(NodeOperations[code[index + 2] % NodeOperations.Length](a, b).Tanh());
            visit?.Invoke(nodes[^1]);
        }
        return OverwriteFreeBuffers(nodes[^1] + nodes[nodes.Count / 2]) + nodes[^1];
    }

    static Gen<int[]> GraphCodes => Gen.ArrayOf(Gen.Choose(0, 1000), 36);

    static IEnumerable<int[]> RemoveOneNode(int[] code) =>
        Enumerable.Range(0, code.Length / 3).Select(node => code.Where((_, index) => index / 3 != node).ToArray());

    Tensor[] CreateLeaves() =>
    [
        Tensor.From(backend, [2, 3], [0.1, -0.2, 0.3, 0.4, -0.5, 0.6], requiresGradient: true),
        Tensor.From(backend, [2, 3], [0.9, 0.8, -0.7, -0.6, 0.5, 0.4], requiresGradient: true),
    ];

    [Fact]
    public void Gradients_are_released_only_after_their_last_use() => ForAll(GraphCodes, code =>
    {
        var report = new GradientCheck { Directions = 2 }.Run(leaves => Build(code, leaves), CreateLeaves());
        Assert.True(report.Passed, report.ToString());
    }, RemoveOneNode);

    [Fact]
    public void Retained_gradients_stay_valid_until_the_scope_ends() => ForAll(GraphCodes, code =>
    {
        using var scope = backend.BeginScope();
        var leaves = CreateLeaves();
        var kept = new List<Tensor>();
        var output = Build(code, leaves, node => kept.Add(node.RetainGradient()));
        var initialValues = new Dictionary<Tensor, double[]>();
        Graph.Backward(output, Tensor.Full(backend, [2, 3], 1));
        foreach (var node in kept)
            if (node.Gradient is { } gradient) initialValues[node] = gradient.ToArray();
        Assert.True(kept is [] || initialValues.ContainsKey(kept[^1]), "the last node has a gradient");
        Graph.Backward(OverwriteFreeBuffers(Tensor.Scalar(backend, 1, requiresGradient: true)));
        foreach (var (node, before) in initialValues)
        {
            Assert.DoesNotContain(double.NaN, before);
            Assert.Equal(before, node.Gradient!.ToArray());
        }
    }, RemoveOneNode);

    [Fact]
    public void One_buffer_may_hold_the_gradient_of_several_tensors()
    {
        using var scope = backend.BeginScope();
        var leaves = CreateLeaves();
        var (a, b) = (leaves[0], leaves[1]);
        var inner = (a + b).RetainGradient();
        var sum = OverwriteFreeBuffers(inner + OverwriteFreeBuffers(inner.Reshape([6]).Reshape([2, 3]))) + a;
        Graph.Backward(sum.Sum());
        Assert.Equal(Enumerable.Repeat(2.0, 6), inner.Gradient!.ToArray());
        Assert.Equal(Enumerable.Repeat(3.0, 6), a.Gradient!.ToArray());
        Assert.Equal(Enumerable.Repeat(2.0, 6), b.Gradient!.ToArray());
    }

    [Fact]
    public void An_initial_gradient_is_neither_released_nor_kept_beyond_the_scope()
    {
        var (x, dy) = (CreateLeaves()[0], Tensor.Full(backend, [2, 3], 1));
        for (var repeat = 0; repeat < 3; repeat++)
        {
            using var scope = backend.BeginScope();
            Graph.Backward(OverwriteFreeBuffers(x + 1.0) + x, dy);
            Assert.Equal(Enumerable.Repeat(2.0, 6), x.Gradient!.ToArray());
            Graph.Backward(x.Reshape([3, 2]), dy.Reshape([3, 2]));
            Assert.Equal(Enumerable.Repeat(3.0, 6), x.Gradient!.ToArray());
            Assert.Equal(Enumerable.Repeat(1.0, 6), dy.ToArray());
        }
        var direct = CreateLeaves()[0];
        for (var repeat = 0; repeat < 3; repeat++)
        {
            using var scope = backend.BeginScope();
            Graph.Backward(direct.Reshape([6]).Reshape([2, 3]) + 0 * direct, dy);
            Assert.Equal(Enumerable.Repeat(1.0, 6), direct.Gradient!.ToArray());
            Graph.Backward(direct + direct.Detach(), dy);
            Assert.Equal(Enumerable.Repeat(2.0, 6), direct.Gradient!.ToArray());
        }
    }

    [Fact]
    public void A_leaf_whose_gradient_is_the_initial_gradient_itself_is_reset_by_the_next_scope()
    {
        Tensor x = CreateLeaves()[0], constant = Tensor.Full(backend, [2, 3], 1), dy = Tensor.Full(backend, [2, 3], 1);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            using var scope = backend.BeginScope();
            Graph.Backward(x + constant, dy);
            Assert.Equal(Enumerable.Repeat(1.0, 6), x.Gradient!.ToArray());
        }
    }

    [Fact]
    public void Repeated_steps_allocate_no_new_memory()
    {
        using var counting = new AllocationCountingBackend();
        var x = Tensor.Full(counting, [2, 3], 0.5, requiresGradient: true);
        var after = new List<int>();
        for (var repeat = 0; repeat < 5; repeat++)
        {
            using var scope = counting.BeginScope();
            Graph.Backward(((x + x).Sin() * x).Sum());
            after.Add(counting.Allocations);
        }
        Assert.True(after[0] > 0);
        Assert.Equal(Enumerable.Repeat(after[0], 5), after);
    }

    [Fact]
    public void The_memory_of_a_backward_pass_does_not_grow_with_the_depth_of_a_chain()
    {
        int Gradients(int depth)
        {
            using var counting = new AllocationCountingBackend();
            using var scope = counting.BeginScope();
            var y = Tensor.Full(counting, [8], 0.5, requiresGradient: true);
            for (var node = 0; node < depth; node++) y = y.Sin();
            var before = counting.Allocations;
            Graph.Backward(y, Tensor.Full(counting, [8], 1));
            return counting.Allocations - before;
        }
        Assert.True(Gradients(10) > 0);
        Assert.Equal(Gradients(10), Gradients(1000));
    }
}
