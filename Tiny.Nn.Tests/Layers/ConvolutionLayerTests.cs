using Tiny.Nn.Backends;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Tests.Layers;

/// <summary>Tests of what the layers of 1, 2 and 3 spatial axes pass to the operation that they share.</summary>
public class ConvolutionLayerTests
{
    public static TheoryData<ConvolutionLayer, ConvolutionLayer, int> Layers => new()
    {
        { new Conv1d(2, 3, kernel: 3), new ConvTranspose1d(2, 3, kernel: 3), 1 },
        { new Conv2d(2, 3, kernel: 3), new ConvTranspose2d(2, 3, kernel: 3), 2 },
        { new Conv3d(2, 3, kernel: 3), new ConvTranspose3d(2, 3, kernel: 3), 3 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_convolution_shrinks_the_axes_and_its_transpose_enlarges_them(
        ConvolutionLayer convolution, ConvolutionLayer transposed, int axes)
    {
        Shape Image(int channels, int length) => Shape.Of([1, channels, .. Enumerable.Repeat(length, axes)]);
        Assert.Equal(Image(3, 3), convolution.OutputShape(Image(2, 5)));
        Assert.Equal(Image(3, 7), transposed.OutputShape(Image(2, 5)));
        var taps = (long)Math.Pow(3, axes);
        Assert.Equal(Image(3, 3).Count * 2 * taps, convolution.Multiplications(Image(2, 5)));
        Assert.Equal(Image(2, 5).Count * 3 * taps, transposed.Multiplications(Image(2, 5)));
    }

    [Fact]
    public void The_given_initializers_set_weights_and_biases()
    {
        using var backend = new Reference();
        var layer = new Conv2d(2, 3, kernel: 2, weights: Initializer.Constant(2), biases: Initializer.Constant(-1));
        layer.Initialize(backend, seed: 1);
        Assert.All(layer.Weight.Value.ToArray(), value => Assert.Equal(2, value));
        Assert.All(layer.Bias!.Value.ToArray(), value => Assert.Equal(-1, value));
    }
}
