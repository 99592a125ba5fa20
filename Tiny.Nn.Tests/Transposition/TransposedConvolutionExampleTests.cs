using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>Tests of the worked examples of convolutions, transposed convolutions and their matrices.</summary>
public sealed class TransposedConvolutionExampleTests
{
    /// <summary>
    /// Figures 4.1 to 4.6 of the convolution-arithmetic guide, in two dimensions. The transpose of the convolution i,
    /// k, s, p is a convolution of stride 1 with the flipped kernel, over the input i′ stretched to ĩ′ and padded by
    /// p′. The caption of figure 4.6 prints a 2×2 input beside i′ = 3: the input is 3×3. The last row is figure 2.7 of
    /// the guide, whose remainder needs an output padding of one.
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
    public void Transposed_convolution_equals_the_convolution_of_its_figure(
        int i, int k, int s, int p, int transposedInput, int stretchedInput, int equivalentPadding)
    {
        var window = Window.ForConvolution(i, k, s, p);
        Assert.Equal(transposedInput, window.Output);
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        Tensor y = RandomTensors.Integers(backend, [1, 1, transposedInput, transposedInput], "y"),
            w = RandomTensors.Integers(backend, [1, 1, k, k], "w");
        var stretched = y.SliceScatter(2, 0, stretchedInput, s).SliceScatter(3, 0, stretchedInput, s);
        var equivalent = stretched.Convolve(w.Flip(2).Flip(3),
            padding: (equivalentPadding, equivalentPadding + window.Remainder));
        Assert.Equal([1, 1, i, i], equivalent.Shape);
        TensorAssert.Equal(equivalent, y.ConvolveTransposed(w, s, p, outputPadding: window.Remainder));

        WindowCase axis = new(transposedInput, k, s, p, p, 1, window.Remainder);
        var matrix = BandedMatrix.Of(new ConvolutionCase(1, 1, 1, 1, [axis, axis], Seed: 0), w.ToArray());
        Assert.Equal(BandedMatrix.Multiply(BandedMatrix.Transpose(matrix), y.ToArray()), equivalent.ToArray());
    }

    /// <summary>
    /// Half padding in one dimension: y_c = Σ w_k·x_{c − ⌊K/2⌋ + k − 1} for k = 1 … K. The source prints the index
    /// without − 1, which contradicts its own definition of w.
    /// </summary>
    [Fact]
    [Trait("Id", "CV-02")]
    public void The_banded_matrix_has_K_distinct_weights_and_the_printed_index_is_one_too_high() =>
        PropertyCheck.ForAll(
        from half in Gen.Choose(1, 3) from length in Gen.Choose(2 * half + 2, 12)
        select (Taps: 2 * half + 1, Length: length),
        size =>
        {
            using var backend = new Reference();
            double[] w = [.. Enumerable.Range(1, size.Taps).Select(k => (double)k)];
            var matrix = BandedMatrix.Of(backend, [1, 1, size.Length], x =>
                x.Convolve(Tensor.From(backend, [1, 1, size.Taps], w), padding: size.Taps / 2));
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
    /// A filter [3, 2, 3, 3] consists of 3·2 kernels of 3×3. Each output map is the sum of two 2-D convolutions, one
    /// per input map.
    /// </summary>
    [Fact]
    [Trait("Id", "CV-05")]
    public void A_3_2_3_3_filter_is_six_two_dimensional_convolutions()
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var x = RandomTensors.Integers(backend, [2, 2, 6, 5], "x");
        var w = RandomTensors.Integers(backend, [3, 2, 3, 3], "w");
        var convolutions = 0;
        Tensor[] maps = [.. Enumerable.Range(0, 3).Select(n => Planar(n, 0) + Planar(n, 1))];
        TensorAssert.Equal(Reshaping.Concatenate(1, maps), x.Convolve(w));
        Assert.Equal(6, convolutions);

        Tensor Planar(int output, int input)
        {
            convolutions++;
            return x.Slice(1, input, 1).Convolve(w.Slice(0, output, 1).Slice(1, input, 1));
        }
    }

    [Fact]
    [Trait("Id", "CV-26")]
    public void A_2x2_kernel_on_a_3x3_image_is_a_4_by_9_matrix()
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

        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var image = Tensor.From(backend, [1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        var kernel = Tensor.From(backend, [1, 1, 2, 2], [1, 2, 3, 4]);
        Assert.Equal([37, 47, 67, 77], image.Convolve(kernel).ToArray());
        Assert.Equal([37, 47, 67, 77], BandedMatrix.Multiply(matrix, image.ToArray()));
    }

    [Fact]
    [Trait("Id", "CV-27")]
    public void A_3x3_kernel_on_a_4x4_image_is_a_4_by_16_matrix()
    {
        var c = new ConvolutionCase(1, 1, 1, 1, [new(2, 3, 1, 0, 0, 1, 0), new(2, 3, 1, 0, 0, 1, 0)], Seed: 0);
        double[] w = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        var matrix = BandedMatrix.Of(c, w);
        Assert.Equal((4, 16), (matrix.GetLength(0), matrix.GetLength(1)));
        for (var row = 0; row < 4; row++)
            Assert.Equal(9, Enumerable.Range(0, 16).Count(column => matrix[row, column] != 0));

        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var y = Tensor.From(backend, [1, 1, 2, 2], [1, -2, 3, 5]);
        var back = y.ConvolveTransposed(Tensor.From(backend, [1, 1, 3, 3], w));
        Assert.Equal([1, 1, 4, 4], back.Shape);
        Assert.Equal(BandedMatrix.Multiply(BandedMatrix.Transpose(matrix), y.ToArray()), back.ToArray());
    }

    [Fact]
    [Trait("Id", "TC-06")]
    public void The_transpose_restores_the_shape_but_not_the_values()
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var x = RandomTensors.Integers(backend, [1, 1, 5, 5], "image");
        var w = RandomTensors.Integers(backend, [1, 1, 3, 3], "kernel");
        var back = x.Convolve(w, stride: 2, padding: 1).ConvolveTransposed(w, stride: 2, padding: 1);
        Assert.Equal(x.Shape, back.Shape);
        Assert.NotEqual(x.ToArray(), back.ToArray());
    }
}
