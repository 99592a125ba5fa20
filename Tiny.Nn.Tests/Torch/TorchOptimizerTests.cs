using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Training;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Torch;

/// <summary>
/// Twelve steps of every optimizer, as PyTorch takes them, on J_t = Σ a·w²/2 + g_t·w: the gradient depends on the weights and changes
/// from step to step.
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
    };

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Id", "OP-11")]
    public void Twelve_steps_are_those_of_PyTorch(string name) => Walks(name, Optimizers[name]());

    [Fact]
    public void Every_trajectory_of_the_fixture_is_walked() => Assert.Equal(
        TorchFixture.Trajectories.GetProperty("steps").EnumerateObject().Select(entry => entry.Name).Order(), Optimizers.Keys.Order());

    /// <summary>An optimizer visits the places that PyTorch's of this name visits.</summary>
    internal static void Walks(string name, Optimizer optimizer, Backend? on = null)
    {
        using var machine = on ?? new Reference();
        var given = TorchFixture.Trajectories;
        var curvature = given.GetProperty("curvature").Doubles();
        var pushes = given.GetProperty("pushes").EnumerateArray().Select(push => push.Doubles()).ToList();
        var places = given.GetProperty("steps").GetProperty(name).EnumerateArray().Select(place => place.Doubles()).ToList();
        var weights = Descent.Weights(machine, given.GetProperty("start").Doubles());
        Assert.Equal(12, places.Count);
        for (var t = 0; t < places.Count; t++)
        {
            Descent.Follow(optimizer, weights, w => Descent.Quadratic(curvature)(w) + (w * Tensor.From(machine, w.Shape, pushes[t])).Sum(), 1);
            TorchTests.Agree($"{name}, step {t + 1}", places[t], weights.Value.ToArray());
        }
    }
}
