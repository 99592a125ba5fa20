using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;
using static Tiny.Nn.Tests.PropertyCheck;
using static Tiny.Nn.Tests.Training.OptimizerRuns;

namespace Tiny.Nn.Tests.Training;

/// <summary>
/// Compares every optimizer with closed forms, and with three steps of PyTorch's formulas in scalar arithmetic.
/// </summary>
public partial class OptimizerTests
{
    /// <summary>
    /// Test data: an optimizer, and the expected w after 3 steps at rate 0.1 on the loss ½(w₁² + 4w₂²) from the start
    /// (1, −2). The expected values are computed with PyTorch's formulas in scalar arithmetic.
    /// </summary>
    public static TheoryData<string, Optimizer, double, double> ThreeSteps => new()
    {
        { "plain", new Sgd(0.1), 0.729, -0.432 },
        { "momentum", new Sgd(0.1, 0.9), 0.486, 1.08 },
        { "Nesterov", new Sgd(0.1, 0.9, nesterov: true), 0.327321, 0.866592 },
        { "momentum and weight decay", new Sgd(0.1, 0.9, weightDecay: 0.1), 0.439649, 1.124282 },
        { "momentum and decoupled decay", new Sgd(0.1, 0.9, decoupledWeightDecay: 0.1), 0.463769, 1.086842 },
        { "AdaGrad", new AdaGrad(0.1), 0.7804561813655163, -1.775821515010822 },
        {
            "AdaGrad with both decays", new AdaGrad(0.1, rateDecay: 0.5, weightDecay: 0.1),
            0.8285750384233895, -1.82619232346829
        },
        { "RMSProp", new RmsProp(0.1), 5.088548357453895e-12, -0.3096873766994601 },
        {
            "RMSProp with momentum and decay", new RmsProp(0.1, weightDecay: 0.1, momentum: 0.5),
            -0.29918355540411856, 0.44652283901315626
        },
        { "Adam", new Adam(0.1), 0.701586274504415, -1.7006233916636408 },
        { "Adam with weight decay", new Adam(0.1, weightDecay: 0.1), 0.7015862742210723, -1.7006233916543037 },
        { "AdamW", new AdamW(0.1, weightDecay: 0.1), 0.6751012231892008, -1.6443686831798792 },
    };

    [Theory, MemberData(nameof(ThreeSteps))]
    public void Three_steps_match_the_formulas_of_PyTorch(string name, Optimizer optimizer, double first, double second)
    {
        Assert.NotEmpty(name);
        AssertClose([first, second], MinimizeFrom([1, -2], optimizer, QuadraticLoss(1, 4), 3));
    }

    [Fact, Trait("Id", "OP-01")]
    public void The_loss_of_a_convex_quadratic_falls_at_every_step_below_the_critical_rate()
    {
        ForAll(Quadratics, quadratic =>
        {
            var losses = Losses(quadratic, rate: quadratic.RateFraction * 2 / quadratic.Curvatures.Max());
            Assert.True(losses[0] > 0);
            for (var t = 1; t < losses.Count; t++)   // a rate of 1/L may reach the minimum in one step
                Assert.True(losses[t] < losses[t - 1] || losses[t - 1] == 0,
                    $"step {t}: {losses[t]} after {losses[t - 1]}");
        });
    }

    [Fact, Trait("Id", "OP-01")]
    public void The_loss_of_a_convex_quadratic_rises_along_the_steepest_axis_above_the_critical_rate()
    {
        ForAll(Quadratics, quadratic =>
        {
            var steepest = quadratic.Curvatures.Max();
            var oneAxis = quadratic with { Curvatures = [steepest], Start = [quadratic.Start[0]] };
            var losses = Losses(oneAxis, rate: 2 / quadratic.RateFraction / steepest);
            for (var t = 1; t < losses.Count; t++)
                Assert.True(losses[t] > losses[t - 1], $"step {t}: {losses[t]} after {losses[t - 1]}");
        });
    }

    /// <summary>
    /// Random cases with the loss ½ Σ h·w², h from 0.1 to 5, a start other than 0, and a fraction of the critical rate
    /// 2/L, where L is the largest h.
    /// </summary>
    static readonly Gen<QuadraticCase> Quadratics =
        from count in Between(1, 5)
        from curvatures in Between(1, 50).ListOf(count)
        from start in Between(1, 20).ListOf(count)
        from signs in Between(0, 1).ListOf(count)
        from fraction in Between(1, 19)
        select new QuadraticCase([.. curvatures.Select(h => h / 10.0)],
            [.. start.Select((w, j) => (2 * signs[j] - 1) * w / 4.0)], fraction / 20.0);

    sealed record QuadraticCase(double[] Curvatures, double[] Start, double RateFraction);

    static List<double> Losses(QuadraticCase quadratic, double rate)
    {
        using var backend = new Reference();
        var parameter = CreateParameter(backend, quadratic.Start);
        return Minimize(new Sgd(rate), parameter, QuadraticLoss(quadratic.Curvatures), 15);
    }

    [Fact, Trait("Id", "OP-04")]
    public void One_step_from_12_with_gradient_6_at_rate_one_hundredth_gives_11_94() =>
        Assert.Equal(11.94, MinimizeFrom([12], new Sgd(0.01), w => w.Sum() * 6, 1)[0], 1e-15);

    /// <summary>
    /// The source writes θ_{t+1} = (1 − α)ᵗ·θ₁, where θ₁ is the initial value and not the previous one.
    /// </summary>
    [Theory, Trait("Id", "OP-05")]
    [InlineData(0.1, 10)]
    [InlineData(0.3, 25)]
    [InlineData(0.49, 50)]
    public void The_trajectory_on_a_quadratic_matches_the_closed_form(double rate, int steps) =>
        AssertClose([Math.Pow(1 - rate, steps), Math.Pow(1 - 4 * rate, steps)],
            MinimizeFrom([1, 1], new Sgd(rate), QuadraticLoss(1, 4), steps));

    [Fact, Trait("Id", "OP-05")]
    public void The_trajectory_matches_the_published_values_and_diverges_above_the_critical_rate()
    {
        AssertClose([0.3486784401, 0.0060466176], MinimizeFrom([1, 1], new Sgd(0.1), QuadraticLoss(1, 4), 10));
        Assert.True(Math.Abs(MinimizeFrom([1, 1], new Sgd(0.51), QuadraticLoss(1, 4), 300)[1]) > 100);
    }

    [Fact, Trait("Id", "OP-10")]
    public void Momentum_at_a_constant_rate_matches_the_published_recursion()
    {
        var (w, v) = (2.0, 0.0);
        for (var t = 0; t < 20; t++)
        {
            v = 0.9 * v - 0.01 * 3 * w;
            w += v;
        }
        AssertClose([w], MinimizeFrom([2], new Sgd(0.01, momentum: 0.9), QuadraticLoss(3), 20));
    }

    [Fact, Trait("Id", "OP-10")]
    public void Momentum_0_is_plain_gradient_descent() =>
        Assert.Equal(MinimizeFrom([2, 5], new Sgd(0.1), QuadraticLoss(1, 3), 7),
            MinimizeFrom([2, 5], new Sgd(0.1, momentum: 0), QuadraticLoss(1, 3), 7));

    [Theory, Trait("Id", "OP-11")]
    [InlineData(1e-4)]
    [InlineData(1)]
    [InlineData(-1e6)]
    public void The_first_step_of_Adam_has_the_size_of_the_rate_for_every_gradient(double gradient)
    {
        var step = MinimizeFrom([0], new Adam(0.1), w => w.Sum() * gradient, 1)[0];
        Assert.Equal(-0.1 * Math.Sign(gradient), step, 1.1e-5);
    }

    [Fact]
    public void Invalid_options_and_calls_throw_with_a_message_that_names_the_fix()
    {
        using var backend = new Reference();
        AssertThrows("Sgd: the rate is 0 or more, got -1", () => new Sgd(-1));
        AssertThrows("Sgd: the rate is 0 or more, got NaN", () => new Sgd(0.1).Rate = double.NaN);
        AssertThrows("Sgd: Nesterov's step needs a momentum above 0, such as 0.9; got 0",
            () => new Sgd(0.1, nesterov: true));
        AssertThrows("AdamW: the weight decay is 0 or more, got -0.1", () => new AdamW(weightDecay: -0.1));
        AssertThrows("Clip: the norm to clip to is above 0, got 0", () => Gradients.Clip([], 0));
        var error = Assert.Throws<InvalidOperationException>(() => new Sgd(0.1).Step([CreateParameter(backend, [1])]));
        Assert.Equal(
            "Sgd: no parameter has a gradient; call Graph.Backward(loss) before Step, and Step before the scope is " +
                "disposed",
            error.Message);

        static void AssertThrows(string expected, Action act) =>
            Assert.Equal(expected, Assert.Throws<ArgumentException>(act).Message);
    }

    [Fact]
    public void The_decays_of_averages_and_the_momenta_are_at_least_0_and_below_1()
    {
        var options = new Dictionary<string, Func<double, Optimizer>>
        {
            ["Sgd: the momentum"] = value => new Sgd(0.1, momentum: value),
            ["RmsProp: alpha"] = value => new RmsProp(alpha: value),
            ["RmsProp: the momentum"] = value => new RmsProp(momentum: value),
            ["Adam: beta1"] = value => new Adam(beta1: value),
            ["Adam: beta2"] = value => new Adam(beta2: value),
            ["AdamW: beta1"] = value => new AdamW(beta1: value),
            ["AdamW: beta2"] = value => new AdamW(beta2: value),
        };
        foreach (var (option, create) in options)
        {
            Assert.All([0, 0.5, Math.BitDecrement(1)], value => create(value));
            foreach (var value in new[] { 1, -0.1, double.NaN, double.PositiveInfinity })
                Assert.Equal($"{option} is at least 0 and below 1, got {value}",
                    Assert.Throws<ArgumentException>(() => create(value)).Message);
        }
    }

    [Fact]
    public void After_the_first_step_an_optimizer_allocates_no_memory()
    {
        using var backend = new AllocationCountingBackend();
        var (parameter, optimizer) = (CreateParameter(backend, new double[1000]), new AdamW());
        Minimize(optimizer, parameter, w => w.Sum(), 2);
        var before = backend.Allocations;
        Assert.True(before > 0);
        Minimize(optimizer, parameter, w => w.Sum(), 10);
        Assert.Equal(before, backend.Allocations);
    }

    /// <summary>Returns the loss function ½ Σ h·(w − target)².</summary>
    static Func<Tensor, Tensor> QuadraticAround(double[] target, double[] h) =>
        w => QuadraticLoss(h)(w - Tensor.From(w.Backend, w.Shape, target));
}
