using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;
using static Tiny.Nn.Tests.Identities.PoolingClaims;

namespace Tiny.Nn.Tests.Identities;

/// <summary>The identities of pooling, for random geometry in 1, 2 and 3 dimensions.</summary>
public sealed class PoolingIdentityTests
{
    [Fact]
    [Trait("Id", "PL-04")]
    public void Average_pooling_is_a_depthwise_convolution() => Prove.That(Sum_and_average_are_depthwise_convolutions, Undilated);

    [Fact]
    public void Spreading_is_a_transposed_depthwise_convolution() => Prove.That(Spreading_is_the_transposed_depthwise_convolution, Undilated);

    [Fact]
    public void An_average_without_padding_keeps_constants() => Prove.That(An_average_that_does_not_count_padding_keeps_a_constant, Undilated);

    [Fact]
    [Trait("Id", "PL-04")]
    public void Max_pooling_takes_the_largest_and_on_ties_the_first() => Prove.That(A_maximum_is_the_largest_and_the_first, Cases);

    [Fact]
    [Trait("Id", "PL-09")]
    public void Max_unpooling_is_a_transpose() => Prove.That(Unpooling_is_the_transpose_of_choosing, Cases);

    [Fact]
    [Trait("Id", "PL-04")]
    public void The_p_norm_tends_to_the_maximum() => Prove.That(The_p_norm_lies_between_the_sum_and_the_maximum, Undilated);

    [Fact]
    [Trait("Id", "PL-06")]
    public void A_strided_pool_is_a_subsampled_pool() => Prove.That(A_stride_subsamples, Undilated);

    /// <summary>PyTorch overwrites where windows overlap; ours adds, and so stays the transpose of choosing.</summary>
    [Fact]
    public void Unpooling_adds_where_windows_overlap()
    {
        using var machine = new Reference();
        using var scope = machine.BeginScope();
        var x = Tensor.From(machine, [1, 1, 3], [1, 9, 1]);
        var (_, indices) = x.MaxPoolWithIndices(kernel: 2, stride: 1);
        Assert.Equal([0, 5 + 7, 0], Tensor.From(machine, [1, 1, 2], [5, 7]).MaxUnpool(indices).ToArray());
    }
}
