using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests;

/// <summary>What operations compute, against the numbers that the sources print (where they are right) or that a hand gives.</summary>
public abstract class ValueTests : IDisposable
{
    readonly Backend machine;
    readonly ComputationScope scope;

    protected ValueTests(Backend machine) => (this.machine, scope) = (machine, machine.BeginScope());

    public void Dispose()
    {
        scope.Dispose();
        machine.Dispose();
    }

    static readonly double[] FiveByFive = [3, 3, 2, 1, 0, 0, 0, 1, 3, 1, 3, 1, 2, 2, 3, 2, 0, 0, 2, 2, 2, 0, 0, 0, 1];
    static readonly double[] Kernel = [0, 1, 2, 2, 2, 0, 0, 1, 2];

    Tensor Of(Shape shape, params double[] values) => Tensor.From(machine, shape, values, requiresGradient: true);

    Tensor Image(int height, int width, params double[] values) => Of([1, 1, height, width], values);

    static void Equal(double[] expected, Tensor actual, double tolerance = 0)
    {
        var values = actual.ToArray();
        Assert.Equal(expected.Length, values.Length);
        foreach (var (e, a) in expected.Zip(values)) Assert.True(Math.Abs(e - a) <= tolerance, $"expected {string.Join(", ", expected)}; got {string.Join(", ", values)}");
    }

    [Fact, Trait("Id", "CV-06")]
    public void The_seven_by_seven_binary_image()
    {
        double[] image = [.. "0111000001110000011100001100001100001100001100000".Select(bit => bit - '0')];
        Equal([1, 4, 3, 4, 1, 1, 2, 4, 3, 3, 1, 2, 3, 4, 1, 1, 3, 3, 1, 1, 3, 3, 1, 1, 0], Image(7, 7, image).Convolve(Image(3, 3, 1, 0, 1, 0, 1, 0, 1, 0, 1)));
    }

    [Fact, Trait("Id", "CV-07"), Trait("Id", "CV-01")]
    public void A_convolution_is_a_cross_correlation_and_the_flipped_kernel_gives_the_true_one()
    {
        Tensor x = Image(5, 5, FiveByFive), w = Image(3, 3, Kernel);
        Equal([12, 12, 17, 10, 17, 19, 9, 6, 14], x.Convolve(w));
        Equal([18, 20, 19, 10, 9, 17, 11, 8, 14], x.Convolve(w.Flip(2).Flip(3)));
    }

    [Fact, Trait("Id", "CV-08")]
    public void Stride_two_takes_every_second_entry_of_stride_one()
    {
        Tensor x = Image(5, 5, FiveByFive), w = Image(3, 3, Kernel);
        var unit = x.Convolve(w, padding: 1);
        Equal([6, 14, 17, 11, 3, 14, 12, 12, 17, 11, 8, 10, 17, 19, 13, 11, 9, 6, 14, 12, 6, 4, 4, 6, 4], unit);
        Equal([6, 17, 3, 8, 17, 13, 6, 4, 4], x.Convolve(w, stride: 2, padding: 1));
        Equal(unit.Slice(2, 0, 3, 2).Slice(3, 0, 3, 2).ToArray(), x.Convolve(w, stride: 2, padding: 1));
        Equal([6, 14, 17, 14, 12, 12, 8, 10, 17], unit.Slice(2, 0, 3).Slice(3, 0, 3));   // what the source prints for stride 2 is this corner
    }

    [Fact, Trait("Id", "CV-09")]
    public void Padding_above_and_to_the_left_only() => Equal(
        [.5, 0, .25, .25, 0, 1.25, .5, .5, 0, .5, .75, 1.5, .5, .25, 1.25, 1],
        Image(4, 4, 1, 0, .5, .5, 0, .5, 1, 0, 0, 1, .5, 1, 1, .5, .5, 1).Convolve(Image(2, 2, 1, 0, 0, .5), padding: (1, 0)));

    [Fact, Trait("Id", "TC-02")]
    public void A_transposed_convolution_sums_where_copies_overlap()
    {
        Tensor y = Of([1, 1, 2], 10, 1), w = Of([1, 1, 3], 1, 2, 3);
        Equal([10, 20, 31, 2, 3], y.ConvolveTransposed(w, stride: 2));
        Equal([10, 20, 31, 2, 3, 0], y.ConvolveTransposed(w, stride: 2, outputPadding: 1));
    }

    [Fact, Trait("Id", "TC-03")]
    public void A_strided_convolution_in_matrix_form() =>
        Equal([23, 38], Of([1, 1, 4], 4, 5, 6, 7).Convolve(Of([1, 1, 3], 1, 2, 3), stride: 2, padding: 1));

    [Fact, Trait("Id", "TC-04")]
    public void Output_padding_one_brings_two_by_two_back_to_four_by_four()
    {
        Tensor x = Tensor.Full(machine, [1, 1, 4, 4], 1), w = Image(3, 3, Kernel);
        var y = x.Convolve(w, stride: 2, padding: 1);
        Assert.Equal<Shape>([1, 1, 2, 2], y.Shape);
        Assert.Equal<Shape>([1, 1, 3, 3], y.ConvolveTransposed(w, stride: 2, padding: 1).Shape);
        Assert.Equal<Shape>([1, 1, 4, 4], y.ConvolveTransposed(w, stride: 2, padding: 1, outputPadding: 1).Shape);

        foreach (var outputPadding in new[] { 0, 1 })
        {
            AxisCase axis = new(2, 3, 2, 1, 1, 1, outputPadding);
            var matrix = BandedMatrix.Of(new ConvolutionCase(1, 1, 1, 1, [axis, axis], Seed: 0), Kernel);
            double[] values = [1, 2, 3, 4];
            Equal(BandedMatrix.Multiply(BandedMatrix.Transpose(matrix), values),
                Image(2, 2, values).ConvolveTransposed(w, stride: 2, padding: 1, outputPadding: outputPadding));
        }
        var centre = Image(3, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0);   // inputs that are 1 apart land 2 apart: the stride
        Equal([1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0],
            Image(2, 2, 1, 2, 3, 4).ConvolveTransposed(centre, stride: 2, padding: 1, outputPadding: 1));
    }

    [Fact, Trait("Id", "PL-01")]
    public void Average_pooling_of_the_five_by_five_image() => Equal(
        [5.0 / 3, 5.0 / 3, 5.0 / 3, 1, 11.0 / 9, 16.0 / 9, 10.0 / 9, 7.0 / 9, 4.0 / 3], Image(5, 5, FiveByFive).AveragePool(3, stride: 1), 1e-15);

    [Fact, Trait("Id", "PL-02")]
    public void Max_pooling_of_the_five_by_five_image() => Equal([3, 3, 3, 3, 3, 3, 3, 2, 3], Image(5, 5, FiveByFive).MaxPool(3, stride: 1));

    [Fact, Trait("Id", "PL-03")]
    public void Max_pooling_two_by_two() => Equal([6, 8, 3, 4], Image(4, 4, 1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4).MaxPool(2));

    [Fact, Trait("Id", "PL-04")]
    public void An_Lp_pool_lies_between_the_sum_and_the_maximum_and_its_gradient_has_the_sign_of_the_input()
    {
        var x = Of([1, 1, 4], 1, -2, 3, -4);
        Equal([3, 7], x.LpPool(1, 2), 1e-15);
        Equal([Math.Sqrt(5), 5], x.LpPool(2, 2), 1e-14);
        Equal([2, 4], x.LpPool(200, 2), 1e-2);
        Graph.Backward(x.LpPool(2, 2), Of([1, 1, 2], 1, 1));
        Equal([1 / Math.Sqrt(5), -2 / Math.Sqrt(5), 0.6, -0.8], x.Gradient!, 1e-15);
        var zeros = Of([1, 1, 2], 0, 0);
        Graph.Backward(zeros.LpPool(2, 2));
        Equal([0, 0], zeros.Gradient!);
    }

    [Fact]
    public void Padding_is_never_the_maximum_and_is_counted_in_the_mean_unless_told()
    {
        var x = Of([1, 1, 3], -1, -2, -3);
        Equal([-1, -2], x.MaxPool(2, stride: 2, padding: (1, 0)));
        Equal([-0.5, -2.5], x.AveragePool(2, stride: 2, padding: (1, 0)));
        Equal([-1, -2.5], x.AveragePool(2, stride: 2, padding: (1, 0), countPadding: false));
    }

    [Fact, Trait("Id", "PL-07"), Trait("Id", "PL-08"), Trait("Id", "TC-08")]
    public void Nearest_and_bed_of_nails()
    {
        var x = Image(2, 2, 1, 2, 3, 4);
        Equal([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], x.UpsampleNearest(2));
        Equal([1, 2, 3, 4], x.UpsampleNearest(2).AveragePool(2));
        Equal([1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0], x.UpsampleBedOfNails(2));
    }

    [Fact, Trait("Id", "TC-08")]
    public void Linear_upsampling_interpolates_between_centres() =>
        Equal([1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4], Image(2, 2, 1, 2, 3, 4).UpsampleLinear(2), 1e-15);

    [Fact, Trait("Id", "PL-09")]
    public void Unpooling_puts_numbers_back_to_the_switches_and_adds_where_windows_overlap()
    {
        var (maxima, indices) = Image(4, 4, 1, 2, 6, 3, 3, 5, 2, 1, 1, 2, 2, 1, 7, 3, 4, 8).MaxPoolWithIndices(2);
        Equal([5, 6, 7, 8], maxima);
        Equal([0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 4], Image(2, 2, 1, 2, 3, 4).MaxUnpool(indices));
        var (_, overlapping) = Of([1, 1, 3], 1, 5, 2).MaxPoolWithIndices(2, stride: 1);
        Equal([0, 30, 0], Of([1, 1, 2], 10, 20).MaxUnpool(overlapping));
    }

    [Fact, Trait("Id", "RG-18")]
    public void Batch_norm_by_hand()
    {
        var (normalized, mean, variance) = Of([3, 1], 1, 2, 6).Standardize([1, 1]);
        Equal([-0.92582, -0.46291, 1.38873], normalized, 1e-5);
        Equal([3], mean, 1e-15);
        Equal([14.0 / 3], variance, 1e-15);
        Equal([0, 0], Of([1, 2], 5, -3).Standardize([1, 2]).Normalized);   // a batch of one example
    }

    [Fact, Trait("Id", "RG-21")]
    public void Local_response_norm_by_hand()
    {
        var a = Of([1, 6, 1], 1, 2, 3, 4, 5, 6);
        Equal([0.594292, 1.187871, 1.780140, 2.370419, 2.963466, 3.557354], a.LocalResponseNorm(), 1e-6);
        Equal([.. Enumerable.Range(1, 6).Select(value => value / Math.Pow(2, 0.75))], a.LocalResponseNorm(alpha: 0), 1e-14);
    }

    [Fact, Trait("Id", "NN-05")]
    public void Softmax_sums_to_one_ignores_a_shift_and_stands_far_logits()
    {
        double[] logits = [0.3, -1, 2, 1000, 999, -1000];
        var p = Of([2, 3], logits).Softmax();
        Equal([1, 1], p.Sum(1), 1e-15);
        Equal(p.ToArray(), (Of([2, 3], logits) + 7.0).Softmax(), 1e-15);
        Equal([1 / (1 + Math.Exp(-1)), 1 / (1 + Math.E), 0], p.Slice(0, 1, 1), 1e-15);
        Equal(Of([1], 0.7 - -0.2).Sigmoid().ToArray(), Of([1, 2], 0.7, -0.2).Softmax().Slice(1, 0, 1), 1e-15);

        var z = Of([3], 0.3, -1, 2);
        var q = z.Softmax();
        Graph.Backward(q, Of([3], 1, 0, 0));
        var values = q.ToArray();
        Equal([values[0] * (1 - values[0]), -values[0] * values[1], -values[0] * values[2]], z.Gradient!, 1e-15);   // a row of diag(p) − p·pᵀ
    }

    [Fact, Trait("Id", "NN-06")]
    public void Cross_entropy_is_the_logarithm_of_the_label_s_share_and_its_gradient_p_minus_onehot()
    {
        var z = Of([1, 3], Math.Log(0.05), Math.Log(0.05), Math.Log(0.9));
        var loss = z.CrossEntropy([2]);
        Assert.Equal(0.10536051565782628, loss.Item(), 1e-15);
        Graph.Backward(loss);
        Equal([0.05, 0.05, -0.1], z.Gradient!, 1e-15);
        foreach (var far in new[] { -1000.0, 1000 }) Assert.True(double.IsFinite(Of([1, 2], far, -far).CrossEntropy([0]).Item()));
        Assert.Equal(2000, Of([1, 2], -1000, 1000).CrossEntropy([0]).Item());
        Assert.Equal(1000, Of([1], 1000).BinaryCrossEntropy(Of([1], 0)).Item());
    }

    [Fact, Trait("Id", "NN-10")]
    public void The_table_of_four_predictions()
    {
        var logarithms = Of([4, 3], .85, .10, .05, .20, .70, .10, .40, .45, .15, .40, .25, .35).Log();
        Assert.Equal(2.48530672980934, 4 * logarithms.CrossEntropy([0, 1, 0, 2]).Item(), 1e-13);
        Assert.Equal([0, 1, 1, 0], logarithms.ArgMax());
    }

    [Fact, Trait("Id", "NN-07")]
    public void Squared_error_in_its_conventions()
    {
        Tensor y = Of([2, 2], 1, 2, 3, 4), t = Tensor.From(machine, [2, 2], [0.0, 0, 1, 1]);
        Assert.Equal((18.0 / 2, 9.0 / 2, 18.0 / 4), (y.SquaredError(t).Item(), y.SquaredError(t, half: true).Item(), y.MeanSquaredError(t).Item()));
        Graph.Backward(y.SquaredError(t, half: true));
        Equal([0.5, 1, 1, 1.5], y.Gradient!);
        var whole = Of([2, 2], 1, 2, 3, 4);
        Graph.Backward(whole.SquaredError(t));
        Equal([1, 2, 2, 3], whole.Gradient!);
    }

    [Fact, Trait("Id", "RG-13")]
    public void Label_smoothing_takes_e_from_the_label()
    {
        const double epsilon = 0.1, taken = epsilon * (4 - 1) / 4;
        Tensor z = Of([1, 4], 0.3, -1, 2, 0.5), soft = Tensor.From(machine, [1, 4], [taken / 3, 1 - taken, taken / 3, taken / 3]);
        Assert.Equal(z.CrossEntropy(soft).Item(), z.CrossEntropy([1], epsilon).Item(), 1e-15);
    }

    [Fact, Trait("Id", "NN-02")]
    public void At_a_kink_the_slope_is_the_one_that_the_documentation_names()
    {
        void Slope(double expected, Func<Tensor, Tensor> f, double at = 0)
        {
            var x = Of([1], at);
            Graph.Backward(f(x));
            Equal([expected], x.Gradient!);
        }
        Slope(0, x => x.Relu());
        Slope(0.01, x => x.LeakyRelu());
        Slope(1.5, x => x.Elu(1.5));
        Slope(0, x => x.Heaviside());
        Slope(0, x => x.Abs());
        Slope(0, x => x.SoftThreshold(0.5), at: 0.5);
        Slope(0, x => x.SoftThreshold(0.5), at: -0.5);
    }

    [Fact]
    public void On_ties_a_maximum_is_the_first()
    {
        var x = Of([1, 1, 4], 2, 2, 1, 2);
        Graph.Backward(x.MaxPool(4));
        Equal([1, 0, 0, 0], x.Gradient!);
        var rows = Of([1, 3], 5, 7, 7);
        Graph.Backward(rows.Max(1));
        Equal([0, 1, 0], rows.Gradient!);
        Assert.Equal([1], rows.ArgMax());
    }

    [Fact]
    public void Dropout_keeps_the_mean_and_scales_what_is_kept()
    {
        var y = Tensor.Full(machine, [10_000], 1).Dropout(0.2, Philox.For(1, "dropout.0"), 0).ToArray();
        Assert.Equal([0, 1.25], y.Distinct().Order());
        Assert.InRange(y.Average(), 0.98, 1.02);
        var x = Of([3], 1, 2, 3);
        Assert.Same(x, x.Dropout(0, Philox.For(1, "dropout.0"), 0));
    }
}

public sealed class ValueTestsOnReference() : ValueTests(new Reference());

public sealed class ValueTestsOnCpu() : ValueTests(new Cpu<double>(threads: 2));
