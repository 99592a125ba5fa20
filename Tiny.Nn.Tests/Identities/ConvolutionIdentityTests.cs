using Tiny.Nn.Tests.Transposition;
using static Tiny.Nn.Tests.Identities.ConvolutionClaims;

namespace Tiny.Nn.Tests.Identities;

/// <summary>The identities of convolution, for random geometry in 1, 2 and 3 dimensions.</summary>
public sealed class ConvolutionIdentityTests
{
    [Fact]
    [Trait("Id", "CV-03")]
    public void Convolution_is_linear_in_both() => Prove.That(It_is_linear_in_the_image_and_in_the_kernel, ConvolutionCase.Forward);

    [Fact]
    [Trait("Id", "CV-28")]
    public void Convolution_moves_with_the_image() => Prove.That(It_is_equivariant_to_translation, ConvolutionCase.Forward);

    [Fact]
    [Trait("Id", "CV-08")]
    [Trait("Id", "PL-06")]
    public void Strided_is_subsampled() => Prove.That(A_stride_subsamples, ConvolutionCase.Forward);

    [Fact]
    [Trait("Id", "CV-19")]
    public void Dilated_is_zero_stuffed() => Prove.That(A_dilation_stuffs_the_kernel_with_zeros, ConvolutionCase.Forward);

    [Fact]
    public void Grouped_is_block_diagonal() => Prove.That(Groups_are_a_block_diagonal_kernel, ConvolutionCase.Forward);

    [Fact]
    [Trait("Id", "CV-18")]
    public void Depthwise_then_pointwise_is_the_composed_kernel() => Prove.That(Depthwise_and_pointwise_compose_to_one_kernel, ConvolutionCase.Forward);

    [Fact]
    [Trait("Id", "CV-01")]
    public void The_convolution_that_flips_commutes() => Prove.That(Flipped_and_full_it_commutes, ConvolutionCase.Forward);

    [Fact]
    public void One_two_and_three_dimensions_are_one() => Prove.That(Axes_of_length_one_change_nothing, ConvolutionCase.Forward);

    [Fact]
    [Trait("Id", "CV-11")]
    public void The_axes_may_change_places() => Prove.That(No_axis_is_special, ConvolutionCase.Forward);

    [Fact]
    public void The_examples_of_a_batch_do_not_see_each_other() => Prove.That(Each_example_stands_alone, ConvolutionCase.Forward);
}
