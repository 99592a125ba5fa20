namespace Exercise55;

using Framework;
using Framework.Checks;

/// <summary>Initial weights, each layer with known parameters, and the gradients of a whole network.</summary>
public static class Tests
{
    [ExerciseTest("OP-13", "Uniform")]
    public static void Initial_weights_are_within_their_limit()
    {
        foreach (var (name, layer, limit) in new (string, Layer, double)[]
        {
            ("Dense 784 → 10", new Dense(784, 10, new(1)), 1.0 / 28),
            ("Conv2d 4 → 20, kernel 5", new Conv2d(4, 20, 5, new(1)), 0.1),
        })
        {
            var weights = layer.Parameters[0].Data;
            Expect.That(weights.Max() <= limit && weights.Min() >= -limit, $"{name}: the weights",
                $"all in ±{limit:0.#####}", $"{Format.Text(weights.Min())} … {Format.Text(weights.Max())}");
            Expect.That(weights.Max() > 0.98 * limit && weights.Min() < -0.98 * limit, $"{name}: the weights",
                $"some near ±{limit:0.#####}", $"{Format.Text(weights.Min())} … {Format.Text(weights.Max())}");
            Expect.Equal(0, weights.Average(), $"{name}: the mean of the weights", 0.05 * limit);
            Expect.That(layer.Parameters.All(parameter => parameter.HasGradient), $"{name}: the parameters",
                "HasGradient is true", "false");
        }
    }

    [ExerciseTest("OP-13", "Uniform")]
    public static void The_weights_follow_from_the_random_generator()
    {
        var (first, second, other) = (new Dense(5, 4, new(1)), new Dense(5, 4, new(1)), new Dense(5, 4, new(2)));
        Expect.Equal(first.Parameters[0].Data, second.Parameters[0].Data, "two layers with new Random(1): the weights");
        Expect.That(!first.Parameters[0].Data.SequenceEqual(other.Parameters[0].Data),
            "new Random(1) and new Random(2)", "different weights", "the same weights");
    }

    [ExerciseTest("NN-01", "Forward")]
    public static void A_dense_layer()
    {
        var layer = new Dense(2, 3, new(1));
        Set(layer, [1, 2, 3, 4, 5, 6], [10, 20, 30]);
        Expect.Equal([19, 32, 45, 21, 36, 51], layer.Forward(new([2, 2], [1, 2, 3, 2])).Data,
            "x = (1 2 / 3 2), W = (1 2 3 / 4 5 6), b = (10, 20, 30)");
    }

    [ExerciseTest("NN-01", "Forward")]
    public static void A_convolution_with_stride_and_padding()
    {
        var layer = new Conv2d(1, 1, 3, new(1), stride: 2, padding: 1);
        Set(layer, [0, 0, 0, 0, 1, 0, 0, 0, 0], [10]);
        var y = layer.Forward(new([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]));
        Expect.Equal([1, 1, 2, 2], y.Shape, "a 3×3 image, kernel 3, stride 2, padding 1: the shape");
        Expect.Equal([11, 13, 17, 19], y.Data, "the image 1 … 9, a filter with 1 in its centre, stride 2, padding 1");
    }

    [ExerciseTest("NN-01", "Forward")]
    public static void Flatten_keeps_the_batch()
    {
        var y = new Flatten().Forward(new([2, 1, 3, 2], new double[12]));
        Expect.Equal([2, 6], y.Shape, "[2, 1, 3, 2]: the shape");
    }

    [ExerciseTest("NN-01", "Forward")]
    public static void A_network_calls_its_layers_in_order()
    {
        var network = new Network(new Function(x => 2 * x), new Function(x => x + new Tensor([], [1])));
        Expect.Equal([7], network.Forward(new([1], [3])).Data, "the layers 2·x and x + 1, at x = 3");
    }

    [ExerciseTest("NN-01", "Forward")]
    public static void The_gradients_of_a_network()
    {
        var random = new Random(1);
        var network = new Network(new Conv2d(1, 2, 3, random), new Function(x => x.MaxPool(2).Tanh()), new Flatten(),
            new Dense(8, 3, random));
        Expect.Equal(4, network.Parameters.Count, "convolution, pooling, flatten, dense: the number of parameters");
        var x = TensorCheck.Random([2, 1, 6, 6], 1);
        TensorCheck.Gradients("convolution, pooling, tanh, flatten, dense", () => network.Forward(x),
            [.. network.Parameters, x]);
    }

    static void Set(Layer layer, double[] weight, double[] bias)
    {
        weight.CopyTo(layer.Parameters[0].Data, 0);
        bias.CopyTo(layer.Parameters[1].Data, 0);
    }
}
