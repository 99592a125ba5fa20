using Tiny.Nn.Checks;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Seeds;

/// <summary>Convolutions whose numbers the sources work out: counted, written as matrices, taken apart, and differentiated by hand.</summary>
public sealed class ConvolutionNumberTests : OnReference
{
    /// <summary>Full padding lets every input cell take part in K₁·K₂ products, those at the border too.</summary>
    [Fact]
    [Trait("Id", "CV-12")]
    public void With_full_padding_every_cell_is_used_equally_often()
    {
        using var scope = Machine.BeginScope();
        Tensor x = Random([1, 1, 5, 4]), ones = Tensor.Full(Machine, [1, 1, 3, 2], 1);
        Assert.All(Gradients(x.Convolve(ones, padding: [2, 1]).Sum(), x)[0], used => Assert.Equal(3 * 2, used));
        var valid = Random([1, 1, 5, 4]);
        var uses = Gradients(valid.Convolve(ones).Sum(), valid)[0];
        Assert.Equal((1, 6), (uses[0], uses[2 * 4 + 1]));
    }

    /// <summary>
    /// Figure 2.7: of i = 6 with one row of padding around it, a kernel of 3 at stride 2 never reaches the padded
    /// input's last row and column. Their gradient is 0, and i = 5 gives the same o.
    /// </summary>
    [Fact]
    [Trait("Id", "AR-06")]
    public void The_last_row_and_column_of_a_remainder_have_no_gradient()
    {
        using var scope = Machine.BeginScope();
        Tensor x = Draw.Whole(Machine, [1, 1, 6, 6], "x"), w = Tensor.Full(Machine, [1, 1, 3, 3], 1);
        var padded = Given([1, 1, 8, 8], x.Pad(2, 1, 1).Pad(3, 1, 1).ToArray());
        var y = padded.Convolve(w, stride: 2);
        Draw.Same(x.Convolve(w, stride: 2, padding: 1), y);
        Assert.Equal([1, 1, 3, 3], y.Shape);
        Assert.Equal(y.Shape, new Conv2d(1, 1, kernel: 3, stride: 2, padding: 1).OutputShape([1, 1, 5, 5]));
        var gradient = Gradients(y.Sum(), padded)[0];
        for (var cell = 0; cell < gradient.Length; cell++)
            Assert.Equal(cell / 8 == 7 || cell % 8 == 7, gradient[cell] == 0);
    }

    [Fact]
    [Trait("Id", "CV-04")]
    public void An_image_32x32x3_under_K_filters_of_5x5x3_becomes_28x28xK()
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
    public void Sharing_26_parameters_replaces_452160()
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
    /// The source multiplies 230,187 = 277·277·3 inputs; the image has 227·227·3 = 154,587. The unshared and the
    /// dense count are products of sizes that the layer states: no such layer is built.
    /// </summary>
    [Fact]
    [Trait("Id", "CV-15")]
    public void The_first_layer_of_AlexNet_shared_unshared_and_dense()
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
        using var scope = Machine.BeginScope();
        var image = Given([1, 1, 6, 6],
            1, 0, 0, 0, 0, 1,
            0, 1, 0, 0, 1, 0,
            0, 0, 1, 1, 0, 0,
            1, 0, 0, 0, 1, 0,
            0, 1, 0, 0, 1, 0,
            0, 0, 1, 0, 1, 0);
        Tensor w = Given([1, 1, 3, 3], kernel), dense = Given([16, 36], [.. matrix.Cast<double>()]);
        var dy = Random([1, 1, 4, 4], "dy");
        var convolved = image.Convolve(w);
        Assert.Equal([3, -1, -3, -1, -3, 1, 0, -3, -3, -3, 0, 1, 3, -2, -2, -1], convolved.ToArray());
        var multiplied = image.Flatten().MatMul(dense, transposeB: true);
        Assert.Equal(convolved.ToArray(), multiplied.ToArray());

        Graph.Backward(convolved, dy);
        Graph.Backward(multiplied, dy.Reshape(1, 16).Detach());
        var untied = dense.Gradient!.ToArray();
        var tied = new double[9];
        foreach (var (_, _, _, tap, position) in TranspositionClaims.Places(c))
            tied[tap] += untied[position * 36 + TranspositionClaims.Under(c, tap, position)!.Value];
        Close(w.Gradient!.ToArray(), tied);
    }

    [Fact]
    [Trait("Id", "CV-17")]
    public void A_kernel_of_rank_one_is_a_column_and_then_a_row()
    {
        using var scope = Machine.BeginScope();
        Tensor x = Draw.Whole(Machine, [1, 1, 7, 6], "image"), column = Given([1, 1, 3, 1], 1, 2, 1), row = Given([1, 1, 1, 3], -1, 0, 1);
        var kernel = column * row;
        Assert.Equal([-1, 0, 1, -2, 0, 2, -1, 0, 1], kernel.ToArray());
        Draw.Same(x.Convolve(kernel), x.Convolve(column).Convolve(row));
        var whole = new Conv2d(1, 1, kernel: 3).Multiplications([1, 1, 3, 3]);
        Assert.Equal((9, 3 + 3), (whole, new Conv2d(1, 1, kernel: [3, 1]).Multiplications([1, 1, 3, 1]) + new Conv2d(1, 1, kernel: [1, 3]).Multiplications([1, 1, 1, 3])));
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
        Assert.Equal((19_200, 75 + 768), (standard.ParameterCount, depthwise.ParameterCount + pointwise.ParameterCount));
    }

    [Theory]
    [InlineData(new[] { 1, 2, 4, 8 }, new[] { 3, 7, 15, 31 })]
    [InlineData(new[] { 1, 1, 1, 1 }, new[] { 3, 5, 7, 9 })]
    [Trait("Id", "CV-20")]
    public void What_one_output_sees_grows_with_depth_and_faster_with_dilation(int[] dilations, int[] fields)
    {
        for (var depth = 1; depth <= dilations.Length; depth++)
            Assert.Equal(fields[depth - 1], ReceptiveField(x => dilations.Take(depth).Aggregate(x, (y, d) => y.Convolve(Ones(3), dilation: d)), 40));
    }

    [Fact]
    [Trait("Id", "NA-08")]
    public void Small_filters_in_a_row_see_as_far_as_a_large_one_with_fewer_parameters()
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
    public void The_loop_of_the_source_is_the_layer()
    {
        using var scope = Machine.BeginScope();
        Tensor x = Random([1, 1, 9], "x"), w = Random([1, 1, 4], "w");
        double[] xs = x.ToArray(), ws = w.ToArray();
        double[] y = [.. Enumerable.Range(0, 9 - 4 + 1).Select(dp => xs[dp..(dp + 4)].Zip(ws, (a, b) => a * b).Sum())];
        Close(y, x.Convolve(w).ToArray());
    }

    /// <summary>
    /// The source prints dw += sum(dy[dp]·x[dp:dp+K]), which makes one number of K, and dx += dy[dp:dp+K]·w, which runs off the end.
    /// It means dw += dy[dp]·x[dp:dp+K] and dx += dy[dp]·w.
    /// </summary>
    [Fact]
    [Trait("Id", "CV-23")]
    public void The_gradients_of_the_source_are_right_once_its_two_slips_are_mended()
    {
        Tensor x = Random([1, 1, 7], "x"), w = Random([1, 1, 3], "w");
        var mended = new GradientCheck().Run((a, b) => ByHand(a, b, DX, DW), x, w);
        Assert.True(mended.Passed, $"{mended}");
        var summed = new GradientCheck().Run((a, b) => ByHand(a, b, DX, PrintedDW), x, w);
        Assert.False(summed.Passed, $"{summed}");
        Assert.StartsWith("∂J/∂(input 1)", summed.Worst.Where);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new GradientCheck().Run((a, b) => ByHand(a, b, PrintedDX, DW), x, w));

        Tensor ByHand(
            Tensor a, Tensor b, Func<double[], double[], double[]> dx, Func<double[], double[], double[]> dw) =>
            Tensor.Result("by_hand", [1, 1, 5], Machine, a.Detach().Convolve(b.Detach()).Buffer,
                new Edge(a, dy => From(a, dx(dy.ToArray(), b.ToArray()))),
                new Edge(b, dy => From(b, dw(dy.ToArray(), a.ToArray()))));

        Tensor From(Tensor like, double[] values) => Tensor.From(Machine, like.Shape, values);
    }

    static double[] DX(double[] dy, double[] w)
    {
        var dx = new double[dy.Length + w.Length - 1];
        for (var dp = 0; dp < dy.Length; dp++)
            for (var k = 0; k < w.Length; k++) dx[dp + k] += dy[dp] * w[k];
        return dx;
    }

    /// <summary>
    /// The slice dy[dp:dp+K] has fewer than K elements at the right edge, so its product with w does not exist.
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
    public void A_maximum_does_not_feel_a_shift_within_its_window()
    {
        using var scope = Machine.BeginScope();
        double[] left = [0, 9, 0, 0, 5, 0, 0, 0], right = [9, 0, 0, 0, 0, 0, 5, 0];
        Assert.Equal(Given([1, 1, 8], left).MaxPool(4).ToArray(), Given([1, 1, 8], right).MaxPool(4).ToArray());
    }

    [Fact]
    [Trait("Id", "TC-07")]
    public void Overlapping_copies_make_a_checkerboard_of_1_2_and_4()
    {
        using var scope = Machine.BeginScope();
        var counts = Tensor.Full(Machine, [1, 1, 3, 3], 1).ConvolveTransposed(Tensor.Full(Machine, [1, 1, 3, 3], 1), stride: 2);
        double[] along = [1, 1, 2, 1, 2, 1, 1];
        Assert.Equal([1, 1, 7, 7], counts.Shape);
        Assert.Equal([.. from a in along from b in along select a * b], counts.ToArray());
        Assert.Equal([1, 2, 4], counts.ToArray().Distinct().Order());
    }

    Tensor Ones(int taps) => Tensor.Full(Machine, [1, 1, taps], 1);

    /// <summary>How many inputs move one output: those with a gradient.</summary>
    int ReceptiveField(Func<Tensor, Tensor> stack, int length)
    {
        using var scope = Machine.BeginScope();
        var x = Given([1, 1, length], new double[length]);
        return Gradients(stack(x).Slice(2, 2, 1).Sum(), x)[0].Count(slope => slope != 0);
    }
}
