using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// Properties of the bias that a product or a convolution adds itself: it gives the same value and the same gradients
/// as a broadcast addition afterwards. The comparison is exact because the values are small integers.
/// </summary>
public static class BiasProperties
{
    /// <summary>
    /// MatMul(A, B, b) = MatMul(A, B) + b, for one matrix and for a batch, and for B plain and transposed.
    /// </summary>
    public static void Fused_bias_of_a_product_equals_a_separate_addition(Backend backend, int seed)
    {
        using var scope = backend.BeginScope();
        var (rows, depth, columns) = (1 + seed % 4, seed % 5, 1 + seed % 7);
        foreach (var batch in new int[][] { [], [2] })
            foreach (var transposed in new[] { false, true })
            {
                int[] matrix = transposed ? [columns, depth] : [depth, columns];
                AssertEqual(() =>
                    [
                        RandomTensors.Integers(backend, Shape.Of([.. batch, rows, depth]), $"{seed}, a"),
                        RandomTensors.Integers(backend, Shape.Of([.. batch, .. matrix]), $"{seed}, b"),
                        RandomTensors.Integers(backend, [columns], $"{seed}, bias"),
                    ],
                    t => t[0].MatMul(t[1], transposeB: transposed, bias: t[2]),
                    t => t[0].MatMul(t[1], transposeB: transposed) + t[2]);
            }
    }

    /// <summary>
    /// conv(x, w, b) = conv(x, w) + b, and convᵀ(y, w, b) = convᵀ(y, w) + b, with b [C] reshaped to [C, 1…].
    /// </summary>
    public static void Fused_bias_of_a_convolution_equals_a_separate_addition(Backend backend, ConvolutionCase c)
    {
        using var scope = backend.BeginScope();
        AssertEqual(() => [c.X(backend), c.W(backend), Bias(backend, c, c.OutputChannels)],
            t => Convolution.Convolve(t[0], t[1], c.Shape, t[2]),
            t => Convolution.Convolve(t[0], t[1], c.Shape) + PerChannel(t[2], c));
        AssertEqual(() => [c.Y(backend), c.W(backend), Bias(backend, c, c.InputChannels)],
            t => Convolution.ConvolveTransposed(t[0], t[1], c.Shape, t[2]),
            t => Convolution.ConvolveTransposed(t[0], t[1], c.Shape) + PerChannel(t[2], c));
    }

    static Tensor Bias(Backend backend, ConvolutionCase c, int channels) =>
        RandomTensors.Integers(backend, [channels], $"{c.Seed}, bias");

    static Tensor PerChannel(Tensor bias, ConvolutionCase c) =>
        bias.Reshape(bias.Shape.Then([.. c.Axes.Select(_ => 1)]));

    static void AssertEqual(Func<Tensor[]> create, Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> unfused)
    {
        Tensor[] leaves = create(), others = create();
        Tensor y = fused(leaves), sum = unfused(others);
        var dy = RandomTensors.Integers(y.Backend, y.Shape, "dy").Detach();
        TensorAssert.Equal(sum, y);
        Graph.Backward(y, dy);
        Graph.Backward(sum, dy);
        for (var j = 0; j < leaves.Length; j++) TensorAssert.Equal(others[j].Gradient!, leaves[j].Gradient!);
    }
}
