using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;
using static Tiny.Nn.Tests.PropertyCheck;
using static Tiny.Nn.Tests.Training.Descent;

namespace Tiny.Nn.Tests.Training;

/// <summary>Every optimizer against closed forms and against three steps computed by hand with PyTorch's formulas.</summary>
public class OptimizerTests
{
    /// <summary>w after 3 steps at rate 0.1 from (1, −2) on ½(w₁² + 4w₂²), from PyTorch's formulas in plain scalars.</summary>
    public static TheoryData<string, Optimizer, double, double> ThreeSteps => new()
    {
        { "plain", new Sgd(0.1), 0.729, -0.432 },
        { "momentum", new Sgd(0.1, 0.9), 0.486, 1.08 },
        { "Nesterov", new Sgd(0.1, 0.9, nesterov: true), 0.327321, 0.866592 },
        { "momentum and weight decay", new Sgd(0.1, 0.9, weightDecay: 0.1), 0.439649, 1.124282 },
        { "momentum and decoupled decay", new Sgd(0.1, 0.9, decoupledWeightDecay: 0.1), 0.463769, 1.086842 },
        { "AdaGrad", new AdaGrad(0.1), 0.7804561813655163, -1.775821515010822 },
        { "AdaGrad with both decays", new AdaGrad(0.1, rateDecay: 0.5, weightDecay: 0.1), 0.8285750384233895, -1.82619232346829 },
        { "RMSProp", new RmsProp(0.1), 5.088548357453895e-12, -0.3096873766994601 },
        { "RMSProp with momentum and decay", new RmsProp(0.1, weightDecay: 0.1, momentum: 0.5), -0.29918355540411856, 0.44652283901315626 },
        { "Adam", new Adam(0.1), 0.701586274504415, -1.7006233916636408 },
        { "Adam with weight decay", new Adam(0.1, weightDecay: 0.1), 0.7015862742210723, -1.7006233916543037 },
        { "AdamW", new AdamW(0.1, weightDecay: 0.1), 0.6751012231892008, -1.6443686831798792 },
    };

    [Theory, MemberData(nameof(ThreeSteps))]
    public void Three_steps_are_those_of_the_formula(string name, Optimizer optimizer, double first, double second)
    {
        Assert.NotEmpty(name);
        Close([first, second], From([1, -2], optimizer, Quadratic(1, 4), 3));
    }

    [Fact, Trait("Id", "OP-01")]
    public void The_loss_of_a_convex_quadratic_falls_at_every_step_below_the_critical_rate()
    {
        ForAll(Quadratics, quadratic =>
        {
            var losses = Losses(quadratic, rate: quadratic.Share * 2 / quadratic.Curvatures.Max());
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
            var alone = quadratic with { Curvatures = [steepest], Start = [quadratic.Start[0]] };
            var losses = Losses(alone, rate: 2 / quadratic.Share / steepest);
            for (var t = 1; t < losses.Count; t++)
                Assert.True(losses[t] > losses[t - 1], $"step {t}: {losses[t]} after {losses[t - 1]}");
        });
    }

    /// <summary>½ Σ h·w² with h from 0.1 to 5, a start other than 0, and a share of the critical rate 2/L.</summary>
    static readonly Gen<QuadraticCase> Quadratics =
        from count in Between(1, 5)
        from curvatures in Between(1, 50).ListOf(count)
        from start in Between(1, 20).ListOf(count)
        from signs in Between(0, 1).ListOf(count)
        from share in Between(1, 19)
        select new QuadraticCase([.. curvatures.Select(h => h / 10.0)],
            [.. start.Select((w, j) => (2 * signs[j] - 1) * w / 4.0)], share / 20.0);

    sealed record QuadraticCase(double[] Curvatures, double[] Start, double Share);

    static List<double> Losses(QuadraticCase quadratic, double rate)
    {
        using var backend = new Reference();
        return Follow(new Sgd(rate), Weights(backend, quadratic.Start), Quadratic(quadratic.Curvatures), 15);
    }

    [Fact, Trait("Id", "OP-04")]
    public void One_step_from_12_with_slope_6_at_rate_one_hundredth_leads_to_11_94() =>
        Assert.Equal(11.94, From([12], new Sgd(0.01), w => w.Sum() * 6, 1)[0], 1e-15);

    /// <summary>The source writes (1 − α)ᵗ·θ₁ for θ_{t+1}: t steps from the start θ₁, not one step from θ_t.</summary>
    [Theory, Trait("Id", "OP-05")]
    [InlineData(0.1, 10)]
    [InlineData(0.3, 25)]
    [InlineData(0.49, 50)]
    public void The_trajectory_on_a_quadratic_is_the_closed_form(double rate, int steps) =>
        Close([Math.Pow(1 - rate, steps), Math.Pow(1 - 4 * rate, steps)], From([1, 1], new Sgd(rate), Quadratic(1, 4), steps));

    [Fact, Trait("Id", "OP-05")]
    public void The_trajectory_meets_the_numbers_of_the_source_and_diverges_beyond_the_critical_rate()
    {
        Close([0.3486784401, 0.0060466176], From([1, 1], new Sgd(0.1), Quadratic(1, 4), 10));
        Assert.True(Math.Abs(From([1, 1], new Sgd(0.51), Quadratic(1, 4), 300)[1]) > 100);
    }

    [Fact, Trait("Id", "OP-10")]
    public void Momentum_at_a_constant_rate_is_the_recursion_of_the_source()
    {
        var (w, v) = (2.0, 0.0);
        for (var t = 0; t < 20; t++)
        {
            v = 0.9 * v - 0.01 * 3 * w;
            w += v;
        }
        Close([w], From([2], new Sgd(0.01, momentum: 0.9), Quadratic(3), 20));
    }

    [Fact, Trait("Id", "OP-10")]
    public void Momentum_0_is_plain_descent() =>
        Assert.Equal(From([2, 5], new Sgd(0.1), Quadratic(1, 3), 7), From([2, 5], new Sgd(0.1, momentum: 0), Quadratic(1, 3), 7));

    [Theory, Trait("Id", "OP-11")]
    [InlineData(1e-4)]
    [InlineData(1)]
    [InlineData(-1e6)]
    public void The_first_step_of_Adam_has_the_size_of_the_rate_whatever_the_gradient(double slope)
    {
        var step = From([0], new Adam(0.1), w => w.Sum() * slope, 1)[0];
        Assert.Equal(-0.1 * Math.Sign(slope), step, 1.1e-5);
    }

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
        var (loss, penalty) = (Quadratic(1, 4), new L2(0.3));
        foreach (var make in all)
            Close(From([1, -2], make(0), w => loss(w) + penalty.Of(w), 8), From([1, -2], make(0.3), loss, 8), 1e-9);
    }

    [Fact, Trait("Id", "RG-03")]
    public void Decoupled_weight_decay_equals_an_L2_penalty_under_plain_descent_only()
    {
        var (loss, penalty) = (Quadratic(1, 4), new L2(0.3));
        Func<Tensor, Tensor> penalised = w => loss(w) + penalty.Of(w);
        Close(From([1, -2], new Sgd(0.1), penalised, 8), From([1, -2], new Sgd(0.1, decoupledWeightDecay: 0.3), loss, 8));
        AssertApart(From([1, -2], new Sgd(0.1, 0.9), penalised, 8), From([1, -2], new Sgd(0.1, 0.9, decoupledWeightDecay: 0.3), loss, 8));
        AssertApart(From([1, -2], new Adam(0.1), penalised, 8), From([1, -2], new AdamW(0.1, weightDecay: 0.3), loss, 8));

        static void AssertApart(double[] a, double[] b) => Assert.True(Math.Abs(a[0] - b[0]) > 1e-3);
    }

    [Fact, Trait("Id", "RG-03")]
    public void Without_a_loss_the_weights_shrink_geometrically() =>
        Close([Math.Pow(1 - 0.1 * 0.3, 20)], From([1], new Sgd(0.1, decoupledWeightDecay: 0.3), Quadratic(0), 20));

    [Fact, Trait("Id", "RG-06")]
    public void The_proximal_step_reaches_the_soft_threshold()
    {
        double[] h = [2, 2, 2, 5, 0.5], target = [0.3, 1.5, -2, 0.1, 4], expected = [0, 1, -1.5, 0, 2];
        var reached = From([1, 1, 1, 1, 1], new Proximal(new Sgd(0.1), alpha: 1), Around(target, h), 2000);
        Close(expected, reached);
        Assert.Equal(0, reached[0]);                     // exactly
    }

    [Fact, Trait("Id", "RG-06")]
    public void The_proximal_step_meets_the_formula_on_random_diagonal_quadratics()
    {
        var random = new RandomStream(3, "quadratics");
        double[] Draw(double from, double to) => [.. Enumerable.Range(0, 20).Select(_ => random.NextUniform(from, to))];
        double[] h = Draw(0.5, 3), target = Draw(-2, 2);
        var expected = h.Zip(target, (curve, t) => Math.Sign(t) * Math.Max(Math.Abs(t) - 0.8 / curve, 0)).ToArray();
        Close(expected, From(new double[20], new Proximal(new Sgd(0.3), alpha: 0.8), Around(target, h), 500));
    }

    [Fact]
    public void The_proximal_step_spares_biases_and_follows_its_own_rate()
    {
        using var backend = new Reference();
        var (weight, bias) = (Weights(backend, [1]), Weights(backend, [1], ParameterKind.Bias));
        var optimizer = new Proximal(new Sgd(9), alpha: 0.5) { Rate = 0.1 };
        using var scope = backend.BeginScope();
        Graph.Backward((weight.Value + bias.Value).Sum());
        optimizer.Step([weight, bias]);
        Close([0.85], weight.Value.ToArray());
        Close([0.9], bias.Value.ToArray());
    }

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
        Close([1 - 0.7, 2 - 1.1, 3 - 0.9, 4 - 1.3], first.Weight.Value.ToArray());
    }

    [Fact]
    public void Parameters_without_a_gradient_and_statistics_stay_as_they_are()
    {
        using var backend = new Reference();
        var (used, unused, statistic) = (Weights(backend, [1]), Weights(backend, [1]), Weights(backend, [1], ParameterKind.RunningStatistic));
        using var scope = backend.BeginScope();
        Graph.Backward((used.Value * statistic.Value).Sum());
        new Sgd(0.5, weightDecay: 1, decoupledWeightDecay: 1).Step([used, unused, statistic]);
        Assert.Equal((-0.5, 1, 1), (used.Value.Item(), unused.Value.Item(), statistic.Value.Item()));   // 1·(1 − ½) − ½·(1 + 1)
    }

    [Fact]
    public void A_parameter_that_is_initialised_anew_starts_without_memory()
    {
        using var backend = new Reference();
        var (parameter, optimizer) = (Weights(backend, [1]), new Sgd(0.1, momentum: 0.9));
        Follow(optimizer, parameter, Quadratic(1), 5);
        parameter.Initialize(backend, 0, "w");
        parameter.Value.Assign([1]);
        Follow(optimizer, parameter, Quadratic(1), 1);
        Close([0.9], parameter.Value.ToArray());
    }

    [Fact]
    public void Two_parameters_that_share_one_gradient_buffer_are_decayed_apart()
    {
        using var backend = new Reference();
        var (a, b) = (Weights(backend, [1]), Weights(backend, [10]));
        using var scope = backend.BeginScope();
        Graph.Backward((a.Value + b.Value).Sum());
        new Sgd(0.1, weightDecay: 1).Step([a, b]);
        Assert.Equal((0.8, 8.9), (a.Value.Item(), b.Value.Item()));
    }

    [Fact]
    public void Gradients_are_clipped_together_by_their_common_norm()
    {
        using var backend = new Reference();
        var (a, b) = (Weights(backend, [0]), Weights(backend, [0]));
        using var scope = backend.BeginScope();
        Graph.Backward((a.Value * 3 + b.Value * 4).Sum());
        Assert.Equal(5, Gradients.Clip([a, b], 10), 1e-12);
        Assert.Equal((3, 4), (a.Value.Gradient!.Item(), b.Value.Gradient!.Item()));
        Assert.Equal(5, Gradients.Clip([a, b], 1), 1e-12);
        Close([3 / (5 + 1e-6), 4 / (5 + 1e-6)], [a.Value.Gradient!.Item(), b.Value.Gradient!.Item()]);
    }

    [Fact]
    public void One_buffer_that_is_the_gradient_of_two_parameters_is_clipped_once()
    {
        using var backend = new Reference();
        var (a, b) = (Weights(backend, [0]), Weights(backend, [0]));
        using var scope = backend.BeginScope();
        Graph.Backward((a.Value + b.Value).Sum() * 3);
        Gradients.Clip([a, b], 1);
        Assert.Equal(1, Gradients.Norm([a, b]), 1e-6);
    }

    [Fact]
    public void Errors_say_how_to_mend_them()
    {
        using var backend = new Reference();
        Text("Sgd: the rate is 0 or more, got -1", () => new Sgd(-1));
        Text("Sgd: the rate is 0 or more, got NaN", () => new Sgd(0.1).Rate = double.NaN);
        Text("Sgd: the momentum is at least 0 and below 1, got 1", () => new Sgd(0.1, momentum: 1));
        Text("Sgd: Nesterov's step needs a momentum above 0, such as 0.9; got 0",
            () => new Sgd(0.1, nesterov: true));
        Text("Adam: beta2 is at least 0 and below 1, got 1", () => new Adam(beta2: 1));
        Text("AdamW: the weight decay is 0 or more, got -0.1", () => new AdamW(weightDecay: -0.1));
        Text("Clip: the norm to clip to is above 0, got 0", () => Gradients.Clip([], 0));
        var forgotten = Assert.Throws<InvalidOperationException>(() => new Sgd(0.1).Step([Weights(backend, [1])]));
        Assert.Equal(
            "Sgd: no parameter has a gradient; call Graph.Backward(loss) before Step, and Step before the scope is disposed",
            forgotten.Message);

        static void Text(string expected, Action act) => Assert.Equal(expected, Assert.Throws<ArgumentException>(act).Message);
    }

    [Fact]
    public void After_the_first_step_an_optimizer_asks_the_machine_for_no_more_memory()
    {
        using var backend = new Counting();
        var (parameter, optimizer) = (Weights(backend, new double[1000]), new AdamW());
        Follow(optimizer, parameter, w => w.Sum(), 2);
        var before = backend.Allocations;
        Follow(optimizer, parameter, w => w.Sum(), 10);
        Assert.Equal(before, backend.Allocations);
    }

    /// <summary>½ Σ h·(w − target)².</summary>
    static Func<Tensor, Tensor> Around(double[] target, double[] h) => w => Quadratic(h)(w - Tensor.From(w.Backend, w.Shape, target));

    sealed class Counting : Reference
    {
        public int Allocations { get; private set; }

        public override ValueBuffer AllocateValues(int length)
        {
            Allocations++;
            return base.AllocateValues(length);
        }
    }
}
