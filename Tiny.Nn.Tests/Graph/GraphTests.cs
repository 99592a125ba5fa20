using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests of the backward pass on published examples and on branching and deep graphs, and of the text and DOT output.
/// </summary>
public sealed partial class GraphTests : IDisposable
{
    readonly Reference backend = new();

    public void Dispose() => backend.Dispose();

    Tensor Variable(double value) => Tensor.Scalar(backend, value, requiresGradient: true);

    [Theory, Trait("Id", "AD-06"), Trait("Id", "AD-13")]
    [InlineData(0.5, 0.5424849757140324, -3.334146414144972)]
    [InlineData(1, -0.7649205628044862, 4.5607917906787785)]
    [InlineData(2, 0.24510036817001535, 9.099148544832385)]
    public void The_worked_example_cos_of_sin_of_x_squared_plus_3_x_squared(double at, double value, double derivative)
    {
        using var scope = backend.BeginScope();
        var x = Variable(at);
        var t = (x * x).RetainGradient();
        var (u1, u2) = (t.Sin().RetainGradient(), (3 * t).RetainGradient());
        var u = (u1 + u2).RetainGradient();
        var j = u.Cos();
        Graph.Backward(j);

        Assert.Equal(value, j.Item(), 1e-13);
        Assert.Equal(derivative, x.Gradient!.Item(), 1e-12);
        var du = -Math.Sin(Math.Sin(at * at) + 3 * at * at);
        foreach (var node in new[] { u, u1, u2 }) Assert.Equal(du, node.Gradient!.Item(), 1e-14);
        Assert.Equal(du * Math.Cos(at * at) + 3 * du, t.Gradient!.Item(), 1e-13);

        var forward = Dual.DerivativeOf(z => Dual.Cos(Dual.Sin(z * z) + 3 * (z * z)), at);
        Assert.Equal(forward, x.Gradient!.Item(), 1e-12);
    }

    [Theory, Trait("Id", "AD-07")]
    [InlineData(-2, 5)]
    [InlineData(5, -2)]
    [InlineData(0, 3)]
    public void The_worked_example_x_plus_y_times_z(double atX, double atY)
    {
        using var scope = backend.BeginScope();
        var (x, y, z) = (Variable(atX), Variable(atY), Variable(-4));
        var q = (x + y).RetainGradient();
        var f = q * z;
        Graph.Backward(f);
        Assert.Equal((-12, 3), (f.Item(), q.Item()));
        Assert.Equal([-4.0, -4, 3, -4], new[] { x, y, z, q }.Select(node => node.Gradient!.Item()));
    }

    [Fact, Trait("Id", "AD-10")]
    public void A_sigmoid_of_a_sigmoid_and_sigmoids_of_large_inputs_have_the_right_derivative()
    {
        using var scope = backend.BeginScope();
        var z = Variable(0.7);
        Graph.Backward(z.Sigmoid().Sigmoid());
        Assert.Equal(0.04967425383973459, z.Gradient!.Item(), 1e-15);

        var large = Tensor.From(backend, [4], [-1000.0, -50, 50, 1000], requiresGradient: true);
        var y = large.Sigmoid();
        Graph.Backward(y.Sum());
        foreach (var (value, derivative) in y.ToArray().Zip(large.Gradient!.ToArray()))
            Assert.Equal(value * (1 - value), derivative);
    }

    [Fact, Trait("Id", "AD-05")]
    public void A_node_used_twice_receives_the_sum_of_its_gradients()
    {
        using var scope = backend.BeginScope();
        var x = Variable(3);
        Graph.Backward(x * x + x);
        Assert.Equal(2 * 3 + 1, x.Gradient!.Item());
    }

    [Fact, Trait("Id", "AD-05")]
    public void Each_node_is_visited_once_and_after_all_its_users()
    {
        using var scope = backend.BeginScope();
        var visits = 0;
        Tensor Counted(Tensor x) => Tensor.Result("counted", x.Shape, backend, x.Buffer, new Edge(x, dy =>
        {
            visits++;
            return dy;
        }));
        var x = Variable(1);
        var y = x;
        for (var diamond = 0; diamond < 30; diamond++)
        {
            var shared = Counted(y);
            y = shared + shared;
        }
        Graph.Backward(y);
        Assert.Equal(30, visits);
        Assert.Equal(Math.Pow(2, 30), x.Gradient!.Item());
    }

    [Fact, Trait("Id", "AD-05")]
    public void The_topological_order_lists_inputs_before_their_users()
    {
        using var scope = backend.BeginScope();
        var (x, y) = (Variable(1), Variable(2));
        var late = y * x;
        var early = x + y;
        var output = late * early + x;
        var order = Graph.TopologicalOrder(output);
        Assert.Equal(order.Count, order.Distinct().Count());
        Assert.Equal(6, order.Count);
        Assert.Same(output, order[^1]);
        foreach (var node in order)
            foreach (var edge in node.Edges) Assert.True(order.IndexOf(edge.Input) < order.IndexOf(node));
    }

    [Fact, Trait("Id", "AD-05")]
    public void Edges_are_fixed_at_construction_so_the_graph_has_no_cycles()
    {
        Assert.Null(typeof(Tensor).GetProperty(nameof(Tensor.Edges))!.SetMethod);
        Assert.Empty(typeof(Tensor).GetConstructors());
        using var scope = backend.BeginScope();
        var x = Variable(1);
        Edge[] edges = [new(x, dy => dy)];
        var y = Tensor.Result("mine", Shape.Scalar, backend, x.Buffer, edges);
        edges[0] = new(y, dy => dy);
        Assert.Same(x, y.Edges[0].Input);
    }

    [Fact, Trait("Id", "AD-05")]
    public void Gradients_are_reset_by_each_scope_and_accumulate_within_one()
    {
        var x = Variable(3);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            using var scope = backend.BeginScope();
            Graph.Backward(x * x);
            Assert.Equal(6, x.Gradient!.Item());
            Graph.Backward(5 * x);
            Assert.Equal(6 + 5, x.Gradient!.Item());
        }
    }

    [Fact, Trait("Id", "AD-12")]
    public void A_residual_branch_adds_its_gradient_and_a_branch_scaled_by_zero_leaves_the_identity()
    {
        using var scope = backend.BeginScope();
        var x = Tensor.From(backend, [2], [1.0, 2], requiresGradient: true);
        var dy = Tensor.From(backend, [2], [0.3, -7]);
        Graph.Backward(x.Sin() + x, dy);
        Assert.Equal([0.3 * Math.Cos(1) + 0.3, -7 * Math.Cos(2) - 7], x.Gradient!.ToArray());

        var z = Tensor.From(backend, [2], [1.0, 2], requiresGradient: true);
        Graph.Backward(z.Sin() * 0 + z, dy);
        Assert.Equal([0.3, -7], z.Gradient!.ToArray());
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_nodes_does_not_overflow_the_stack()
    {
        using var scope = backend.BeginScope();
        var x = Variable(1);
        var y = x;
        for (var node = 0; node < 100_000; node++) y += 1;
        Graph.Backward(y);
        Assert.Equal((100_001, 1), (y.Item(), x.Gradient!.Item()));
    }

    [Fact]
    public void An_intermediate_gradient_is_kept_only_if_retained()
    {
        using var scope = backend.BeginScope();
        var x = Variable(2);
        Tensor kept = (x * x).RetainGradient(), dropped = kept * 3;
        Graph.Backward(dropped.Sin());
        Assert.Null(dropped.Gradient);
        Assert.Equal(3 * Math.Cos(12), kept.Gradient!.Item());
    }

    [Fact]
    public void No_gradient_flows_through_a_detached_tensor_or_into_a_constant()
    {
        using var scope = backend.BeginScope();
        Tensor x = Variable(2), constant = Tensor.Scalar(backend, 5);
        Graph.Backward((x * x).Detach() * x * constant);
        Assert.Equal(4 * 5, x.Gradient!.Item());
        Assert.Null(constant.Gradient);
    }

    [Fact]
    public void Without_recording_no_edges_are_kept()
    {
        using var scope = backend.BeginScope(recording: false);
        var y = Variable(2) * 3;
        Assert.Empty(y.Edges);
        Assert.False(y.RequiresGradient);
    }
}
