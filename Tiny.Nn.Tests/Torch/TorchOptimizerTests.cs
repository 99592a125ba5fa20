using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Training;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Torch;

/// <summary>
/// Compares twelve steps of every optimizer with PyTorch's. The loss of step t is J_t = Σ a·w²/2 + g_t·w, whose
/// gradient depends on the weights and on the step. Some trajectories have a schedule of the learning rate.
/// </summary>
public sealed class TorchOptimizerTests
{
    internal static readonly Dictionary<string, Func<Optimizer>> Optimizers = new()
    {
        ["sgd"] = () => new Sgd(0.1),
        ["sgd_weight_decay"] = () => new Sgd(0.1, weightDecay: 0.2),
        ["momentum"] = () => new Sgd(0.1, momentum: 0.9),
        ["momentum_weight_decay"] = () => new Sgd(0.1, momentum: 0.9, weightDecay: 0.2),
        ["nesterov"] = () => new Sgd(0.1, momentum: 0.9, nesterov: true),
        ["adagrad"] = () => new AdaGrad(0.1),
        ["adagrad_decays"] = () => new AdaGrad(0.1, rateDecay: 0.25, weightDecay: 0.2),
        ["rmsprop"] = () => new RmsProp(0.05),
        ["rmsprop_weight_decay"] = () => new RmsProp(0.05, alpha: 0.9, epsilon: 1e-6, weightDecay: 0.2),
        ["rmsprop_momentum"] = () => new RmsProp(0.05, momentum: 0.8),
        ["adam"] = () => new Adam(0.1),
        ["adam_weight_decay"] = () => new Adam(0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.2),
        ["adamw"] = () => new AdamW(0.1),
        ["adamw_weight_decay"] = () => new AdamW(0.1, weightDecay: 0.3),
        ["adamw_cosine"] = () => new AdamW(0.1, weightDecay: 0.3),
        ["adamw_step_decay"] = () => new AdamW(0.1, weightDecay: 0.3),
        ["momentum_cosine"] = () => new Sgd(0.1, momentum: 0.9, weightDecay: 0.2),
    };

    /// <summary>The schedules of the trajectories that have one; a step is an epoch.</summary>
    static readonly Dictionary<string, Schedule> Schedules = new()
    {
        ["adamw_cosine"] = new CosineDecay(0.02),
        ["adamw_step_decay"] = new StepDecay(4),
        ["momentum_cosine"] = new CosineDecay(0.02),
    };

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Id", "OP-11")]
    public void Twelve_steps_are_those_of_PyTorch(string name) => AssertMatchesPyTorch(name, Optimizers[name]());

    [Fact]
    public void Every_trajectory_of_the_fixture_is_tested() => Assert.Equal(
        TorchFixture.Trajectories.GetProperty("steps").EnumerateObject().Select(entry => entry.Name).Order(),
        Optimizers.Keys.Order());

    /// <summary>Asserts that the weights after each step equal those of PyTorch's optimizer of this name.</summary>
    internal static void AssertMatchesPyTorch(string name, Optimizer optimizer, Backend? on = null)
    {
        using var backend = on ?? new Reference();
        var trajectories = TorchFixture.Trajectories;
        var curvature = trajectories.GetProperty("curvature").Doubles();
        var offsets = trajectories.GetProperty("pushes").EnumerateArray().Select(list => list.Doubles()).ToList();
        var positions = trajectories.GetProperty("steps").GetProperty(name).EnumerateArray()
            .Select(position => position.Doubles()).ToList();
        var weights = OptimizerRuns.CreateParameter(backend, trajectories.GetProperty("start").Doubles());
        Assert.Equal(12, positions.Count);
        var (rate, schedule) = (optimizer.Rate, Schedules.GetValueOrDefault(name, Schedule.Constant));
        for (var t = 0; t < positions.Count; t++)
        {
            var offset = offsets[t];
            optimizer.Rate = schedule.Rate(rate, t, 1, positions.Count);
            OptimizerRuns.Minimize(optimizer, weights,
                w => OptimizerRuns.QuadraticLoss(curvature)(w) + (w * Tensor.From(backend, w.Shape, offset)).Sum(), 1);
            TorchTests.AssertClose($"{name}, step {t + 1}", positions[t], weights.Value.ToArray());
        }
    }
}
