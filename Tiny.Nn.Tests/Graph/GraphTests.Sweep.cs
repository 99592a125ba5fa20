using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>Tests of what a sweep records, and of the number of gradients that it holds at once.</summary>
public sealed partial class GraphTests
{
    [Fact]
    public void A_pullback_records_no_graph_and_the_scope_records_again_after_the_sweep()
    {
        using var scope = backend.BeginScope();
        var x = Variable(3);
        Tensor? term = null;
        Tensor Cube(Func<Tensor, Tensor> pullback) =>
            Tensor.Result("cube", Shape.Scalar, backend, (x * x * x).Buffer, new Edge(x, pullback));
        Graph.Backward(Cube(dy => term = dy * 3 * x * x));
        Assert.Equal((27, false), (x.Gradient!.Item(), term!.RequiresGradient));
        Assert.True((x * x).RequiresGradient);
        Assert.Throws<NotSupportedException>(() => Graph.Backward(Cube(_ => throw new NotSupportedException())));
        Assert.True((x * x).RequiresGradient);
    }

    [Fact]
    public void The_gradient_of_a_leaf_with_respect_to_itself_is_1_and_the_scope_stays_without_recording()
    {
        using var scope = backend.BeginScope(recording: false);
        var x = Variable(3);
        Graph.Backward(x);
        Assert.Equal(1, x.Gradient!.Item());
        Assert.False((x * x).RequiresGradient);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public void The_sweep_of_a_chain_holds_two_gradients_at_once(int depth) =>
        Assert.Equal(2, AllocationsOfBackward(x =>
        {
            for (var node = 0; node < depth; node++) x = x.Sin();
            return x;
        }));

    [Fact]
    public void The_memory_of_a_sweep_does_not_grow_with_the_number_of_uses_of_a_node()
    {
        Assert.Equal(Uses(10), Uses(100));

        static int Uses(int count) => AllocationsOfBackward(x =>
        {
            var sum = x.Sin();
            for (var use = 1; use < count; use++) sum += x.Sin();
            return sum;
        });
    }

    /// <summary>Returns the number of buffers that the backward pass of a scalar function allocates.</summary>
    static int AllocationsOfBackward(Func<Tensor, Tensor> function)
    {
        using var counting = new AllocationCountingBackend();
        using var scope = counting.BeginScope();
        var output = function(Tensor.Scalar(counting, 0.5, requiresGradient: true));
        var before = counting.Allocations;
        Graph.Backward(output);
        return counting.Allocations - before;
    }

    [Fact]
    public void A_node_is_numbered_once_and_a_name_with_quotes_is_escaped()
    {
        using var scope = backend.BeginScope();
        var x = Variable(1);
        x.Name = "the \"x\"";
        var y = x * x;
        Assert.Equal("#1 the \"x\" []\n#2 multiply [] ← #1, #1\n#3 add [] ← #2, #1\n", Graph.ToText(y + x));
        Assert.Contains("n1 [label=\"the \\\"x\\\"\\n[]\", shape=ellipse];\n", Graph.ToDot(y));
    }
}
