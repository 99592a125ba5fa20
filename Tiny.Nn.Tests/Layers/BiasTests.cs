using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>A layer adds its bias in the memory of its product: one pass less, and not one bit of difference.</summary>
public class BiasTests
{
    [Fact]
    public void A_dense_layer_gives_the_bits_of_product_plus_bias() =>
        Agree(new Dense(13, 7), [5, 13], (layer, x) => x.MatMul(layer.Weight.Value, transposeB: true) + layer.Bias!.Value, layer => [layer.Weight, layer.Bias!]);

    [Fact]
    public void A_convolution_gives_the_bits_of_convolution_plus_bias() =>
        Agree(new Conv2d(2, 7, kernel: 3, stride: 2, padding: 1), [3, 2, 9, 10],
            (layer, x) => x.Convolve(layer.Weight.Value, stride: 2, padding: 1) + layer.Bias!.Value.Reshape(7, 1, 1), layer => [layer.Weight, layer.Bias!]);

    [Fact]
    public void A_transposed_convolution_gives_the_bits_of_its_sum_too() =>
        Agree(new ConvTranspose2d(2, 3, kernel: 4, stride: 2, padding: 1), [3, 2, 5, 6],
            (layer, x) => x.ConvolveTransposed(layer.Weight.Value, stride: 2, padding: 1) + layer.Bias!.Value.Reshape(3, 1, 1), layer => [layer.Weight, layer.Bias!]);

    static void Agree<L>(L layer, Shape input, Func<L, Tensor, Tensor> plain, Func<L, Parameter[]> parameters) where L : Layer
    {
        using var backend = new Cpu<float>(2);
        layer.Initialize(backend, seed: 3);
        var random = new RandomStream(4, "bias");
        var numbers = Enumerable.Range(0, input.Count).Select(_ => random.NextNormal()).ToArray();
        var (inPlace, apart) = (Run(x => layer.Forward(x, Pass.Evaluation)), Run(x => plain(layer, x)));
        Assert.Contains(inPlace, number => number != 0);
        Assert.Equal(apart, inPlace);

        double[] Run(Func<Tensor, Tensor> forward)
        {
            using var step = backend.Step();
            var x = Tensor.From(backend, input, numbers, requiresGradient: true);
            var y = forward(x);
            Graph.Backward(y.Square().Sum());
            return [.. y.ToArray(), .. x.Gradient!.ToArray(), .. parameters(layer).SelectMany(parameter => parameter.Value.Gradient!.ToArray())];
        }
    }
}
