using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Backends;
using static Tiny.Nn.Tests.BackendsUnderTest;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// Checks <see cref="PoolingProperties"/> on every backend, for random geometry in 1, 2 and 3 dimensions.
/// </summary>
[Collection(OpenClCollection.Name)]
public sealed class PoolingPropertyTests
{
    [SkippableTheory, AllBackends]
    [Trait("Id", "PL-04")]
    public void Sum_and_average_pooling_are_depthwise_convolutions(string backend) =>
        Check(backend, PoolingProperties.Sum_and_average_pooling_are_depthwise_convolutions,
            PoolingProperties.UndilatedCases);

    [SkippableTheory, AllBackends]
    public void Sum_pool_backward_is_a_transposed_depthwise_convolution(string backend) =>
        Check(backend, PoolingProperties.Sum_pool_backward_is_a_transposed_depthwise_convolution,
            PoolingProperties.UndilatedCases);

    [SkippableTheory, AllBackends]
    public void Average_pooling_without_counting_padding_preserves_constants(string backend) =>
        Check(backend, PoolingProperties.Average_pooling_without_counting_padding_preserves_constants,
            PoolingProperties.UndilatedCases);

    [SkippableTheory, AllBackends]
    [Trait("Id", "PL-04")]
    public void Max_pooling_returns_the_first_largest_element_and_its_index(string backend) =>
        Check(backend, PoolingProperties.Max_pooling_returns_the_first_largest_element_and_its_index,
            PoolingProperties.Cases);

    [SkippableTheory, AllBackends]
    [Trait("Id", "PL-09")]
    public void Max_unpooling_is_the_transpose_of_gathering_the_maxima(string backend) =>
        Check(backend, PoolingProperties.Max_unpooling_is_the_transpose_of_gathering_the_maxima,
            PoolingProperties.Cases);

    [SkippableTheory, AllBackends]
    [Trait("Id", "PL-04")]
    public void Lp_pooling_is_the_sum_at_p_1_and_tends_to_the_maximum(string backend) =>
        Check(backend, PoolingProperties.Lp_pooling_is_the_sum_at_p_1_and_tends_to_the_maximum,
            PoolingProperties.UndilatedCases);

    [SkippableTheory, AllBackends]
    [Trait("Id", "PL-06")]
    public void Strided_pooling_subsamples_the_unstrided_one(string backend) =>
        Check(backend, PoolingProperties.Strided_pooling_subsamples_the_unstrided_one,
            PoolingProperties.UndilatedCases);

    /// <summary>PyTorch overwrites where windows overlap. Adding keeps unpooling the transpose of gathering.</summary>
    [SkippableTheory, AllBackends]
    public void Max_unpooling_adds_where_windows_overlap(string name)
    {
        using var backend = Create(name);
        using var scope = backend.BeginScope();
        var x = Tensor.From(backend, [1, 1, 3], [1, 9, 1]);
        var (_, indices) = x.MaxPoolWithIndices(kernel: 2, stride: 1);
        Assert.Equal([0, 5 + 7, 0], Tensor.From(backend, [1, 1, 2], [5, 7]).MaxUnpool(indices).ToArray());
    }
}
