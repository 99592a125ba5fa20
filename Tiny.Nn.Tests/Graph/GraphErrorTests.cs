using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>Misuse of graphs, scopes and tensors throws; the tests pin the messages.</summary>
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
        AssertThrows<InvalidOperationException>("Backward: an earlier sweep has consumed the graph of sum []; add " +
            "the losses and sweep once, or compute it again", () => Graph.Backward(j));
        AssertThrows<InvalidOperationException>("Backward: an earlier sweep has consumed the graph of sin [2]; add " +
            "the losses and sweep once, or compute it again",
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
            "its step has ended and its memory was given back; read it with ToArray() before the step is disposed";
        AssertThrows<InvalidOperationException>($"Tensor sin [2]: {ended}", () => y.ToArray());
        AssertThrows<InvalidOperationException>($"Tensor sin′ [2]: {ended}", () => x.Gradient!.ToArray());
        AssertThrows<InvalidOperationException>("Backward: the step that made sum [] has ended; sweep before the " +
            "step is disposed", () => Graph.Backward(j));
        using var next = backend.BeginScope();
        AssertThrows<InvalidOperationException>($"Tensor sin [2]: {ended}", () => (y + 1).ToArray());
        AssertThrows<InvalidOperationException>("Backward: the step that made sum [] has ended; sweep before the " +
            "step is disposed", () => Graph.Backward(j));
    }

    [Fact]
    public void Opening_a_second_scope_throws()
    {
        using (backend.BeginScope())
            AssertThrows<InvalidOperationException>(
                "Backend reference: a step is already open, and there is one at a time; dispose it first " +
                "(`using var step = backend.BeginScope();`)", () => backend.BeginScope());
        backend.BeginScope().Dispose();
    }

    [Fact]
    public void An_operation_outside_a_scope_throws()
    {
        const string advice =
            "no step is open on backend reference; compute inside `using var step = backend.BeginScope();`";
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
        AssertThrows<InvalidOperationException>("Step: was disposed and owns no more buffers; open a new one with " +
            "backend.BeginScope()", () => scope.RentValues(1));
    }

    [Fact]
    public void Operands_on_two_backends_throw()
    {
        using var other = new Reference();
        using var scope = backend.BeginScope();
        var foreign = Tensor.Full(other, [2], 1);
        AssertThrows<ArgumentException>("add: both operands must be on one backend, got parameter [2] on reference " +
            "and input [2] on reference, two different machines", () => _ = x + foreign);
    }

    [Fact]
    public void Backward_without_a_differentiable_input_throws()
    {
        using var scope = backend.BeginScope();
        AssertThrows<InvalidOperationException>("Backward: nothing that sum [] was computed from requires a " +
            "gradient, or the step was opened with recording: false",
            () => Graph.Backward(Tensor.Full(backend, [2], 1).Sum()));
    }

    [Fact]
    public void Backward_from_a_non_scalar_or_with_a_gradient_of_the_wrong_shape_throws()
    {
        using var scope = backend.BeginScope();
        AssertThrows<ArgumentException>("Backward: needs a single number to start from, got sin [2]; reduce it with " +
            "Sum() or Mean(), or pass its gradient", () => Graph.Backward(x.Sin()));
        AssertThrows<ArgumentException>("Backward: the gradient must have the output's shape [2], got [3]",
            () => Graph.Backward(x.Sin(), Tensor.Full(backend, [3], 1)));
    }

    [Fact]
    public void A_pullback_that_returns_the_wrong_shape_throws()
    {
        using var scope = backend.BeginScope();
        var y = Tensor.Result("mine", [], backend, x.Sum().Buffer, new Edge(x, dy => dy));
        AssertThrows<InvalidOperationException>("Backward: the pullback to parameter [2] gave a gradient of " +
            "shape []; it must have the input's shape", () => Graph.Backward(y));
    }

    [Fact]
    public void Values_that_do_not_fit_a_tensor_throw()
    {
        AssertThrows<ArgumentException>("Tensor: shape [2, 3] holds 6 numbers, got 5",
            () => Tensor.From(backend, [2, 3], new double[5]));
        AssertThrows<ArgumentException>("Tensor: shape [2] holds 2 numbers, got 3", () => x.Assign([1, 2, 3]));
        AssertThrows<InvalidOperationException>("Tensor parameter [2]: Item() reads a single number; use ToArray()",
            () => x.Item());
        using var scope = backend.BeginScope();
        AssertThrows<InvalidOperationException>("Tensor sin [2]: is the result of an operation; only a leaf can be " +
            "assigned", () => x.Sin().Assign([1, 2]));
    }
}
