using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests that a backward pass throws if an input of an operation was changed in place after the operation, as in
/// PyTorch.
/// </summary>
public sealed class ChangedInputTests : IDisposable
{
    readonly Reference backend = new();

    public void Dispose() => backend.Dispose();

    Tensor Leaf(bool requiresGradient = true) => Tensor.From(backend, [2], [1.0, 2], requiresGradient);

    /// <summary>Every way to change the values of w in place.</summary>
    public static readonly Dictionary<string, Action<Tensor>> Changes = new()
    {
        ["assignment"] = w => w.Assign([3, 4]),
        ["assignment to a detached tensor"] = w => w.Detach().Assign([3, 4]),
        ["fill"] = w => w.Backend.Fill(3, w.Buffer),
        ["write"] = w => w.Backend.Write([3f, 4f], w.Buffer),
        ["scaled sum"] = w => w.Backend.AddScaled(1, w.Buffer, 1, w.Buffer),
        ["map"] = w => w.Backend.Map(new Tiny.Nn.Backends.Functions.Affine(2, 0), w.Buffer, w.Buffer),
    };

    public static TheoryData<string> Names => [.. Changes.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_leaf_that_changes_between_forward_and_backward_throws(string change)
    {
        using var scope = backend.BeginScope();
        Tensor w = Leaf(), x = Leaf(requiresGradient: false);
        foreach (var changed in new[] { w, x })
            foreach (var forward in new Func<Tensor>[]
                { () => (w * x).Sum(), () => (w.Reshape([1, 2]) * x.Detach()).Sin().Sum() })
            {
                var j = forward();
                Changes[change](changed);
                var error = Assert.Throws<InvalidOperationException>(() => Graph.Backward(j));
                Assert.Matches(@"^Backward: (parameter|input|reshape|detach) \[.+\] was changed in place after " +
                    @"(multiply|reshape) \[.+\] was computed from it; call Backward before Assign or the optimizer's " +
                    @"step, or compute (multiply|reshape) \[.+\] again$", error.Message);
                Graph.Backward(forward());
            }
    }

    [Fact]
    public void An_optimizer_step_between_forward_and_backward_throws()
    {
        var layer = new Dense(2, 1);
        layer.Initialize(backend, seed: 1);
        var optimizer = new Adam();
        Parameter[] parameters = [.. layer.Parameters.Select(entry => entry.Parameter)];
        using var scope = backend.BeginScope();
        var x = Tensor.Full(backend, [3, 2], 0.5);
        Tensor first = layer.Forward(x, new(true)).Sum(), second = layer.Forward(x, new(true)).Square().Sum();
        Graph.Backward(first);
        optimizer.Step(parameters);
        Assert.StartsWith("Backward: weight [1, 2] was changed in place after matmul [3, 1] was computed from it",
            Assert.Throws<InvalidOperationException>(() => Graph.Backward(second)).Message
                .Replace("0.weight", "weight").Replace("parameter", "weight"));
        Graph.Backward(layer.Forward(x, new(true)).Sum());
    }

    [Fact]
    public void A_change_before_the_forward_pass_or_after_the_backward_pass_is_allowed()
    {
        var w = Leaf();
        for (var step = 0; step < 3; step++)
        {
            using var scope = backend.BeginScope();
            w.Assign([step, step]);
            var y = w.Square();
            Graph.Backward(y.Sum());
            Assert.Equal([2.0 * step, 2.0 * step], w.Gradient!.ToArray());
            w.Assign([9, 9]);
        }
    }

    [Fact]
    public void Running_statistics_may_change_between_forward_and_backward()
    {
        var layer = new BatchNorm(2);
        layer.Initialize(backend, seed: 1);
        using var scope = backend.BeginScope();
        var x = Tensor.From(backend, [3, 2], [1.0, 2, 3, 5, 7, 11], requiresGradient: true);
        var first = layer.Forward(x, new(isTraining: true)).Square().Sum();
        var second = layer.Forward(x * 2, new(isTraining: true)).Square().Sum();
        Graph.Backward(first + second);
        Assert.NotNull(x.Gradient);
    }
}
