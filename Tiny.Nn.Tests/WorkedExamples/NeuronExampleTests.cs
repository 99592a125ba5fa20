using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.WorkedExamples;

/// <summary>Tests of the worked examples of neurons, activations, losses and flattening.</summary>
public sealed class NeuronExampleTests : WorkedExampleTests
{
    [Fact]
    [Trait("Id", "NN-01")]
    public void A_dense_layer_and_its_gradients_equal_explicit_sums()
    {
        var layer = new Dense(3, 2);
        layer.Initialize(Backend, seed: 1);
        Assert.Equal(3 * 2 + 2, layer.ParameterCount);
        using var scope = Backend.BeginScope();
        Tensor x = Random([4, 3], "x"), dy = Random([4, 2], "dy");
        var y = layer.Forward(x, ForwardContext.Evaluation);
        double[] xs = x.ToArray(), ws = layer.Weight.Value.ToArray(), bs = layer.Bias!.Value.ToArray(),
            dys = dy.ToArray();
        AssertClose([.. from n in Range(4) from o in Range(2)
            select bs[o] + Range(3).Sum(i => ws[o * 3 + i] * xs[n * 3 + i])],
            y.ToArray());
        Graph.Backward(y, dy);
        AssertClose([.. from n in Range(4) from i in Range(3) select Range(2).Sum(o => dys[n * 2 + o] * ws[o * 3 + i])],
            x.Gradient!.ToArray());
        AssertClose([.. from o in Range(2) from i in Range(3) select Range(4).Sum(n => dys[n * 2 + o] * xs[n * 3 + i])],
            layer.Weight.Value.Gradient!.ToArray());
        AssertClose([.. from o in Range(2) select Range(4).Sum(n => dys[n * 2 + o])],
            layer.Bias.Value.Gradient!.ToArray());
    }

    [Fact]
    [Trait("Id", "NN-02")]
    public void Activations_have_their_values_at_grid_points()
    {
        using var scope = Backend.BeginScope();
        var x = Leaf([5], -1000, -1, 0, 1, 1000);
        AssertClose([0, 1 / (1 + Math.E), 0.5, 1 / (1 + 1 / Math.E), 1], x.Sigmoid().ToArray());
        AssertClose([-1, Math.Tanh(-1), 0, Math.Tanh(1), 1], x.Tanh().ToArray());
        Assert.Equal([0, 0, 0, 1, 1000], x.Relu().ToArray());
        Assert.Equal([0, 0, 0, 1, 1], x.Heaviside().ToArray());
    }

    [Fact]
    [Trait("Id", "NN-02")]
    public void The_derivative_of_relu_is_0_at_0_and_that_of_heaviside_is_0_everywhere()
    {
        using var scope = Backend.BeginScope();
        var x = Leaf([3], -1, 0, 1);
        Assert.Equal([0, 0, 1], Gradients(x.Relu().Sum(), x)[0]);
        var z = Leaf([3], -1, 0, 1);
        Assert.Equal([0, 0, 0], Gradients(z.Heaviside().Sum(), z)[0]);
    }

    [Fact]
    [Trait("Id", "NN-10")]
    public void The_accuracy_of_four_predictions_is_one_half()
    {
        using var scope = Backend.BeginScope();
        var predictions = Leaf([4, 3], .85, .10, .05, .20, .70, .10, .40, .45, .15, .40, .25, .35);
        int[] labels = [0, 1, 0, 2];
        Assert.Equal(0.5, Metrics.Accuracy(predictions.ArgMax(), labels));
    }

    [Fact]
    [Trait("Id", "NN-17")]
    public void Entropy_and_cross_entropy_of_four_colours()
    {
        using var scope = Backend.BeginScope();
        double[] uniform = [0.25, 0.25, 0.25, 0.25], skewed = [0.5, 0.25, 0.125, 0.125];
        Assert.Equal(2, Bits(uniform, uniform), 1e-12);
        Assert.Equal(1.75, Bits(skewed, skewed), 1e-12);
        Assert.Equal(2, Bits(skewed, uniform), 1e-12);

        double Bits(double[] p, double[] code) =>
            Leaf([1, 4], [.. code.Select(q => Math.Log(q))]).CrossEntropy(Leaf([1, 4], p)).Item() / Math.Log(2);
    }

    [Fact]
    [Trait("Id", "NN-20")]
    public void The_gradient_of_flatten_restores_the_shape()
    {
        using var scope = Backend.BeginScope();
        (Shape, int)[] sizes = [([2, 40, 4, 4], 640), ([2, 20, 12, 12], 2880), ([2, 16, 5, 5], 400)];
        foreach (var (shape, length) in sizes)
        {
            var x = Random(shape);
            var flat = new Flatten().Forward(x, ForwardContext.Evaluation);
            Assert.Equal([2, length], flat.Shape);
            Assert.Equal(x.ToArray(), flat.Reshape(shape).ToArray());
            Graph.Backward(flat, flat.Detach());
            Assert.Equal(shape, x.Gradient!.Shape);
            Assert.Equal(x.ToArray(), x.Gradient.ToArray());
        }
    }

    static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);
}
