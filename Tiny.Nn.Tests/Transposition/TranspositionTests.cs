using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using static Tiny.Nn.Tests.Transposition.TranspositionClaims;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>
/// Convolution, transposed convolution and filter gradient are the three sides of one trilinear form, for random strides, dilations,
/// one-sided paddings, groups and output paddings, in 1, 2 and 3 dimensions.
/// </summary>
public sealed class TranspositionTests
{
    [Fact]
    [Trait("Id", "CV-03")]
    [Trait("Id", "CV-04")]
    [Trait("Id", "CV-05")]
    [Trait("Id", "CV-11")]
    public void A_convolution_is_the_formula_of_its_documentation() => Prove.That(A_convolution_is_its_formula, ConvolutionCase.Any);

    [Fact]
    [Trait("Id", "TC-05")]
    [Trait("Id", "CV-25")]
    public void All_three_inner_products_are_one_number() => Prove.That(The_three_primitives_are_one_trilinear_form, ConvolutionCase.Any, 300);

    [Fact]
    [Trait("Id", "CV-25")]
    public void Convolution_pulls_back_by_the_other_two() => Prove.That(The_pullbacks_of_a_convolution_are_the_other_two, ConvolutionCase.Any);

    [Fact]
    [Trait("Id", "TC-05")]
    public void Transposed_convolution_pulls_back_by_the_other_two() =>
        Prove.That(The_pullbacks_of_a_transposed_convolution_are_the_other_two, ConvolutionCase.Any);

    [Fact]
    public void The_filter_gradient_pulls_back_by_the_other_two() => Prove.That(The_pullbacks_of_a_filter_gradient_are_the_other_two, ConvolutionCase.Any);

    [Fact]
    [Trait("Id", "CV-24")]
    [Trait("Id", "TC-05")]
    public void A_transposed_convolution_stretches_pads_and_flips() =>
        Prove.That(A_transposed_convolution_is_a_convolution_of_the_stretched_argument, ConvolutionCase.Any, 300);

    [Fact]
    [Trait("Id", "TC-01")]
    [Trait("Id", "TC-05")]
    [Trait("Id", "CV-02")]
    public void Both_are_one_banded_matrix_and_its_transpose() =>
        Prove.That(Convolution_and_transposed_convolution_are_a_matrix_and_its_transpose, ConvolutionCase.Any, 50);

    [Fact]
    [Trait("Id", "TC-05")]
    public void No_padding_is_full_padding_from_the_other_side() => Prove.That(No_padding_and_full_padding_are_each_others_transpose, ConvolutionCase.Any);

    [Fact]
    [Trait("Id", "CV-26")]
    public void A_3x3_image_under_a_2x2_kernel_is_a_matrix_of_4_by_9()
    {
        var c = new ConvolutionCase(1, 1, 1, 1, [new(2, 2, 1, 0, 0, 1, 0), new(2, 2, 1, 0, 0, 1, 0)], Seed: 0);
        var matrix = BandedMatrix.Of(c, [1, 2, 3, 4]);
        Assert.Equal(new double[,]
        {
            { 1, 2, 0, 3, 4, 0, 0, 0, 0 },
            { 0, 1, 2, 0, 3, 4, 0, 0, 0 },
            { 0, 0, 0, 1, 2, 0, 3, 4, 0 },
            { 0, 0, 0, 0, 1, 2, 0, 3, 4 },
        }, matrix);

        using var machine = new Reference();
        using var scope = machine.BeginScope();
        var image = Tensor.From(machine, [1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        var kernel = Tensor.From(machine, [1, 1, 2, 2], [1, 2, 3, 4]);
        Assert.Equal([37, 47, 67, 77], image.Convolve(kernel).ToArray());
        Assert.Equal([37, 47, 67, 77], BandedMatrix.Times(matrix, image.ToArray()));
    }

    [Fact]
    [Trait("Id", "CV-27")]
    public void A_4x4_image_under_a_3x3_kernel_is_a_matrix_of_4_by_16()
    {
        var c = new ConvolutionCase(1, 1, 1, 1, [new(2, 3, 1, 0, 0, 1, 0), new(2, 3, 1, 0, 0, 1, 0)], Seed: 0);
        double[] w = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        var matrix = BandedMatrix.Of(c, w);
        Assert.Equal((4, 16), (matrix.GetLength(0), matrix.GetLength(1)));
        for (var row = 0; row < 4; row++)
            Assert.Equal(9, Enumerable.Range(0, 16).Count(column => matrix[row, column] != 0));

        using var machine = new Reference();
        using var scope = machine.BeginScope();
        var y = Tensor.From(machine, [1, 1, 2, 2], [1, -2, 3, 5]);
        var back = y.ConvolveTransposed(Tensor.From(machine, [1, 1, 3, 3], w));
        Assert.Equal([1, 1, 4, 4], back.Shape);
        Assert.Equal(BandedMatrix.Times(BandedMatrix.Transposed(matrix), y.ToArray()), back.ToArray());
    }

    [Fact]
    [Trait("Id", "TC-06")]
    public void The_transpose_restores_the_shape_and_not_the_image()
    {
        using var machine = new Reference();
        using var scope = machine.BeginScope();
        Tensor x = Draw.Whole(machine, [1, 1, 5, 5], "image"), w = Draw.Whole(machine, [1, 1, 3, 3], "kernel");
        var back = x.Convolve(w, stride: 2, padding: 1).ConvolveTransposed(w, stride: 2, padding: 1);
        Assert.Equal(x.Shape, back.Shape);
        Assert.NotEqual(x.ToArray(), back.ToArray());
    }
}
