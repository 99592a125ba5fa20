using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Training;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.WorkedExamples;

/// <summary>
/// Tests of the worked examples of networks with dense layers: parameter counts, training, gradients
/// and initialization.
/// </summary>
public sealed class DenseNetworkExampleTests : WorkedExampleTests
{
    [Fact]
    [Trait("Id", "NN-04")]
    public void A_network_784_16_16_10_has_13002_parameters()
    {
        var net = new Sequential(
            new Dense(784, 16), new Sigmoid(), new Dense(16, 16), new Sigmoid(), new Dense(16, 10));
        Assert.Equal(784 * 16 + 16 * 16 + 16 * 10 + 42, net.ParameterCount);
        Assert.Equal(13_002, net.ParameterCount);
        Assert.Equal([5, 10], net.OutputShape([5, 784]));
    }

    [Fact]
    [Trait("Id", "NN-04")]
    public void The_training_loss_of_784_16_16_10_falls_with_every_epoch()
    {
        using var backend = new Cpu<float>(threads: 1);
        var net = new Sequential(new Flatten(), new Dense(784, 16), new Sigmoid(), new Dense(16, 16), new Sigmoid(),
            new Dense(16, 10));
        net.Initialize(backend, seed: 1);
        var result = new Trainer(net, Objective.Classification(), new Sgd(0.5))
            .Fit(backend, new Batches(SyntheticDigits.Create(500, seed: 1), 10), null, epochs: 6, seed: 1);
        var losses = result.Epochs.Select(epoch => epoch.TrainLoss).ToList();
        Assert.Equal(6, losses.Count);
        Assert.Equal(losses.OrderDescending(), losses);
        Assert.True(losses[^1] < 0.8 * losses[0], string.Join(", ", losses));
    }

    [Fact]
    [Trait("Id", "NN-09")]
    public void A_softmax_classifier_with_4_features_and_3_classes_learns_separable_data()
    {
        var layer = new Dense(4, 3);
        Assert.Equal(15, layer.ParameterCount);
        layer.Initialize(Backend, seed: 1);
        double[] x = [2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 2, 1, 3, 1, 0, 1, 1, 3, 0, 1, 0, 1, 3, 1];
        int[] labels = [0, 1, 2, 0, 1, 2];
        var optimizer = new Sgd(0.5);
        for (var t = 0; t < 60; t++)
        {
            using var scope = Backend.BeginScope();
            Graph.Backward(layer.Forward(Leaf([6, 4], x), ForwardContext.Evaluation).CrossEntropy(labels));
            optimizer.Step([layer.Weight, layer.Bias!]);
        }
        using var end = Backend.BeginScope();
        var scores = layer.Forward(Leaf([6, 4], x), ForwardContext.Evaluation);
        double[] ws = layer.Weight.Value.ToArray(), bs = layer.Bias!.Value.ToArray();
        double[] expected =
        [
            .. from n in Enumerable.Range(0, 6)
               from c in Enumerable.Range(0, 3)
               select bs[c] + Enumerable.Range(0, 4).Sum(i => ws[c * 4 + i] * x[n * 4 + i]),
        ];
        AssertClose(expected, scores.ToArray());
        Assert.Equal(labels, scores.ArgMax());
    }

    /// <summary>
    /// The slide on two layers writes softmax(W₂xᵀ + b₂ᵀ). With x in place of the hidden activations a₁, the
    /// shapes do not match.
    /// </summary>
    [Fact]
    [Trait("Id", "NN-11")]
    public void The_second_layer_takes_the_hidden_activations_and_not_the_input()
    {
        var (first, second) = (new Dense(6, 4), new Dense(4, 3));
        new Sequential(first, second).Initialize(Backend, seed: 1);
        using var scope = Backend.BeginScope();
        var x = Random([2, 6]);
        var hidden = first.Forward(x, ForwardContext.Evaluation).Sigmoid();
        Assert.Equal([2, 3], second.Forward(hidden, ForwardContext.Evaluation).Softmax().Shape);
        Assert.Equal("Dense(4 → 3): expects input [N, 4], got [2, 6]",
            Assert.Throws<ArgumentException>(() => second.Forward(x, ForwardContext.Evaluation)).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Trait("Id", "NN-11")]
    public void Gradients_of_networks_with_one_to_four_layers_match_differences(int depth)
    {
        var layers = new List<Layer>();
        for (var n = 1; n < depth; n++) layers.AddRange([new Dense(4, 4), new Sigmoid()]);
        var net = new Sequential([.. layers, new Dense(4, 3)]);
        net.Initialize(Backend, seed: 1);
        var x = Random([5, 4]);
        var report = new GradientCheck().Run(
            _ => net.Forward(x, ForwardContext.Evaluation).CrossEntropy([0, 1, 2, 1, 0]),
            [x, .. net.Parameters.Select(entry => entry.Parameter.Value)]);
        Assert.True(report.Passed, $"{report}");
    }

    /// <summary>
    /// The layer-by-layer loops of the source and the library give the same loss, gradients and update.
    /// </summary>
    [Fact]
    [Trait("Id", "NN-12")]
    [Trait("Id", "NN-14")]
    public void Manual_backpropagation_equals_automatic_differentiation()
    {
        const double rate = 0.2;
        var (first, second) = (new Dense(5, 4), new Dense(4, 3));
        var net = new Sequential(first, new Relu(), second);
        net.Initialize(Backend, seed: 3);
        var image = new RandomStream(1, "image");
        double[] x = [.. Enumerable.Range(0, 5).Select(_ => image.NextNormal())];
        var manual = new ManualBackpropagation(
            first.Weight.Value.ToArray(), first.Bias!.Value.ToArray(),
            second.Weight.Value.ToArray(), second.Bias!.Value.ToArray());
        var before = manual.Forward(x, label: 2);
        manual.Backward(x, label: 2);

        using (Backend.BeginScope())
        {
            var input = Leaf([1, 5], x);
            var loss = net.Forward(input, ForwardContext.Evaluation).CrossEntropy([2]);
            Assert.Equal(before, loss.Item(), 1e-12);
            Graph.Backward(loss);
            AssertClose(manual.InputGradient, input.Gradient!.ToArray());
            AssertClose(manual.FirstGradient, first.Weight.Value.Gradient!.ToArray());
            AssertClose(manual.SecondGradient, second.Weight.Value.Gradient!.ToArray());
            AssertClose(manual.FirstBiasGradient, first.Bias.Value.Gradient!.ToArray());
            AssertClose(manual.SecondBiasGradient, second.Bias.Value.Gradient!.ToArray());
            new Sgd(rate).Step(net.Parameters.Select(entry => entry.Parameter));
        }
        manual.Step(rate);
        AssertClose(manual.FirstWeight, first.Weight.Value.ToArray());
        AssertClose(manual.SecondWeight, second.Weight.Value.ToArray());
        AssertClose(manual.FirstBias, first.Bias.Value.ToArray());
        AssertClose(manual.SecondBias, second.Bias.Value.ToArray());
        Assert.True(manual.Forward(x, label: 2) < before);
    }

    [Fact]
    [Trait("Id", "OP-13")]
    public void Initial_weights_depend_on_the_seed_and_repeat_in_every_run()
    {
        double[] Weights(ulong seed)
        {
            var layer = new Dense(100, 50);
            layer.Initialize(Backend, seed);
            return layer.Weight.Value.ToArray();
        }

        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
        // The standard deviation of a uniform distribution on ±1/√100 is 0.1/√3.
        Assert.Equal(0.1 / Math.Sqrt(3), Math.Sqrt(Weights(1).Average(w => w * w)), 2e-3);
    }

    [Fact]
    [Trait("Id", "OP-13")]
    public void Hidden_units_with_equal_initial_weights_stay_equal()
    {
        double[] First(Initializer weights)
        {
            var first = new Dense(3, 2, weights: weights);
            var net = new Sequential(first, new Tanh(), new Dense(2, 1, weights: weights, biases: Initializer.Zero));
            net.Initialize(Backend, seed: 1);
            first.Bias!.Value.Assign([0, 0]);
            var optimizer = new Sgd(0.1);
            for (var t = 0; t < 10; t++)
            {
                using var scope = Backend.BeginScope();
                Graph.Backward(net.Forward(Leaf([2, 3], 1, 2, -1, 0.5, -1, 1), ForwardContext.Evaluation)
                    .SquaredError(Leaf([2, 1], 1, -1)));
                optimizer.Step(net.Parameters.Select(entry => entry.Parameter));
            }
            return first.Weight.Value.ToArray();
        }

        var alike = First(Initializer.Constant(0.3));
        Assert.Equal(alike[..3], alike[3..]);
        var apart = First(Initializer.Default);
        Assert.NotEqual(apart[..3], apart[3..]);
    }

    [Fact]
    [Trait("Id", "OP-07")]
    public void Descent_on_a_nonconvex_function_ends_in_a_minimum_that_depends_on_the_start()
    {
        Func<Tensor, Tensor> cost = x => (x * x.Square().Sin() + 1).Sum();
        using (Backend.BeginScope())
        {
            var x = Leaf([1], -2);
            Assert.Equal(2.5136049906, cost(x).Item(), 1e-10);
            Assert.Equal(-5.98595, Gradients(cost(x), x)[0][0], 1e-5);
            Assert.Equal(Math.Sin(4) + 8 * Math.Cos(4), x.Gradient!.Item(), 1e-12);
        }
        var left = OptimizerRuns.MinimizeFrom([-2], new Sgd(0.01), cost, 500)[0];
        var right = OptimizerRuns.MinimizeFrom([2], new Sgd(0.01), cost, 500)[0];
        Assert.True(right - left > 2, $"ended at {left} and {right}");
        foreach (var end in new[] { left, right })
            Assert.Equal(0, Math.Sin(end * end) + 2 * end * end * Math.Cos(end * end), 1e-6);
    }
}
