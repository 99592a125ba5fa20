using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;
using static Tiny.Nn.Tests.PropertyCheck;
using static Tiny.Nn.Tests.Training.OptimizerRuns;

namespace Tiny.Nn.Tests.Training;

/// <summary>Tests of weight decay and of the proximal step.</summary>
public partial class OptimizerTests
{
    [Fact]
    public void Coupled_weight_decay_equals_an_L2_penalty_under_every_optimizer()
    {
        Func<double, Optimizer>[] all =
        [
            decay => new Sgd(0.1, weightDecay: decay),
            decay => new Sgd(0.1, 0.9, nesterov: true, weightDecay: decay),
            decay => new AdaGrad(0.1, weightDecay: decay),
            decay => new RmsProp(0.1, weightDecay: decay),
            decay => new Adam(0.1, weightDecay: decay),
        ];
        var (loss, penalty) = (QuadraticLoss(1, 4), new L2(0.3));
        foreach (var create in all)
            AssertClose(MinimizeFrom([1, -2], create(0), w => loss(w) + penalty.Of(w), 8),
                MinimizeFrom([1, -2], create(0.3), loss, 8), 1e-9);
    }

    [Fact, Trait("Id", "RG-03")]
    public void Decoupled_weight_decay_equals_an_L2_penalty_under_plain_gradient_descent_only()
    {
        var (loss, penalty) = (QuadraticLoss(1, 4), new L2(0.3));
        Func<Tensor, Tensor> penalised = w => loss(w) + penalty.Of(w);
        AssertClose(MinimizeFrom([1, -2], new Sgd(0.1), penalised, 8),
            MinimizeFrom([1, -2], new Sgd(0.1, decoupledWeightDecay: 0.3), loss, 8));
        AssertDifferent(MinimizeFrom([1, -2], new Sgd(0.1, 0.9), penalised, 8),
            MinimizeFrom([1, -2], new Sgd(0.1, 0.9, decoupledWeightDecay: 0.3), loss, 8));
        AssertDifferent(MinimizeFrom([1, -2], new Adam(0.1), penalised, 8),
            MinimizeFrom([1, -2], new AdamW(0.1, weightDecay: 0.3), loss, 8));

        static void AssertDifferent(double[] a, double[] b) => Assert.True(Math.Abs(a[0] - b[0]) > 1e-3);
    }

    [Fact, Trait("Id", "RG-03")]
    public void Without_a_loss_the_weights_shrink_geometrically() =>
        AssertClose([Math.Pow(1 - 0.1 * 0.3, 20)],
            MinimizeFrom([1], new Sgd(0.1, decoupledWeightDecay: 0.3), QuadraticLoss(0), 20));

    [Fact, Trait("Id", "RG-06")]
    public void The_proximal_step_converges_to_the_soft_threshold()
    {
        double[] h = [2, 2, 2, 5, 0.5], target = [0.3, 1.5, -2, 0.1, 4], expected = [0, 1, -1.5, 0, 2];
        var reached =
            MinimizeFrom([1, 1, 1, 1, 1], new Proximal(new Sgd(0.1), alpha: 1), QuadraticAround(target, h), 2000);
        AssertClose(expected, reached);
        Assert.Equal(0, reached[0]);                     // exactly
    }

    [Fact, Trait("Id", "RG-06")]
    public void The_proximal_step_matches_the_formula_on_random_diagonal_quadratics()
    {
        var random = new RandomStream(3, "quadratics");
        double[] RandomValues(double from, double to) =>
            [.. Enumerable.Range(0, 20).Select(_ => random.NextUniform(from, to))];
        double[] h = RandomValues(0.5, 3), target = RandomValues(-2, 2);
        var expected = h.Zip(target, (curvature, t) => Math.Sign(t) * Math.Max(Math.Abs(t) - 0.8 / curvature, 0))
            .ToArray();
        AssertClose(expected,
            MinimizeFrom(new double[20], new Proximal(new Sgd(0.3), alpha: 0.8), QuadraticAround(target, h), 500));
    }

    [Fact]
    public void The_proximal_step_skips_biases_and_uses_its_own_rate()
    {
        using var backend = new Reference();
        var (weight, bias) = (CreateParameter(backend, [1]), CreateParameter(backend, [1], ParameterKind.Bias));
        var optimizer = new Proximal(new Sgd(9), alpha: 0.5) { Rate = 0.1 };
        using var scope = backend.BeginScope();
        Graph.Backward((weight.Value + bias.Value).Sum());
        optimizer.Step([weight, bias]);
        AssertClose([0.85], weight.Value.ToArray());
        AssertClose([0.9], bias.Value.ToArray());
    }
}
