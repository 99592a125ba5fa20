using Tiny.Nn.Tests.Backends;
using static Tiny.Nn.Tests.BackendsUnderTest;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>
/// Checks <see cref="TransposedConvolutionProperties"/> on every backend, for random geometry in 1, 2 and 3 dimensions.
/// </summary>
[Collection(OpenClCollection.Name)]
public sealed class TransposedConvolutionPropertyTests
{
    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-03")]
    [Trait("Id", "CV-04")]
    [Trait("Id", "CV-05")]
    [Trait("Id", "CV-11")]
    public void Convolution_equals_its_defining_sum(string backend) =>
        Check(backend,
            TransposedConvolutionProperties.Convolution_equals_its_defining_sum, ConvolutionCase.Any);

    [SkippableTheory, AllBackends]
    [Trait("Id", "TC-05")]
    [Trait("Id", "CV-25")]
    public void The_three_primitives_are_one_trilinear_form(string backend) =>
        Check(backend,
            TransposedConvolutionProperties.The_three_primitives_are_one_trilinear_form,
            ConvolutionCase.Any, 300);

    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-25")]
    public void The_pullbacks_of_convolution_are_the_other_two_primitives(string backend) =>
        Check(backend,
            TransposedConvolutionProperties.The_pullbacks_of_convolution_are_the_other_two_primitives,
            ConvolutionCase.Any);

    [SkippableTheory, AllBackends]
    [Trait("Id", "TC-05")]
    public void The_pullbacks_of_transposed_convolution_are_the_other_two_primitives(string backend) =>
        Check(backend,
            TransposedConvolutionProperties.The_pullbacks_of_transposed_convolution_are_the_other_two_primitives,
            ConvolutionCase.Any);

    [SkippableTheory, AllBackends]
    public void The_pullbacks_of_the_filter_gradient_are_the_other_two_primitives(string backend) =>
        Check(backend,
            TransposedConvolutionProperties.The_pullbacks_of_the_filter_gradient_are_the_other_two_primitives,
            ConvolutionCase.Any);

    [SkippableTheory, AllBackends]
    [Trait("Id", "CV-24")]
    [Trait("Id", "TC-05")]
    [Trait("Id", "AR-08")]
    [Trait("Id", "AR-09")]
    [Trait("Id", "AR-10")]
    [Trait("Id", "AR-11")]
    [Trait("Id", "AR-12")]
    [Trait("Id", "AR-13")]
    [Trait("Id", "AR-14")]
    public void Transposed_convolution_is_a_convolution_of_the_zero_stuffed_input(string backend) =>
        Check(backend,
            TransposedConvolutionProperties.Transposed_convolution_is_a_convolution_of_the_zero_stuffed_input,
            ConvolutionCase.Any, 300);

    [SkippableTheory, AllBackends]
    [Trait("Id", "TC-01")]
    [Trait("Id", "TC-05")]
    [Trait("Id", "CV-02")]
    public void Convolution_and_transposed_convolution_are_a_matrix_and_its_transpose(string backend) =>
        Check(backend,
            TransposedConvolutionProperties.Convolution_and_transposed_convolution_are_a_matrix_and_its_transpose,
            ConvolutionCase.Any, 50);

    [SkippableTheory, AllBackends]
    [Trait("Id", "TC-05")]
    public void Full_padding_is_the_transpose_of_no_padding(string backend) =>
        Check(backend,
            TransposedConvolutionProperties.Full_padding_is_the_transpose_of_no_padding,
            ConvolutionCase.Any);
}
