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
        Says<InvalidOperationException>("Backward: an earlier sweep has consumed the graph of sum []; add the losses and sweep once, or compute it again", () => Graph.Backward(j));
        Says<InvalidOperationException>("Backward: an earlier sweep has consumed the graph of sin [2]; add the losses and sweep once, or compute it again",
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
        const string ended = "its step has ended and its memory was given back; read it with ToArray() before the step is disposed";
        Says<InvalidOperationException>($"Tensor sin [2]: {ended}", () => y.ToArray());
        Says<InvalidOperationException>($"Tensor sin′ [2]: {ended}", () => x.Gradient!.ToArray());
        Says<InvalidOperationException>("Backward: the step that made sum [] has ended; sweep before the step is disposed", () => Graph.Backward(j));
        using var next = machine.BeginScope();
        Says<InvalidOperationException>($"Tensor sin [2]: {ended}", () => (y + 1).ToArray());
        Says<InvalidOperationException>("Backward: the step that made sum [] has ended; sweep before the step is disposed", () => Graph.Backward(j));
    }

    [Fact]
    public void Two_open_steps()
    {
        using (machine.BeginScope())
            Says<InvalidOperationException>(
                "Backend reference: a scope is already open; dispose it before opening another (`using var scope = backend.BeginScope();`)", () => machine.BeginScope());
        machine.BeginScope().Dispose();
    }

    [Fact]
    public void An_operation_without_a_step()
    {
        const string mend = "no step is open on backend reference; compute inside `using var step = backend.BeginScope();`";
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
        Says<InvalidOperationException>("ComputationScope: is disposed and cannot allocate buffers; open a new scope with backend.BeginScope()", () => scope.RentValues(1));
    }

    [Fact]
    public void Operands_of_two_machines()
    {
        using var other = new Reference();
        using var scope = machine.BeginScope();
        var foreign = Tensor.Full(other, [2], 1);
        Says<ArgumentException>("add: both operands must be on one backend, got parameter [2] on reference and input [2] on reference, two different machines", () => _ = x + foreign);
    }

    [Fact]
    public void Nothing_to_differentiate()
    {
        using var scope = machine.BeginScope();
        Says<InvalidOperationException>("Backward: nothing that sum [] was computed from requires a gradient, or the step was opened with recording: false",
            () => Graph.Backward(Tensor.Full(machine, [2], 1).Sum()));
    }

    [Fact]
    public void A_start_that_is_no_single_number_or_has_the_wrong_shape()
    {
        using var scope = machine.BeginScope();
        Says<ArgumentException>("Backward: needs a single number to start from, got sin [2]; reduce it with Sum() or Mean(), or pass its gradient", () => Graph.Backward(x.Sin()));
        Says<ArgumentException>("Backward: the gradient must have the output's shape [2], got [3]", () => Graph.Backward(x.Sin(), Tensor.Full(machine, [3], 1)));
    }

    [Fact]
    public void A_pullback_of_the_wrong_shape()
    {
        using var scope = machine.BeginScope();
        var y = Tensor.Result("mine", [], machine, x.Sum().Buffer, new Edge(x, dy => dy));
        Says<InvalidOperationException>("Backward: the pullback to parameter [2] gave a gradient of shape []; it must have the input's shape", () => Graph.Backward(y));
    }

    [Fact]
    public void Numbers_that_do_not_fit_a_tensor()
    {
        Says<ArgumentException>("Tensor: shape [2, 3] holds 6 numbers, got 5", () => Tensor.From(machine, [2, 3], new double[5]));
        Says<ArgumentException>("Tensor: shape [2] holds 2 numbers, got 3", () => x.Assign([1, 2, 3]));
        Says<InvalidOperationException>("Tensor parameter [2]: Item() reads a single number; use ToArray()", () => x.Item());
        using var scope = machine.BeginScope();
        Says<InvalidOperationException>("Tensor sin [2]: is the result of an operation; only a leaf can be assigned", () => x.Sin().Assign([1, 2]));
    }
}
