using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>Tests that misuse of graphs, scopes and tensors throws, with the exact messages.</summary>
public sealed class GraphErrorTests : IDisposable
{
    readonly Reference backend = new();
    readonly Tensor x;

    public GraphErrorTests() => x = Tensor.From(backend, [2], [1.0, 2], requiresGradient: true);

    public void Dispose() => backend.Dispose();

    static void AssertThrows<E>(string message, Action action) where E : Exception =>
        Assert.Equal(message, Assert.Throws<E>(action).Message);

    [Fact]
    public void A_second_backward_pass_through_one_graph_throws()
    {
        using var scope = backend.BeginScope();
        var y = x.Sin();
        var j = y.Sum();
        Graph.Backward(j);
        AssertThrows<InvalidOperationException>("Backward: an earlier call has consumed the graph of sum []; add the " +
            "losses and call Backward once, or compute it again", () => Graph.Backward(j));
        AssertThrows<InvalidOperationException>("Backward: an earlier call has consumed the graph of sin [2]; add " +
            "the losses and call Backward once, or compute it again",
            () => Graph.Backward((y * 2).Sum()));
    }

    [Fact]
    public void Reading_a_tensor_after_its_scope_throws()
    {
        Tensor y, j;
        using (backend.BeginScope())
        {
            y = x.Sin();
            j = y.Sum();
            Graph.Backward(j);
        }
        const string ended =
            "its scope has ended and its memory was released; read it with ToArray() before the scope is disposed";
        AssertThrows<InvalidOperationException>($"Tensor sin [2]: {ended}", () => y.ToArray());
        AssertThrows<InvalidOperationException>($"Tensor sin_backward [2]: {ended}", () => x.Gradient!.ToArray());
        AssertThrows<InvalidOperationException>("Backward: the scope of sum [] has ended; call Backward before the " +
            "scope is disposed", () => Graph.Backward(j));
        using var next = backend.BeginScope();
        AssertThrows<InvalidOperationException>($"Tensor sin [2]: {ended}", () => (y + 1).ToArray());
        AssertThrows<InvalidOperationException>("Backward: the scope of sum [] has ended; call Backward before the " +
            "scope is disposed", () => Graph.Backward(j));
    }

    [Fact]
    public void Opening_a_second_scope_throws()
    {
        using (backend.BeginScope())
            AssertThrows<InvalidOperationException>(
                "Backend reference: a scope is already open; dispose it before opening another (`using var scope = " +
                    "backend.BeginScope();`)", () => backend.BeginScope());
        backend.BeginScope().Dispose();
    }

    [Fact]
    public void An_operation_outside_a_scope_throws()
    {
        const string advice =
            "no scope is open on backend reference; compute inside `using var scope = backend.BeginScope();`";
        AssertThrows<InvalidOperationException>($"sin: {advice}", () => x.Sin());
        AssertThrows<InvalidOperationException>($"add: {advice}", () => _ = x + x);
        AssertThrows<InvalidOperationException>($"argmax: {advice}", () => x.ArgMax());
        var image = Tensor.Full(backend, [1, 1, 4], 1, requiresGradient: true);
        AssertThrows<InvalidOperationException>($"max_pool: {advice}", () => image.MaxPool(2));
        AssertThrows<InvalidOperationException>($"log_softmax: {advice}",
            () => Tensor.Full(backend, [1, 4], 1).CrossEntropy([0]));
    }

    [Fact]
    public void Renting_from_a_disposed_scope_throws()
    {
        var scope = backend.BeginScope();
        scope.Dispose();
        AssertThrows<InvalidOperationException>("ComputationScope: is disposed and cannot allocate buffers; open a " +
            "new scope with backend.BeginScope()", () => scope.RentValues(1));
    }

    [Fact]
    public void Operands_on_two_backends_throw()
    {
        using var other = new Reference();
        using var scope = backend.BeginScope();
        var foreign = Tensor.Full(other, [2], 1);
        AssertThrows<ArgumentException>("add: both operands must be on one backend, got parameter [2] on reference " +
            "and input [2] on another, reference", () => _ = x + foreign);
    }

    [Fact]
    public void Backward_without_a_differentiable_input_throws()
    {
        using var scope = backend.BeginScope();
        AssertThrows<InvalidOperationException>("Backward: sum [] depends on no tensor that requires a gradient, or " +
            "its scope was opened with recording: false",
            () => Graph.Backward(Tensor.Full(backend, [2], 1).Sum()));
    }

    [Fact]
    public void Backward_from_a_non_scalar_or_with_a_gradient_of_the_wrong_shape_throws()
    {
        using var scope = backend.BeginScope();
        AssertThrows<ArgumentException>("Backward: expects a scalar, got sin [2]; reduce it with Sum() or Mean(), or " +
            "pass its gradient", () => Graph.Backward(x.Sin()));
        AssertThrows<ArgumentException>("Backward: expects a gradient of the output's shape [2], got [3]",
            () => Graph.Backward(x.Sin(), Tensor.Full(backend, [3], 1)));
    }

    [Fact]
    public void A_pullback_that_returns_the_wrong_shape_throws()
    {
        using var scope = backend.BeginScope();
        var y = Tensor.Result("mine", [], backend, x.Sum().Buffer, new Edge(x, dy => dy));
        AssertThrows<InvalidOperationException>("Backward: the pullback to parameter [2] returned a gradient of " +
            "shape [], but a gradient has its input's shape", () => Graph.Backward(y));
    }

    [Fact]
    public void Values_that_do_not_fit_a_tensor_throw()
    {
        AssertThrows<ArgumentException>("Tensor: shape [2, 3] holds 6 elements, got 5 values",
            () => Tensor.From(backend, [2, 3], new double[5]));
        AssertThrows<ArgumentException>("Tensor: shape [2] holds 2 elements, got 3 values", () => x.Assign([1, 2, 3]));
        AssertThrows<InvalidOperationException>("Tensor parameter [2]: Item() reads a tensor of one element; use " +
            "ToArray()",
            () => x.Item());
        using var scope = backend.BeginScope();
        AssertThrows<InvalidOperationException>("Tensor sin [2]: is the result of an operation; only a leaf can be " +
            "assigned", () => x.Sin().Assign([1, 2]));
    }
}
