using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>What the graph, the step and the tensor say when they are used wrongly: the text is part of what they promise.</summary>
public sealed class GraphErrorTests : IDisposable
{
    readonly Reference machine = new();
    readonly Tensor x;

    public GraphErrorTests() => x = Tensor.From(machine, [2], [1.0, 2], requiresGradient: true);

    public void Dispose() => machine.Dispose();

    static void Says<E>(string text, Action action) where E : Exception => Assert.Equal(text, Assert.Throws<E>(action).Message);

    [Fact]
    public void A_second_sweep_over_one_graph()
    {
        using var scope = machine.BeginScope();
        var y = x.Sin();
        var j = y.Sum();
        Graph.Backward(j);
        Says<InvalidOperationException>("Backward: an earlier call has consumed the graph of sum []; add the losses and call Backward once, or compute it again", () => Graph.Backward(j));
        Says<InvalidOperationException>("Backward: an earlier call has consumed the graph of sin [2]; add the losses and call Backward once, or compute it again",
            () => Graph.Backward((y * 2).Sum()));
    }

    [Fact]
    public void A_tensor_after_its_step()
    {
        Tensor y, j;
        using (machine.BeginScope())
        {
            y = x.Sin();
            j = y.Sum();
            Graph.Backward(j);
        }
        const string ended = "its scope has ended and its memory was released; read it with ToArray() before the scope is disposed";
        Says<InvalidOperationException>($"Tensor sin [2]: {ended}", () => y.ToArray());
        Says<InvalidOperationException>($"Tensor sin_backward [2]: {ended}", () => x.Gradient!.ToArray());
        Says<InvalidOperationException>("Backward: the scope of sum [] has ended; call Backward before the scope is disposed", () => Graph.Backward(j));
        using var next = machine.BeginScope();
        Says<InvalidOperationException>($"Tensor sin [2]: {ended}", () => (y + 1).ToArray());
        Says<InvalidOperationException>("Backward: the scope of sum [] has ended; call Backward before the scope is disposed", () => Graph.Backward(j));
    }

    [Fact]
    public void Two_open_steps()
    {
        using (machine.BeginScope())
            Says<InvalidOperationException>(
                "Backend reference: a step is already open, and there is one at a time; dispose it first (`using var step = backend.BeginScope();`)", () => machine.BeginScope());
        machine.BeginScope().Dispose();
    }

    [Fact]
    public void An_operation_without_a_step()
    {
        const string mend = "no scope is open on backend reference; compute inside `using var scope = backend.BeginScope();`";
        Says<InvalidOperationException>($"sin: {mend}", () => x.Sin());
        Says<InvalidOperationException>($"add: {mend}", () => _ = x + x);
        Says<InvalidOperationException>($"argmax: {mend}", () => x.ArgMax());
        var image = Tensor.Full(machine, [1, 1, 4], 1, requiresGradient: true);
        Says<InvalidOperationException>($"max_pool: {mend}", () => image.MaxPool(2));
        Says<InvalidOperationException>($"log_softmax: {mend}", () => Tensor.Full(machine, [1, 4], 1).CrossEntropy([0]));
    }

    [Fact]
    public void A_disposed_step_owns_no_more()
    {
        var scope = machine.BeginScope();
        scope.Dispose();
        Says<InvalidOperationException>("Step: was disposed and owns no more buffers; open a new one with backend.BeginScope()", () => scope.RentValues(1));
    }

    [Fact]
    public void Operands_of_two_machines()
    {
        using var other = new Reference();
        using var scope = machine.BeginScope();
        var foreign = Tensor.Full(other, [2], 1);
        Says<ArgumentException>("add: both operands must be on one backend, got parameter [2] on reference and input [2] on another, reference", () => _ = x + foreign);
    }

    [Fact]
    public void Nothing_to_differentiate()
    {
        using var scope = machine.BeginScope();
        Says<InvalidOperationException>("Backward: sum [] depends on no tensor that requires a gradient, or its scope was opened with recording: false",
            () => Graph.Backward(Tensor.Full(machine, [2], 1).Sum()));
    }

    [Fact]
    public void A_start_that_is_no_single_number_or_has_the_wrong_shape()
    {
        using var scope = machine.BeginScope();
        Says<ArgumentException>("Backward: expects a scalar, got sin [2]; reduce it with Sum() or Mean(), or pass its gradient", () => Graph.Backward(x.Sin()));
        Says<ArgumentException>("Backward: expects a gradient of the output's shape [2], got [3]", () => Graph.Backward(x.Sin(), Tensor.Full(machine, [3], 1)));
    }

    [Fact]
    public void A_pullback_of_the_wrong_shape()
    {
        using var scope = machine.BeginScope();
        var y = Tensor.Result("mine", [], machine, x.Sum().Buffer, new Edge(x, dy => dy));
        Says<InvalidOperationException>("Backward: the pullback to parameter [2] returned a gradient of shape [], but a gradient has its input's shape", () => Graph.Backward(y));
    }

    [Fact]
    public void Numbers_that_do_not_fit_a_tensor()
    {
        Says<ArgumentException>("Tensor: shape [2, 3] holds 6 elements, got 5 values", () => Tensor.From(machine, [2, 3], new double[5]));
        Says<ArgumentException>("Tensor: shape [2] holds 2 elements, got 3 values", () => x.Assign([1, 2, 3]));
        Says<InvalidOperationException>("Tensor parameter [2]: Item() reads a tensor of one element; use ToArray()", () => x.Item());
        using var scope = machine.BeginScope();
        Says<InvalidOperationException>("Tensor sin [2]: is the result of an operation; only a leaf can be assigned", () => x.Sin().Assign([1, 2]));
    }
}
