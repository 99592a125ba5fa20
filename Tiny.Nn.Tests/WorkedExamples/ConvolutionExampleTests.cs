using Tiny.Nn.Checks;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.WorkedExamples;

/// <summary>
/// Tests of the worked examples of convolutions: parameter counts, matrices, separable kernels, receptive fields
/// and gradients.
/// </summary>
public sealed class ConvolutionExampleTests : WorkedExampleTests
{
    /// <summary>With full padding, every input element, even at the border, takes part in K₁·K₂ products.</summary>
    [Fact]
    [Trait("Id", "CV-12")]
    public void With_full_padding_every_element_is_used_equally_often()
    {
        using var scope = Backend.BeginScope();
        Tensor x = Random([1, 1, 5, 4]), ones = Tensor.Full(Backend, [1, 1, 3, 2], 1);
        Assert.All(Gradients(x.Convolve(ones, padding: [2, 1]).Sum(), x)[0], used => Assert.Equal(3 * 2, used));
        var valid = Random([1, 1, 5, 4]);
        var uses = Gradients(valid.Convolve(ones).Sum(), valid)[0];
        Assert.Equal((1, 6), (uses[0], uses[2 * 4 + 1]));
    }

    /// <summary>
    /// Figure 2.7 of the convolution-arithmetic guide: with input size 6, padding 1, kernel 3 and stride 2, no
    /// window covers the last row and column of the padded input. Their gradient is 0, and input size 5 gives the
    /// same output size.
    /// </summary>
    [Fact]
    [Trait("Id", "AR-06")]
    public void Rows_and_columns_left_over_by_the_stride_have_zero_gradient()
    {
        using var scope = Backend.BeginScope();
        Tensor x = RandomTensors.Integers(Backend, [1, 1, 6, 6], "x"), w = Tensor.Full(Backend, [1, 1, 3, 3], 1);
        var padded = Leaf([1, 1, 8, 8], x.Pad(2, 1, 1).Pad(3, 1, 1).ToArray());
        var y = padded.Convolve(w, stride: 2);
        TensorAssert.Equal(x.Convolve(w, stride: 2, padding: 1), y);
        Assert.Equal([1, 1, 3, 3], y.Shape);
        Assert.Equal(y.Shape, new Conv2d(1, 1, kernel: 3, stride: 2, padding: 1).OutputShape([1, 1, 5, 5]));
        var gradient = Gradients(y.Sum(), padded)[0];
        for (var j = 0; j < gradient.Length; j++)
            Assert.Equal(j / 8 == 7 || j % 8 == 7, gradient[j] == 0);
    }

    [Fact]
    [Trait("Id", "CV-04")]
    public void K_filters_of_5x5x3_map_32x32x3_to_28x28xK()
    {
        foreach (var filters in new[] { 1, 5, 6, 96 })
        {
            var layer = new Conv2d(3, filters, kernel: 5);
            Assert.Equal([filters, 3, 5, 5], layer.Weight.Shape);
            Assert.Equal([1, filters, 28, 28], layer.OutputShape([1, 3, 32, 32]));
        }
    }

    [Fact]
    [Trait("Id", "CV-13")]
    public void A_shared_5x5_kernel_has_26_parameters_where_a_dense_layer_has_452160()
    {
        Assert.Equal(26, new Conv2d(1, 1, kernel: 5).ParameterCount);
        Assert.Equal(452_160, new Dense(28 * 28, 24 * 24).ParameterCount);
        Assert.Equal([1, 1, 24, 24], new Conv2d(1, 1, kernel: 5).OutputShape([1, 1, 28, 28]));
    }

    [Fact]
    [Trait("Id", "CV-14")]
    public void Twenty_feature_maps_have_520_parameters_and_30_hidden_units_23550()
    {
        Assert.Equal(520, new Conv2d(1, 20, kernel: 5).ParameterCount);
        Assert.Equal(23_550, new Dense(784, 30).ParameterCount);
    }

    /// <summary>
    /// The source multiplies 230,187 = 277·277·3 inputs; the image has 227·227·3 = 154,587. The counts of the unshared
    /// and of the dense layer are products of the layer's sizes; neither layer is built.
    /// </summary>
    [Fact]
    [Trait("Id", "CV-15")]
    public void Parameters_of_the_first_AlexNet_layer_shared_unshared_and_dense()
    {
        var layer = new Conv2d(3, 96, kernel: 11, stride: 4);
        long outputs = layer.OutputShape([1, 3, 227, 227]).Count, perFilter = layer.ParameterCount / 96;
        Assert.Equal((34_944, 290_400, 364), (layer.ParameterCount, outputs, perFilter));
        Assert.Equal(105_705_600, outputs * perFilter);
        Shape image = [1, 3, 227, 227];
        Assert.Equal((154_587, 44_892_064_800), (image.Count, image.Count * outputs));
    }

    [Fact]
    [Trait("Id", "CV-16")]
    public void A_convolution_is_a_dense_layer_with_tied_weights()
    {
        var c = new ConvolutionCase(1, 1, 1, 1, [new(4, 3, 1, 0, 0, 1, 0), new(4, 3, 1, 0, 0, 1, 0)], Seed: 0);
        double[] kernel = [1, -1, -1, -1, 1, -1, -1, -1, 1];
        var matrix = BandedMatrix.Of(c, kernel);
        using var scope = Backend.BeginScope();
        var image = Leaf([1, 1, 6, 6],
            1, 0, 0, 0, 0, 1,
            0, 1, 0, 0, 1, 0,
            0, 0, 1, 1, 0, 0,
            1, 0, 0, 0, 1, 0,
            0, 1, 0, 0, 1, 0,
            0, 0, 1, 0, 1, 0);
        Tensor w = Leaf([1, 1, 3, 3], kernel), dense = Leaf([16, 36], [.. matrix.Cast<double>()]);
        var dy = Random([1, 1, 4, 4], "dy");
        var convolved = image.Convolve(w);
        Assert.Equal([3, -1, -3, -1, -3, 1, 0, -3, -3, -3, 0, 1, 3, -2, -2, -1], convolved.ToArray());
        var multiplied = image.Flatten().MatMul(dense, transposeB: true);
        Assert.Equal(convolved.ToArray(), multiplied.ToArray());

        Graph.Backward(convolved, dy);
        Graph.Backward(multiplied, dy.Reshape(1, 16).Detach());
        var untied = dense.Gradient!.ToArray();
        var tied = new double[9];
        foreach (var (_, _, _, tap, position) in TransposedConvolutionProperties.Terms(c))
            tied[tap] += untied[position * 36 + TransposedConvolutionProperties.InputIndex(c, tap, position)!.Value];
        AssertClose(w.Gradient!.ToArray(), tied);
    }

    [Fact]
    [Trait("Id", "CV-17")]
    public void A_kernel_of_rank_one_separates_into_a_column_and_a_row()
    {
        using var scope = Backend.BeginScope();
        var x = RandomTensors.Integers(Backend, [1, 1, 7, 6], "image");
        Tensor column = Leaf([1, 1, 3, 1], 1, 2, 1), row = Leaf([1, 1, 1, 3], -1, 0, 1);
        var kernel = column * row;
        Assert.Equal([-1, 0, 1, -2, 0, 2, -1, 0, 1], kernel.ToArray());
        TensorAssert.Equal(x.Convolve(kernel), x.Convolve(column).Convolve(row));
        Assert.Equal(9, new Conv2d(1, 1, kernel: 3).Multiplications([1, 1, 3, 3]));
        Assert.Equal(3, new Conv2d(1, 1, kernel: [3, 1]).Multiplications([1, 1, 3, 1]));
        Assert.Equal(3, new Conv2d(1, 1, kernel: [1, 3]).Multiplications([1, 1, 1, 3]));
    }

    [Fact]
    [Trait("Id", "CV-18")]
    public void A_depthwise_separable_convolution_saves_22_of_23_multiplications()
    {
        var standard = new Conv2d(3, 256, kernel: 5, bias: false);
        var depthwise = new Conv2d(3, 3, kernel: 5, groups: 3, bias: false);
        var pointwise = new Conv2d(3, 256, kernel: 1, bias: false);
        Assert.Equal(1_228_800, standard.Multiplications([1, 3, 12, 12]));
        Assert.Equal(4_800, depthwise.Multiplications([1, 3, 12, 12]));
        Assert.Equal(49_152, pointwise.Multiplications([1, 3, 8, 8]));
        Assert.Equal(53_952, new Sequential(depthwise, pointwise).Multiplications([1, 3, 12, 12]));
        Assert.Equal((19_200, 75 + 768),
            (standard.ParameterCount, depthwise.ParameterCount + pointwise.ParameterCount));
    }

    [Theory]
    [InlineData(new[] { 1, 2, 4, 8 }, new[] { 3, 7, 15, 31 })]
    [InlineData(new[] { 1, 1, 1, 1 }, new[] { 3, 5, 7, 9 })]
    [Trait("Id", "CV-20")]
    public void The_receptive_field_grows_with_depth_and_faster_with_dilation(int[] dilations, int[] fields)
    {
        for (var depth = 1; depth <= dilations.Length; depth++)
        {
            var field = ReceptiveField(
                x => dilations.Take(depth).Aggregate(x, (y, d) => y.Convolve(Ones(3), dilation: d)), 40);
            Assert.Equal(fields[depth - 1], field);
        }
    }

    [Fact]
    [Trait("Id", "NA-08")]
    public void Stacked_small_filters_have_the_receptive_field_of_a_large_one_with_fewer_parameters()
    {
        Assert.Equal(5, ReceptiveField(x => x.Convolve(Ones(3)).Convolve(Ones(3)), 20));
        Assert.Equal(7, ReceptiveField(x => x.Convolve(Ones(3)).Convolve(Ones(3)).Convolve(Ones(3)), 20));
        const int channels = 10;
        long Parameters(int kernel) => new Conv2d(channels, channels, kernel, bias: false).ParameterCount;
        Assert.Equal((18 * 100, 25 * 100), (2 * Parameters(3), Parameters(5)));
        Assert.Equal((27 * 100, 49 * 100), (3 * Parameters(3), Parameters(7)));
    }

    [Fact]
    [Trait("Id", "CV-22")]
    public void The_forward_loop_of_the_source_equals_the_operation()
    {
        using var scope = Backend.BeginScope();
        Tensor x = Random([1, 1, 9], "x"), w = Random([1, 1, 4], "w");
        double[] xs = x.ToArray(), ws = w.ToArray();
        double[] y = [.. Enumerable.Range(0, 9 - 4 + 1).Select(dp => xs[dp..(dp + 4)].Zip(ws, (a, b) => a * b).Sum())];
        AssertClose(y, x.Convolve(w).ToArray());
    }

    /// <summary>
    /// The source prints dw += sum(dy[dp]·x[dp:dp+K]), which is a scalar, and dx += dy[dp:dp+K]·w, which reads past the
    /// end. The correct lines are dw += dy[dp]·x[dp:dp+K] and dx += dy[dp]·w.
    /// </summary>
    [Fact]
    [Trait("Id", "CV-23")]
    public void The_gradient_loops_of_the_source_are_right_after_two_corrections()
    {
        Tensor x = Random([1, 1, 7], "x"), w = Random([1, 1, 3], "w");
        var corrected = new GradientCheck().Run(all => ByHand(all[0], all[1], DX, DW), x, w);
        Assert.True(corrected.Passed, $"{corrected}");
        var summed = new GradientCheck().Run(all => ByHand(all[0], all[1], DX, PrintedDW), x, w);
        Assert.False(summed.Passed, $"{summed}");
        Assert.StartsWith("∂J/∂(input 1)", summed.Worst.Where);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new GradientCheck().Run(all => ByHand(all[0], all[1], PrintedDX, DW), x, w));

        Tensor ByHand(
            Tensor a, Tensor b, Func<double[], double[], double[]> dx, Func<double[], double[], double[]> dw) =>
            Tensor.Result("by_hand", [1, 1, 5], Backend, a.Detach().Convolve(b.Detach()).Buffer,
                new Edge(a, dy => From(a, dx(dy.ToArray(), b.ToArray()))),
                new Edge(b, dy => From(b, dw(dy.ToArray(), a.ToArray()))));

        Tensor From(Tensor like, double[] values) => Tensor.From(Backend, like.Shape, values);
    }

    static double[] DX(double[] dy, double[] w)
    {
        var dx = new double[dy.Length + w.Length - 1];
        for (var dp = 0; dp < dy.Length; dp++)
            for (var k = 0; k < w.Length; k++) dx[dp + k] += dy[dp] * w[k];
        return dx;
    }

    /// <summary>
    /// Computes dx as the source prints it. At the right edge the slice dy[dp:dp+K] has fewer than K elements, so its
    /// product with w does not exist.
    /// </summary>
    static double[] PrintedDX(double[] dy, double[] w)
    {
        var dx = new double[dy.Length + w.Length - 1];
        for (var dp = 0; dp < dy.Length; dp++)
        {
            var slice = dy[dp..(dp + w.Length)];
            for (var k = 0; k < w.Length; k++) dx[dp + k] += slice[k] * w[k];
        }
        return dx;
    }

    static double[] DW(double[] dy, double[] x)
    {
        var dw = new double[x.Length - dy.Length + 1];
        for (var dp = 0; dp < dy.Length; dp++)
            for (var k = 0; k < dw.Length; k++) dw[k] += dy[dp] * x[dp + k];
        return dw;
    }

    static double[] PrintedDW(double[] dy, double[] x)
    {
        var dw = new double[x.Length - dy.Length + 1];
        for (var dp = 0; dp < dy.Length; dp++)
            for (var k = 0; k < dw.Length; k++) dw[k] += dy[dp] * x[dp..(dp + dw.Length)].Sum();
        return dw;
    }

    [Fact]
    [Trait("Id", "CV-28")]
    public void Max_pooling_is_invariant_to_a_shift_within_its_window()
    {
        using var scope = Backend.BeginScope();
        double[] left = [0, 9, 0, 0, 5, 0, 0, 0], right = [9, 0, 0, 0, 0, 0, 5, 0];
        Assert.Equal(Leaf([1, 1, 8], left).MaxPool(4).ToArray(), Leaf([1, 1, 8], right).MaxPool(4).ToArray());
    }

    [Fact]
    [Trait("Id", "TC-07")]
    public void Overlapping_outputs_make_a_checkerboard_of_1_2_and_4()
    {
        using var scope = Backend.BeginScope();
        var counts = Tensor.Full(Backend, [1, 1, 3, 3], 1)
            .ConvolveTransposed(Tensor.Full(Backend, [1, 1, 3, 3], 1), stride: 2);
        double[] along = [1, 1, 2, 1, 2, 1, 1];
        Assert.Equal([1, 1, 7, 7], counts.Shape);
        Assert.Equal([.. from a in along from b in along select a * b], counts.ToArray());
        Assert.Equal([1, 2, 4], counts.ToArray().Distinct().Order());
    }

    Tensor Ones(int taps) => Tensor.Full(Backend, [1, 1, taps], 1);

    /// <summary>Returns the number of inputs that receive a gradient from one output.</summary>
    int ReceptiveField(Func<Tensor, Tensor> stack, int length)
    {
        using var scope = Backend.BeginScope();
        var x = Leaf([1, 1, length], new double[length]);
        return Gradients(stack(x).Slice(2, 2, 1).Sum(), x)[0].Count(gradient => gradient != 0);
    }
}
