using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Training;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Seeds;

/// <summary>Networks of dense layers: counted, trained by hand, and trained by the engine.</summary>
public sealed class PerceptronTests : OnReference
{
    [Fact]
    [Trait("Id", "NN-04")]
    public void A_network_784_16_16_10_has_13002_parameters()
    {
        var net = new Sequential(new Dense(784, 16), new Sigmoid(), new Dense(16, 16), new Sigmoid(), new Dense(16, 10));
        Assert.Equal(784 * 16 + 16 * 16 + 16 * 10 + 42, net.ParameterCount);
        Assert.Equal(13_002, net.ParameterCount);
        Assert.Equal([5, 10], net.OutputShape([5, 784]));
    }

    [Fact]
    [Trait("Id", "NN-04")]
    public void A_network_784_16_16_10_reports_a_loss_that_falls_from_epoch_to_epoch()
    {
        using var machine = new Cpu<float>(threads: 1);
        var net = new Sequential(new Flatten(), new Dense(784, 16), new Sigmoid(), new Dense(16, 16), new Sigmoid(),
            new Dense(16, 10));
        net.Initialize(machine, seed: 1);
        var result = new Trainer(net, Objective.Classification(), new Sgd(0.5))
            .Fit(machine, new Batches(SyntheticDigits.Create(500, seed: 1), 10), null, epochs: 6, seed: 1);
        var losses = result.Epochs.Select(epoch => epoch.TrainLoss).ToList();
        Assert.Equal(6, losses.Count);
        Assert.Equal(losses.OrderDescending(), losses);
        Assert.True(losses[^1] < 0.8 * losses[0], string.Join(", ", losses));
    }

    [Fact]
    [Trait("Id", "NN-09")]
    public void A_softmax_classifier_of_4_features_and_3_classes_learns_what_is_separable()
    {
        var layer = new Dense(4, 3);
        Assert.Equal(15, layer.ParameterCount);
        layer.Initialize(Machine, seed: 1);
        double[] x = [2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 2, 1, 3, 1, 0, 1, 1, 3, 0, 1, 0, 1, 3, 1];
        int[] labels = [0, 1, 2, 0, 1, 2];
        var optimizer = new Sgd(0.5);
        for (var t = 0; t < 60; t++)
        {
            using var scope = Machine.BeginScope();
            Graph.Backward(layer.Forward(Given([6, 4], x), ForwardContext.Evaluation).CrossEntropy(labels));
            optimizer.Step([layer.Weight, layer.Bias!]);
        }
        using var end = Machine.BeginScope();
        var scores = layer.Forward(Given([6, 4], x), ForwardContext.Evaluation);
        double[] ws = layer.Weight.Value.ToArray(), bs = layer.Bias!.Value.ToArray();
        Close([.. from n in Enumerable.Range(0, 6) from c in Enumerable.Range(0, 3) select bs[c] + Enumerable.Range(0, 4).Sum(i => ws[c * 4 + i] * x[n * 4 + i])],
            scores.ToArray());
        Assert.Equal(labels, scores.ArgMax());
    }

    /// <summary>The two-layer slide writes softmax(W₂xᵀ + b₂ᵀ); with x where the hidden a₁ belongs, shapes do not fit.</summary>
    [Fact]
    [Trait("Id", "NN-11")]
    public void The_second_layer_wants_the_first_ones_result_and_not_the_input()
    {
        var (first, second) = (new Dense(6, 4), new Dense(4, 3));
        new Sequential(first, second).Initialize(Machine, seed: 1);
        using var scope = Machine.BeginScope();
        var x = Random([2, 6]);
        Assert.Equal([2, 3], second.Forward(first.Forward(x, ForwardContext.Evaluation).Sigmoid(), ForwardContext.Evaluation).Softmax().Shape);
        Assert.Equal("Dense(4 → 3): expects input [N, 4], got [2, 6]",
            Assert.Throws<ArgumentException>(() => second.Forward(x, ForwardContext.Evaluation)).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Trait("Id", "NN-11")]
    public void Networks_of_one_to_four_layers_have_the_gradients_that_differences_measure(int depth)
    {
        var layers = new List<Layer>();
        for (var n = 1; n < depth; n++) layers.AddRange([new Dense(4, 4), new Sigmoid()]);
        var net = new Sequential([.. layers, new Dense(4, 3)]);
        net.Initialize(Machine, seed: 1);
        var x = Random([5, 4]);
        var report = new GradientCheck().Run(_ => net.Forward(x, ForwardContext.Evaluation).CrossEntropy([0, 1, 2, 1, 0]),
            [x, .. net.Parameters.Select(entry => entry.Parameter.Value)]);
        Assert.True(report.Passed, $"{report}");
    }

    /// <summary>The source's loops, layer by layer and without a graph, and the engine: one loss, one set of gradients, one step.</summary>
    [Fact]
    [Trait("Id", "NN-12")]
    [Trait("Id", "NN-14")]
    public void Backpropagation_by_hand_and_by_the_engine_are_one()
    {
        const double rate = 0.2;
        var (first, second) = (new Dense(5, 4), new Dense(4, 3));
        var net = new Sequential(first, new Relu(), second);
        net.Initialize(Machine, seed: 3);
        var image = new RandomStream(1, "image");
        double[] x = [.. Enumerable.Range(0, 5).Select(_ => image.NextNormal())];
        var hand = new HandMade(first.Weight.Value.ToArray(), first.Bias!.Value.ToArray(), second.Weight.Value.ToArray(), second.Bias!.Value.ToArray());
        var before = hand.Forward(x, label: 2);
        hand.Backward(x, label: 2);

        using (Machine.BeginScope())
        {
            var input = Given([1, 5], x);
            var loss = net.Forward(input, ForwardContext.Evaluation).CrossEntropy([2]);
            Assert.Equal(before, loss.Item(), 1e-12);
            Graph.Backward(loss);
            Close(hand.InputGradient, input.Gradient!.ToArray());
            Close(hand.FirstGradient, first.Weight.Value.Gradient!.ToArray());
            Close(hand.SecondGradient, second.Weight.Value.Gradient!.ToArray());
            Close(hand.FirstBiasGradient, first.Bias.Value.Gradient!.ToArray());
            Close(hand.SecondBiasGradient, second.Bias.Value.Gradient!.ToArray());
            new Sgd(rate).Step(net.Parameters.Select(entry => entry.Parameter));
        }
        hand.Step(rate);
        Close(hand.FirstWeight, first.Weight.Value.ToArray());
        Close(hand.SecondWeight, second.Weight.Value.ToArray());
        Close(hand.FirstBias, first.Bias.Value.ToArray());
        Close(hand.SecondBias, second.Bias.Value.ToArray());
        Assert.True(hand.Forward(x, label: 2) < before);
    }

    [Fact]
    [Trait("Id", "OP-13")]
    public void Random_weights_differ_from_each_other_and_not_from_run_to_run()
    {
        double[] Weights(ulong seed)
        {
            var layer = new Dense(100, 50);
            layer.Initialize(Machine, seed);
            return layer.Weight.Value.ToArray();
        }

        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
        // Uniform in ±1/√100 has the deviation 0.1/√3.
        Assert.Equal(0.1 / Math.Sqrt(3), Math.Sqrt(Weights(1).Average(w => w * w)), 2e-3);
    }

    [Fact]
    [Trait("Id", "OP-13")]
    public void Hidden_units_that_begin_equal_stay_equal()
    {
        double[] First(Initializer weights)
        {
            var first = new Dense(3, 2, weights: weights);
            var net = new Sequential(first, new Tanh(), new Dense(2, 1, weights: weights, biases: Initializer.Zero));
            net.Initialize(Machine, seed: 1);
            first.Bias!.Value.Assign([0, 0]);
            var optimizer = new Sgd(0.1);
            for (var t = 0; t < 10; t++)
            {
                using var scope = Machine.BeginScope();
                Graph.Backward(net.Forward(Given([2, 3], 1, 2, -1, 0.5, -1, 1), ForwardContext.Evaluation).SquaredError(Given([2, 1], 1, -1)));
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
    public void A_cost_that_is_not_convex_has_a_minimum_for_every_start()
    {
        Func<Tensor, Tensor> cost = x => (x * x.Square().Sin() + 1).Sum();
        using (Machine.BeginScope())
        {
            var x = Given([1], -2);
            Assert.Equal(2.5136049906, cost(x).Item(), 1e-10);
            Assert.Equal(-5.98595, Gradients(cost(x), x)[0][0], 1e-5);
            Assert.Equal(Math.Sin(4) + 8 * Math.Cos(4), x.Gradient!.Item(), 1e-12);
        }
        double left = OptimizerRuns.MinimizeFrom([-2], new Sgd(0.01), cost, 500)[0], right = OptimizerRuns.MinimizeFrom([2], new Sgd(0.01), cost, 500)[0];
        Assert.True(right - left > 2, $"ended at {left} and {right}");
        foreach (var end in new[] { left, right })
            Assert.Equal(0, Math.Sin(end * end) + 2 * end * end * Math.Cos(end * end), 1e-6);
    }
}
