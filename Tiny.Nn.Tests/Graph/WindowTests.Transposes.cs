using FsCheck.Fluent;
using Tiny.Nn.Layers;
using static Tiny.Nn.Tests.PropertyCheck;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests of Relationships 8 to 14 of the convolution-arithmetic guide: the sizes of transposed convolutions.
/// </summary>
public sealed partial class WindowTests
{
    [Fact, Trait("Id", "AR-08"), Trait("Id", "AR-09"), Trait("Id", "AR-10"), Trait("Id", "AR-11")]
    public void Relationships_8_to_11_transposes_with_unit_strides()
    {
        ForAllSizes((i, k, _, p) =>
        {
            if (i + k - 1 - 2 * p < 0) return;
            Assert.Equal(i + (k - 1) - 2 * p, Window.ForTranspose(i, k, padding: p).Input);
        });
        ForAllSizes((i, k, _, _) =>
        {
            Assert.Equal(i + (k - 1), Window.ForTranspose(i, k).Input);
            Assert.Equal(i, Window.ForTranspose(i, 2 * k + 1, padding: k).Input);
            if (i >= k) Assert.Equal(i - (k - 1), Window.ForTranspose(i, k, padding: k - 1).Input);
        });
        (int I, int K, int P)[] published = [(2, 3, 0), (6, 4, 2), (5, 3, 1), (7, 3, 2)];
        Assert.Equal([4, 5, 5, 5], published.Select(at => Window.ForTranspose(at.I, at.K, padding: at.P).Input));
    }

    [Fact, Trait("Id", "AR-12"), Trait("Id", "AR-13")]
    public void Relationships_12_and_13_transposes_with_strides()
    {
        ForAllSizes((i, k, s, p) =>
        {
            if (s * (i - 1) + k - 2 * p < 0) return;
            Assert.Equal(s * (i - 1) + k - 2 * p, Window.ForTranspose(i, k, s, p).Input);
        });
        Assert.Equal(5, Window.ForTranspose(2, 3, 2).Input);
        Assert.Equal(5, Window.ForTranspose(3, 3, 2, 1).Input);
    }

    [Fact, Trait("Id", "AR-14")]
    public void Relationship_14_output_padding_restores_every_size()
    {
        ForAllSizes((i, k, s, p) =>
        {
            var forward = Window.ForConvolution(i, k, s, p);
            Assert.Equal((i + 2 * p - k) % s, forward.Remainder);
            Assert.Equal(forward, Window.ForTranspose(forward.Output, k, s, p, outputPadding: forward.Remainder));
        });
        Assert.Equal(6, Window.ForTranspose(3, 3, 2, 1, outputPadding: 1).Input);
    }
}
