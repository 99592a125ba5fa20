using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;
using static Tiny.Nn.Tests.PropertyCheck;
using static Tiny.Nn.Tests.Training.OptimizerRuns;

namespace Tiny.Nn.Tests.Training;

/// <summary>Tests of shared, unused and reinitialized parameters, and of the clipping of gradients.</summary>
public partial class OptimizerTests
{
    [Fact, Trait("Id", "RG-10")]
    public void A_parameter_used_twice_is_updated_once_with_the_summed_gradient()
    {
        using var backend = new Reference();
        var first = new Dense(2, 2, bias: false);
        var network = new Sequential(first, new Dense(2, 2, bias: false) { Weight = first.Weight });
        network.Initialize(backend, seed: 1);
        Assert.Equal((4, 1), (network.ParameterCount, network.Parameters.Count));
        first.Weight.Value.Assign([1, 2, 3, 4]);
        using var scope = backend.BeginScope();
        Graph.Backward(network.Forward(Tensor.From(backend, [1, 2], [1.0, 1.0]), ForwardContext.Evaluation).Sum());
        new Sgd(0.1).Step(network.Parameters.Select(entry => entry.Parameter));
        // y = W·W·x: d(1ᵀy)/dW = 1·(W·x)ᵀ + (Wᵀ·1)·xᵀ = [[3, 7], [3, 7]] + [[4, 4], [6, 6]]
        AssertClose([1 - 0.7, 2 - 1.1, 3 - 0.9, 4 - 1.3], first.Weight.Value.ToArray());
    }

    [Fact]
    public void Parameters_without_a_gradient_and_statistics_stay_unchanged()
    {
        using var backend = new Reference();
        var (used, unused) = (CreateParameter(backend, [1]), CreateParameter(backend, [1]));
        var statistic = CreateParameter(backend, [1], ParameterKind.RunningStatistic);
        using var scope = backend.BeginScope();
        Graph.Backward((used.Value * statistic.Value).Sum());
        new Sgd(0.5, weightDecay: 1, decoupledWeightDecay: 1).Step([used, unused, statistic]);
        // used: 1·(1 − ½) − ½·(1 + 1) = −½
        Assert.Equal((-0.5, 1, 1), (used.Value.Item(), unused.Value.Item(), statistic.Value.Item()));
    }

    [Fact]
    public void Reinitializing_a_parameter_resets_its_optimizer_state()
    {
        using var backend = new Reference();
        var (parameter, optimizer) = (CreateParameter(backend, [1]), new Sgd(0.1, momentum: 0.9));
        Minimize(optimizer, parameter, QuadraticLoss(1), 5);
        parameter.Initialize(backend, 0, "w");
        parameter.Value.Assign([1]);
        Minimize(optimizer, parameter, QuadraticLoss(1), 1);
        AssertClose([0.9], parameter.Value.ToArray());
    }

    [Fact]
    public void Two_parameters_that_share_one_gradient_buffer_are_decayed_separately()
    {
        using var backend = new Reference();
        var (a, b) = (CreateParameter(backend, [1]), CreateParameter(backend, [10]));
        using var scope = backend.BeginScope();
        Graph.Backward((a.Value + b.Value).Sum());
        new Sgd(0.1, weightDecay: 1).Step([a, b]);
        Assert.Equal((0.8, 8.9), (a.Value.Item(), b.Value.Item()));
    }

    [Fact]
    public void A_step_returns_the_memory_of_a_parameter_before_it_updates_the_next()
    {
        Assert.True(AllocationsOfStep(parameters: 1) > 0);
        Assert.Equal(AllocationsOfStep(parameters: 1), AllocationsOfStep(parameters: 3));

        static int AllocationsOfStep(int parameters)
        {
            using var backend = new AllocationCountingBackend();
            var all = Enumerable.Range(0, parameters).Select(_ => CreateParameter(backend, new double[1000])).ToList();
            using var scope = backend.BeginScope();
            Graph.Backward(all.Select(parameter => parameter.Value.Sum()).Aggregate((a, b) => a + b));
            var before = backend.Allocations;
            new Sgd(0.1, weightDecay: 1).Step(all);
            return backend.Allocations - before;
        }
    }

    [Fact]
    public void A_resumed_state_has_exactly_the_named_vectors()
    {
        using var backend = new Reference();
        var state = new OptimizerState(CreateParameter(backend, [1, 2]));
        _ = state["one"];
        state.Resume(5, ["two"]);
        Assert.Equal(["two"], state.Vectors.Keys);
        Assert.Equal(5, state.StepCount);
    }

    [Fact]
    public void Gradients_are_clipped_by_their_global_norm()
    {
        using var backend = new Reference();
        var (a, b) = (CreateParameter(backend, [0]), CreateParameter(backend, [0]));
        using var scope = backend.BeginScope();
        Graph.Backward((a.Value * 3 + b.Value * 4).Sum());
        Assert.Equal(5, Gradients.Clip([a, b], 10), 1e-12);
        Assert.Equal((3, 4), (a.Value.Gradient!.Item(), b.Value.Gradient!.Item()));
        Assert.Equal(5, Gradients.Clip([a, b], 1), 1e-12);
        AssertClose([3 / (5 + 1e-6), 4 / (5 + 1e-6)], [a.Value.Gradient!.Item(), b.Value.Gradient!.Item()]);
        var gradient = a.Value.Gradient;
        Gradients.Clip([a, b], Gradients.Norm([a, b]) + 1e-6);
        Assert.Same(gradient, a.Value.Gradient);         // a factor of 1 computes nothing
        Assert.Equal(0, Gradients.Norm([]));
    }

    [Fact]
    public void A_gradient_buffer_shared_by_two_parameters_is_clipped_once()
    {
        using var backend = new Reference();
        var (a, b) = (CreateParameter(backend, [0]), CreateParameter(backend, [0]));
        using var scope = backend.BeginScope();
        Graph.Backward((a.Value + b.Value).Sum() * 3);
        Gradients.Clip([a, b], 1);
        Assert.Equal(1, Gradients.Norm([a, b]), 1e-6);
    }
}
