using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// Fused is unfused: a bias that the machine adds on the way is the bias added afterwards by broadcasting, in value and in every
/// gradient; exactly, because the numbers are small and whole.
/// </summary>
public static class BiasClaims
{
    /// <summary>MatMul(a, B, b) = MatMul(a, B) + b, for one matrix and for a batch, with B straight and transposed.</summary>
    public static void A_product_adds_its_bias_to_every_row(Backend machine, int seed)
    {
        using var scope = machine.BeginScope();
        var (rows, depth, columns) = (1 + seed % 4, seed % 5, 1 + seed % 7);
        foreach (var batch in new int[][] { [], [2] })
            foreach (var transposed in new[] { false, true })
                Agree(() =>
                    [
                        Draw.Whole(machine, Shape.Of([.. batch, rows, depth]), $"{seed}, a"),
                        Draw.Whole(machine, Shape.Of(transposed ? [.. batch, columns, depth] : [.. batch, depth, columns]), $"{seed}, b"),
                        Draw.Whole(machine, [columns], $"{seed}, bias"),
                    ],
                    t => t[0].MatMul(t[1], transposeB: transposed, bias: t[2]),
                    t => t[0].MatMul(t[1], transposeB: transposed) + t[2]);
    }

    /// <summary>conv(x, w, b) = conv(x, w) + b, and convᵀ(y, w, b) = convᵀ(y, w) + b, with b [C] read as [C, 1…].</summary>
    public static void A_convolution_adds_its_bias_to_every_channel(Backend machine, ConvolutionCase c)
    {
        using var scope = machine.BeginScope();
        Agree(() => [c.X(machine), c.W(machine), Draw.Whole(machine, [c.OutputChannels], $"{c.Seed}, bias")],
            t => Convolution.Convolve(t[0], t[1], c.Shape, t[2]),
            t => Convolution.Convolve(t[0], t[1], c.Shape) + PerChannel(t[2], c));
        Agree(() => [c.Y(machine), c.W(machine), Draw.Whole(machine, [c.InputChannels], $"{c.Seed}, bias")],
            t => Convolution.ConvolveTransposed(t[0], t[1], c.Shape, t[2]),
            t => Convolution.ConvolveTransposed(t[0], t[1], c.Shape) + PerChannel(t[2], c));
    }

    static Tensor PerChannel(Tensor bias, ConvolutionCase c) => bias.Reshape(bias.Shape.Then([.. c.Axes.Select(_ => 1)]));

    static void Agree(Func<Tensor[]> draw, Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> unfused)
    {
        Tensor[] leaves = draw(), others = draw();
        Tensor y = fused(leaves), sum = unfused(others), dy = Draw.Whole(y.Backend, y.Shape, "dy").Detach();
        Draw.Same(sum, y);
        Graph.Backward(y, dy);
        Graph.Backward(sum, dy);
        for (var place = 0; place < leaves.Length; place++) Draw.Same(others[place].Gradient!, leaves[place].Gradient!);
    }
}
