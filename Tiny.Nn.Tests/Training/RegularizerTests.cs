using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;
using static Tiny.Nn.Tests.Training.OptimizerRuns;

namespace Tiny.Nn.Tests.Training;

/// <summary>Tests of the penalties on weights and activations with their gradients, and of label smoothing.</summary>
public class RegularizerTests
{
    static readonly double[] WeightValues = [1, -2, 0, 0.5];

    [Fact, Trait("Id", "RG-02")]
    public void The_L2_penalty_is_half_alpha_times_the_squared_norm_with_gradient_alpha_times_the_weight() =>
        AssertPenalty(new L2(0.4), 0.2 * 5.25, [0.4, -0.8, 0, 0.2]);

    [Fact, Trait("Id", "RG-05")]
    public void The_L1_penalty_is_alpha_times_the_absolute_sum_with_gradient_alpha_times_the_sign() =>
        AssertPenalty(new L1(0.4), 0.4 * 3.5, [0.4, -0.4, 0, 0.4]);

    [Fact, Trait("Id", "RG-09")]
    public void The_elastic_net_penalty_is_the_sum_of_L1_and_L2() =>
        AssertPenalty(new ElasticNet(L1: 0.3, L2: 0.4), 0.3 * 3.5 + 0.2 * 5.25, [0.3 + 0.4, -0.3 - 0.8, 0, 0.3 + 0.2]);

    [Fact]
    public void A_penalty_adds_to_the_loss_and_strength_0_leaves_the_gradient_unchanged()
    {
        Func<Tensor, Tensor> loss = QuadraticLoss(1, 2, 3, 4);
        var (plain, gradient) = ValueAndGradient(loss);
        Assert.Equal(plain + 0.7 * 3.5, ValueAndGradient(w => loss(w) + new L1(0.7).Of(w)).Loss, 1e-12);
        Assert.Equal(gradient, ValueAndGradient(w => loss(w) + new ElasticNet(0, 0).Of(w)).Gradient);
    }

    [Fact]
    public void Penalties_apply_to_weights_and_not_to_biases_or_statistics()
    {
        using var backend = new Reference();
        Parameter[] parameters =
            [CreateParameter(backend, [3]), CreateParameter(backend, [5], ParameterKind.Bias),
                CreateParameter(backend, [7], ParameterKind.RunningStatistic), CreateParameter(backend, [1, 2])];
        using var scope = backend.BeginScope();
        Assert.Equal(6, new L1(1).Penalty(parameters).Item());
        var error = Assert.Throws<ArgumentException>(() => new L1(1).Penalty(parameters[1..3]));
        Assert.Equal("L1: the network has no weights to penalize", error.Message);
    }

    [Fact, Trait("Id", "RG-10")]
    public void Soft_tying_is_half_alpha_times_the_squared_distance_of_the_weights_and_moves_only_the_first_model()
    {
        using var backend = new Reference();
        Parameter[] model = [CreateParameter(backend, [1, -2]), CreateParameter(backend, [5], ParameterKind.Bias)];
        Parameter[] other = [CreateParameter(backend, [0.5, 1]), CreateParameter(backend, [1], ParameterKind.Bias)];
        using var scope = backend.BeginScope();
        var penalty = new SoftTying(0.4, other).Penalty(model);
        Graph.Backward(penalty);
        Assert.Equal(0.2 * (0.25 + 9), penalty.Item(), 1e-12);
        AssertClose([0.2, -1.2], model[0].Value.Gradient!.ToArray());
        Assert.All([model[1], other[0], other[1]], parameter => Assert.Null(parameter.Value.Gradient));
    }

    [Fact, Trait("Id", "RG-10")]
    public void Soft_tying_with_growing_strength_moves_the_optimum_to_the_other_model()
    {
        // ½(w − a)² + (α/2)(w − v)² is smallest at w = (a + αv)/(1 + α).
        foreach (var alpha in (double[])[0, 0.5, 3])
        {
            using var backend = new Reference();
            var (weight, other) = (CreateParameter(backend, [1]), CreateParameter(backend, [-1]));
            for (var step = 0; step < 200; step++)
            {
                using var scope = backend.BeginScope();
                Graph.Backward((weight.Value - 2).Square().Sum() / 2 + new SoftTying(alpha, [other]).Penalty([weight]));
                new Sgd(0.2).Step([weight]);
            }
            AssertClose([(2 - alpha) / (1 + alpha)], weight.Value.ToArray());
        }
    }

    [Fact]
    public void Soft_tying_of_models_with_other_shapes_is_an_error()
    {
        using var backend = new Reference();
        var error = Assert.Throws<ArgumentException>(() =>
            new SoftTying(1, [CreateParameter(backend, [1, 2, 3])]).Penalty([CreateParameter(backend, [1, 2])]));
        Assert.Equal("SoftTying: expects two models with parameters of the same shapes, got [2] and [3]",
            error.Message);
    }

    [Fact, Trait("Id", "RG-05")]
    public void L1_makes_irrelevant_weights_of_a_regression_vanish_and_L2_does_not()
    {
        // y = 2·x₁ − x₃ uses two of five inputs. With many examples the mean of xxᵀ is close to the identity.
        var random = new RandomStream(5, "regression");
        var x = Enumerable.Range(0, 5 * 200).Select(_ => random.NextNormal()).ToArray();
        var y = Enumerable.Range(0, 200).Select(n => 2 * x[5 * n] - x[5 * n + 2] + 0.1 * random.NextNormal()).ToArray();
        Func<Tensor, Tensor> loss = w => Tensor.From(w.Backend, [200, 5], x).MatMul(w.Reshape(5, 1))
            .SquaredError(Tensor.From(w.Backend, [200, 1], y), half: true);
        double[] start = [1, 1, 1, 1, 1];
        var sparse = MinimizeFrom(start, new Sgd(0.1), w => loss(w) + new L1(0.1).Of(w), 600);
        var exact = MinimizeFrom(start, new Proximal(new Sgd(0.1), 0.1), loss, 600);
        var small = MinimizeFrom(start, new Sgd(0.1), w => loss(w) + new L2(0.1).Of(w), 600);
        foreach (var j in new[] { 1, 3, 4 })
        {
            Assert.True(Math.Abs(sparse[j]) < 0.02);
            Assert.Equal(0, exact[j]);
            Assert.NotEqual(0, small[j]);
        }
        Assert.True(sparse[0] > 1.5 && small[0] > 1.5 && exact[0] > 1.5);
    }

    [Fact, Trait("Id", "RG-08")]
    public void A_penalty_on_activations_is_a_mean_over_examples()
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var h = Tensor.From(backend, [2, 3], [0.0, 2, 0, 0, -3, 0], requiresGradient: true);
        var penalty = new L1(0.5).Activity(h);
        Assert.Equal(0.5 * 5 / 2, penalty.Item());
        Graph.Backward(penalty);
        Assert.Equal([0, 0.25, 0, 0, -0.25, 0], h.Gradient!.ToArray());
    }

    [Fact]
    public void A_penalty_on_activations_without_examples_throws()
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        foreach (var shape in new Shape[] { [], [0], [0, 3] })
            Assert.Equal($"L1: expects activations [N, …] of at least one example, got {shape}",
                Assert.Throws<ArgumentException>(
                    () => new L1(0.5).Activity(Tensor.Full(backend, shape, 1))).Message);
    }

    [Fact, Trait("Id", "RG-08")]
    public void A_penalty_on_activations_makes_the_hidden_layer_sparser()
    {
        Assert.True(ZeroActivations(new L1(0.5)) > ZeroActivations(new L1(0)) + 0.1);

        static double ZeroActivations(Regularizer penalty)
        {
            using var backend = new Reference();
            Layer hidden = new Sequential(new Dense(2, 16), new Relu()), output = new Dense(16, 2);
            var network = new Sequential(hidden, output);
            network.Initialize(backend, seed: 2);
            var (data, optimizer) = (ToyDatasets.TwoClusters(50), new Sgd(0.1));
            var inputs = Enumerable.Range(0, 50).SelectMany(data.Input).ToArray();
            for (var t = 0; t < 100; t++)
            {
                using var scope = backend.BeginScope();
                var h = hidden.Forward(Tensor.From(backend, [50, 2], inputs), ForwardContext.Evaluation);
                Graph.Backward(output.Forward(h, ForwardContext.Evaluation)
                    .CrossEntropy(data.Labels()) + penalty.Activity(h));
                optimizer.Step(network.Parameters.Select(entry => entry.Parameter));
            }
            using var last = backend.BeginScope(recording: false);
            return hidden.Forward(Tensor.From(backend, [50, 2], inputs), ForwardContext.Evaluation).ToArray()
                .Average(a => a == 0 ? 1.0 : 0);
        }
    }

    [Fact, Trait("Id", "RG-13")]
    public void Label_smoothing_takes_probability_epsilon_times_K_minus_1_over_K_from_the_true_class()
    {
        const double epsilon = 0.2;
        const int classes = 4, label = 2;
        const double e = epsilon * (classes - 1) / classes;
        double[] target = [e / 3, e / 3, 1 - e, e / 3];
        Assert.Equal(1, target.Sum(), 1e-15);
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var logits = Tensor.From(backend, [1, classes], [0.3, -1.0, 2.0, 0.1], requiresGradient: true);
        var smoothed = Objective.Classification(epsilon).Loss(logits, logits, Targets.FromLabels([label]));
        Assert.Equal(logits.CrossEntropy(Tensor.From(backend, [1, classes], target)).Item(), smoothed.Item(), 1e-15);
        var p = logits.Softmax().ToArray();
        Graph.Backward(smoothed);
        AssertClose([.. p.Zip(target, (pc, t) => pc - t)], logits.Gradient!.ToArray());
    }

    [Fact, Trait("Id", "RG-13")]
    public void With_smoothed_labels_the_optimal_logits_are_finite_and_the_minimal_loss_is_the_entropy()
    {
        double[] target = [0.05, 0.05, 0.85, 0.05];
        Func<Tensor, Tensor> loss = z => z.Reshape(1, 4).CrossEntropy([2], labelSmoothing: 0.2);
        var logits = MinimizeFrom([0, 0, 0, 0], new Sgd(1), loss, 2000);
        var sum = logits.Sum(Math.Exp);
        AssertClose(target, [.. logits.Select(z => Math.Exp(z) / sum)], 1e-9);
        Assert.Equal(-target.Sum(t => t * Math.Log(t)), -target.Zip(logits, (t, z) => t * (z - Math.Log(sum))).Sum(),
            1e-12);
    }

    [Fact]
    public void Invalid_options_throw_with_a_message_that_names_the_range()
    {
        AssertThrows("L2: the strength is 0 or more, got -1", () => new L2(-1));
        AssertThrows("L1: the strength is 0 or more, got NaN", () => new L1(double.NaN));
        AssertThrows("L1: the strength is 0 or more, got -1", () => new ElasticNet(-1, 1));
        AssertThrows("Classification: label smoothing is 0 to 1, got 2", () => Objective.Classification(2));
        using var backend = new Reference();
        AssertThrows("L1: expects activations [N, …] of at least one example, got []",
            () => new L1(1).Activity(Tensor.Scalar(backend, 1)));

        static void AssertThrows(string expected, Action act) =>
            Assert.Equal(expected, Assert.Throws<ArgumentException>(act).Message);
    }

    static void AssertPenalty(Regularizer regularizer, double penalty, double[] expectedGradient)
    {
        var (loss, gradient) = ValueAndGradient(regularizer.Of);
        Assert.Equal(penalty, loss, 1e-15);
        AssertClose(expectedGradient, gradient);
    }

    static (double Loss, double[] Gradient) ValueAndGradient(Func<Tensor, Tensor> loss)
    {
        using var backend = new Reference();
        var w = CreateParameter(backend, WeightValues).Value;
        using var scope = backend.BeginScope();
        var value = loss(w);
        Graph.Backward(value);
        return (value.Item(), w.Gradient!.ToArray());
    }
}
