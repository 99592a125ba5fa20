using Tiny.Nn.Tests.Backends;
using Tiny.Nn.Tests.Transposition;
using static Tiny.Nn.Tests.BackendsUnderTest;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// Checks <see cref="ConvolutionProperties"/> on every backend, for random geometry in 1, 2 and 3 dimensions.
/// </summary>
[Collection(OpenClCollection.Name)]
public sealed class ConvolutionPropertyTests
{
    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-03")]
    public void Convolution_is_linear_in_input_and_filter(string backend) =>
        Check(backend, ConvolutionProperties.Convolution_is_linear_in_input_and_filter,
            ConvolutionCase.WithOutputPaddingBelowStride);

    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-28")]
    public void Convolution_is_equivariant_to_translation(string backend) =>
        Check(backend, ConvolutionProperties.Convolution_is_equivariant_to_translation,
            ConvolutionCase.WithOutputPaddingBelowStride);

    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-08")]
    [Trait("Id", "PL-06")]
    public void Strided_convolution_subsamples_the_unstrided_one(string backend) =>
        Check(backend, ConvolutionProperties.Strided_convolution_subsamples_the_unstrided_one,
            ConvolutionCase.WithOutputPaddingBelowStride);

    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-19")]
    public void Dilation_inserts_zeros_between_the_taps(string backend) =>
        Check(backend, ConvolutionProperties.Dilation_inserts_zeros_between_the_taps,
            ConvolutionCase.WithOutputPaddingBelowStride);

    [SkippableTheory, AllBackends]
    public void Groups_are_a_block_diagonal_filter(string backend) =>
        Check(backend, ConvolutionProperties.Groups_are_a_block_diagonal_filter,
            ConvolutionCase.WithOutputPaddingBelowStride);

    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-18")]
    public void Depthwise_then_pointwise_convolution_is_one_composed_filter(string backend) =>
        Check(backend, ConvolutionProperties.Depthwise_then_pointwise_convolution_is_one_composed_filter,
            ConvolutionCase.WithOutputPaddingBelowStride);

    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-01")]
    public void True_convolution_with_full_padding_commutes(string backend) =>
        Check(backend, ConvolutionProperties.True_convolution_with_full_padding_commutes,
            ConvolutionCase.WithOutputPaddingBelowStride);

    [SkippableTheory, AllBackends]
    public void Leading_axes_of_length_one_do_not_change_the_result(string backend) =>
        Check(backend, ConvolutionProperties.Leading_axes_of_length_one_do_not_change_the_result,
            ConvolutionCase.WithOutputPaddingBelowStride);

    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-11")]
    public void Reversing_the_spatial_axes_reverses_those_of_the_result(string backend) =>
        Check(backend, ConvolutionProperties.Reversing_the_spatial_axes_reverses_those_of_the_result,
            ConvolutionCase.WithOutputPaddingBelowStride);

    [SkippableTheory, AllBackends]
    public void Examples_of_a_batch_are_independent(string backend) =>
        Check(backend, ConvolutionProperties.Examples_of_a_batch_are_independent,
            ConvolutionCase.WithOutputPaddingBelowStride);
}
