using FsCheck.Fluent;
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
    [Trait("Id", "AR-08")]
    [Trait("Id", "AR-09")]
    [Trait("Id", "AR-10")]
    [Trait("Id", "AR-11")]
    [Trait("Id", "AR-12")]
    [Trait("Id", "AR-13")]
    [Trait("Id", "AR-14")]
    public void A_transposed_convolution_stretches_pads_and_flips() =>
        Prove.That(A_transposed_convolution_is_a_convolution_of_the_stretched_argument, ConvolutionCase.Any, 300);

    /// <summary>
    /// The figures 4.1 to 4.6 of the guide in two dimensions: the convolution i, k, s, p has the transpose that is a
    /// convolution of stride 1 with the flipped kernel over i′ stretched to ĩ′ and padded by p′. The caption of
    /// figure 4.6 prints a 2×2 input beside i′ = 3: the input is 3×3. The last row is figure 2.7, whose remainder
    /// needs one output padding.
    /// </summary>
    [Theory]
    [InlineData(4, 3, 1, 0, 2, 2, 2)]
    [InlineData(5, 4, 1, 2, 6, 6, 1)]
    [InlineData(5, 3, 1, 1, 5, 5, 1)]
    [InlineData(5, 3, 1, 2, 7, 7, 0)]
    [InlineData(5, 3, 2, 0, 2, 3, 2)]
    [InlineData(5, 3, 2, 1, 3, 5, 1)]
    [InlineData(6, 3, 2, 1, 3, 5, 1)]
    [Trait("Id", "AR-08")]
    [Trait("Id", "AR-09")]
    [Trait("Id", "AR-10")]
    [Trait("Id", "AR-11")]
    [Trait("Id", "AR-12")]
    [Trait("Id", "AR-13")]
    [Trait("Id", "AR-14")]
    public void A_transposed_convolution_is_the_equivalent_convolution_of_its_figure(
        int i, int k, int s, int p, int transposedInput, int stretchedInput, int equivalentPadding)
    {
        var window = Window.ForConvolution(i, k, s, p);
        Assert.Equal(transposedInput, window.Output);
        using var machine = new Reference();
        using var scope = machine.BeginScope();
        Tensor y = Draw.Whole(machine, [1, 1, transposedInput, transposedInput], "y"),
            w = Draw.Whole(machine, [1, 1, k, k], "w");
        var stretched = y.SliceScatter(2, 0, stretchedInput, s).SliceScatter(3, 0, stretchedInput, s);
        var equivalent = stretched.Convolve(w.Flip(2).Flip(3),
            padding: (equivalentPadding, equivalentPadding + window.Remainder));
        Assert.Equal([1, 1, i, i], equivalent.Shape);
        Draw.Same(equivalent, y.ConvolveTransposed(w, s, p, outputPadding: window.Remainder));

        AxisCase axis = new(transposedInput, k, s, p, p, 1, window.Remainder);
        var matrix = BandedMatrix.Of(new ConvolutionCase(1, 1, 1, 1, [axis, axis], Seed: 0), w.ToArray());
        Assert.Equal(BandedMatrix.Times(BandedMatrix.Transposed(matrix), y.ToArray()), equivalent.ToArray());
    }

    /// <summary>
    /// Half padding in one dimension: y_c = Σ w_k·x_{c − ⌊K/2⌋ + k − 1} for k = 1 … K. The source prints the index
    /// without − 1, which its own definition of w contradicts.
    /// </summary>
    [Fact]
    [Trait("Id", "CV-02")]
    public void The_banded_matrix_has_K_different_weights_and_the_printed_index_is_one_too_high() => Properties.ForAll(
        from half in Gen.Choose(1, 3) from length in Gen.Choose(2 * half + 2, 12)
        select (Taps: 2 * half + 1, Length: length),
        size =>
        {
            using var machine = new Reference();
            double[] w = [.. Enumerable.Range(1, size.Taps).Select(k => (double)k)];
            var matrix = BandedMatrix.Of(machine, [1, 1, size.Length], x =>
                x.Convolve(Tensor.From(machine, [1, 1, size.Taps], w), padding: size.Taps / 2));
            Assert.Equal(w, matrix.Cast<double>().Where(weight => weight != 0).Distinct().Order());
            Assert.Equal(Rows(shift: -1), matrix);
            Assert.NotEqual(Rows(shift: 0), matrix);

            double[,] Rows(int shift)
            {
                var rows = new double[size.Length, size.Length];
                for (var c = 0; c < size.Length; c++)
                    for (var k = 1; k <= size.Taps; k++)
                        if (c - size.Taps / 2 + k + shift is var d && d >= 0 && d < size.Length) rows[c, d] = w[k - 1];
                return rows;
            }
        }, cases: 50);

    /// <summary>
    /// A kernel (3, 2, 3, 3) is 3·2 kernels of 3×3: each output map is the sum over 2 inputs of 2-D convolutions.
    /// </summary>
    [Fact]
    [Trait("Id", "CV-05")]
    public void A_kernel_3_2_3_3_is_six_kernels_of_two_dimensions()
    {
        using var machine = new Reference();
        using var scope = machine.BeginScope();
        Tensor x = Draw.Whole(machine, [2, 2, 6, 5], "x"), w = Draw.Whole(machine, [3, 2, 3, 3], "w");
        var convolutions = 0;
        Tensor[] maps = [.. Enumerable.Range(0, 3).Select(n => Planar(n, 0) + Planar(n, 1))];
        Draw.Same(Reshaping.Concatenate(1, maps), x.Convolve(w));
        Assert.Equal(6, convolutions);

        Tensor Planar(int output, int input)
        {
            convolutions++;
            return x.Slice(1, input, 1).Convolve(w.Slice(0, output, 1).Slice(1, input, 1));
        }
    }

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
