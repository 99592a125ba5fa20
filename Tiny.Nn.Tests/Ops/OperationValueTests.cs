using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests;

/// <summary>
/// Compares the results of operations with published examples (errata corrected) and with calculations by hand.
/// </summary>
public abstract partial class OperationValueTests : IDisposable
{
    readonly Backend backend;
    readonly ComputationScope scope;

    protected OperationValueTests(Backend backend) => (this.backend, scope) = (backend, backend.BeginScope());

    public void Dispose()
    {
        scope.Dispose();
        backend.Dispose();
    }

    static readonly double[] FiveByFive = [3, 3, 2, 1, 0, 0, 0, 1, 3, 1, 3, 1, 2, 2, 3, 2, 0, 0, 2, 2, 2, 0, 0, 0, 1];
    static readonly double[] Kernel = [0, 1, 2, 2, 2, 0, 0, 1, 2];

    Tensor Leaf(Shape shape, params double[] values) => Tensor.From(backend, shape, values, requiresGradient: true);

    Tensor Image(int height, int width, params double[] values) => Leaf([1, 1, height, width], values);

    static void AssertValues(double[] expected, Tensor actual, double tolerance = 0)
    {
        var values = actual.ToArray();
        Assert.Equal(expected.Length, values.Length);
        foreach (var (wanted, value) in expected.Zip(values))
            Assert.True(Math.Abs(wanted - value) <= tolerance,
                $"expected {string.Join(", ", expected)}; got {string.Join(", ", values)}");
    }

    [Fact, Trait("Id", "CV-06")]
    public void A_convolution_of_the_seven_by_seven_binary_image()
    {
        double[] image = [.. "0111000001110000011100001100001100001100001100000".Select(bit => bit - '0')];
        AssertValues([1, 4, 3, 4, 1, 1, 2, 4, 3, 3, 1, 2, 3, 4, 1, 1, 3, 3, 1, 1, 3, 3, 1, 1, 0],
            Image(7, 7, image).Convolve(Image(3, 3, 1, 0, 1, 0, 1, 0, 1, 0, 1)));
    }

    [Fact, Trait("Id", "CV-07"), Trait("Id", "CV-01")]
    public void A_convolution_is_a_cross_correlation_and_the_flipped_kernel_gives_the_mathematical_convolution()
    {
        Tensor x = Image(5, 5, FiveByFive), w = Image(3, 3, Kernel);
        AssertValues([12, 12, 17, 10, 17, 19, 9, 6, 14], x.Convolve(w));
        AssertValues([18, 20, 19, 10, 9, 17, 11, 8, 14], x.Convolve(w.Flip(2).Flip(3)));
    }

    [Fact, Trait("Id", "CV-08")]
    public void Stride_two_takes_every_second_entry_of_stride_one()
    {
        Tensor x = Image(5, 5, FiveByFive), w = Image(3, 3, Kernel);
        var unit = x.Convolve(w, padding: 1);
        AssertValues([6, 14, 17, 11, 3, 14, 12, 12, 17, 11, 8, 10, 17, 19, 13, 11, 9, 6, 14, 12, 6, 4, 4, 6, 4], unit);
        AssertValues([6, 17, 3, 8, 17, 13, 6, 4, 4], x.Convolve(w, stride: 2, padding: 1));
        AssertValues(unit.Slice(2, 0, 3, 2).Slice(3, 0, 3, 2).ToArray(), x.Convolve(w, stride: 2, padding: 1));
        // The source prints this corner as the result for stride 2
        AssertValues([6, 14, 17, 14, 12, 12, 8, 10, 17], unit.Slice(2, 0, 3).Slice(3, 0, 3));
    }

    [Fact, Trait("Id", "CV-09")]
    public void A_convolution_with_padding_above_and_to_the_left_only() => AssertValues(
        [.5, 0, .25, .25, 0, 1.25, .5, .5, 0, .5, .75, 1.5, .5, .25, 1.25, 1],
        Image(4, 4, 1, 0, .5, .5, 0, .5, 1, 0, 0, 1, .5, 1, 1, .5, .5, 1)
            .Convolve(Image(2, 2, 1, 0, 0, .5), padding: (1, 0)));

    [Fact, Trait("Id", "TC-02")]
    public void A_transposed_convolution_adds_overlapping_copies_of_the_kernel()
    {
        Tensor y = Leaf([1, 1, 2], 10, 1), w = Leaf([1, 1, 3], 1, 2, 3);
        AssertValues([10, 20, 31, 2, 3], y.ConvolveTransposed(w, stride: 2));
        AssertValues([10, 20, 31, 2, 3, 0], y.ConvolveTransposed(w, stride: 2, outputPadding: 1));
    }

    [Fact, Trait("Id", "TC-03")]
    public void A_strided_convolution_in_matrix_form() =>
        AssertValues([23, 38], Leaf([1, 1, 4], 4, 5, 6, 7).Convolve(Leaf([1, 1, 3], 1, 2, 3), stride: 2, padding: 1));

    [Fact, Trait("Id", "TC-04")]
    public void Output_padding_1_restores_the_size_4_by_4_from_2_by_2()
    {
        Tensor x = Tensor.Full(backend, [1, 1, 4, 4], 1), w = Image(3, 3, Kernel);
        var y = x.Convolve(w, stride: 2, padding: 1);
        Assert.Equal<Shape>([1, 1, 2, 2], y.Shape);
        Assert.Equal<Shape>([1, 1, 3, 3], y.ConvolveTransposed(w, stride: 2, padding: 1).Shape);
        Assert.Equal<Shape>([1, 1, 4, 4], y.ConvolveTransposed(w, stride: 2, padding: 1, outputPadding: 1).Shape);

        foreach (var outputPadding in new[] { 0, 1 })
        {
            WindowCase axis = new(2, 3, 2, 1, 1, 1, outputPadding);
            var matrix = BandedMatrix.Of(new ConvolutionCase(1, 1, 1, 1, [axis, axis], Seed: 0), Kernel);
            double[] values = [1, 2, 3, 4];
            AssertValues(BandedMatrix.Multiply(BandedMatrix.Transpose(matrix), values),
                Image(2, 2, values).ConvolveTransposed(w, stride: 2, padding: 1, outputPadding: outputPadding));
        }
        var centre = Image(3, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0);   // inputs 1 apart land 2 apart, which is the stride
        AssertValues([1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0],
            Image(2, 2, 1, 2, 3, 4).ConvolveTransposed(centre, stride: 2, padding: 1, outputPadding: 1));
    }

    [Fact, Trait("Id", "PL-01")]
    public void Average_pooling_of_the_five_by_five_image() => AssertValues(
        [5.0 / 3, 5.0 / 3, 5.0 / 3, 1, 11.0 / 9, 16.0 / 9, 10.0 / 9, 7.0 / 9, 4.0 / 3],
        Image(5, 5, FiveByFive).AveragePool(3, stride: 1), 1e-15);

    [Fact, Trait("Id", "PL-02")]
    public void Max_pooling_of_the_five_by_five_image() =>
        AssertValues([3, 3, 3, 3, 3, 3, 3, 2, 3], Image(5, 5, FiveByFive).MaxPool(3, stride: 1));

    [Fact, Trait("Id", "PL-03")]
    public void Max_pooling_two_by_two() =>
        AssertValues([6, 8, 3, 4], Image(4, 4, 1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4).MaxPool(2));

    [Fact, Trait("Id", "PL-04")]
    public void An_Lp_pool_lies_between_the_sum_and_the_maximum_and_its_gradient_has_the_sign_of_the_input()
    {
        var x = Leaf([1, 1, 4], 1, -2, 3, -4);
        AssertValues([3, 7], x.LpPool(1, 2), 1e-15);
        AssertValues([Math.Sqrt(5), 5], x.LpPool(2, 2), 1e-14);
        AssertValues([2, 4], x.LpPool(200, 2), 1e-2);
        Graph.Backward(x.LpPool(2, 2), Leaf([1, 1, 2], 1, 1));
        AssertValues([1 / Math.Sqrt(5), -2 / Math.Sqrt(5), 0.6, -0.8], x.Gradient!, 1e-15);
        foreach (var p in new[] { 1, 1.5, 2, 3, 200 })
        {
            var zeros = Leaf([1, 1, 2], 0, 0);
            Graph.Backward(zeros.LpPool(p, 2));
            AssertValues([0, 0], zeros.Gradient!);
        }
    }

    [Fact]
    public void Flatten_keeps_the_first_axis_and_joins_the_others()
    {
        foreach (var (shape, expected) in new (Shape, Shape)[]
                 { ([], [1, 1]), ([3], [3, 1]), ([3, 4], [3, 4]), ([2, 3, 4], [2, 12]), ([0, 3, 4], [0, 12]) })
            Assert.Equal(expected, Tensor.Full(backend, shape, 1).Flatten().Shape);
    }

    [Fact]
    public void A_reduction_removes_its_axis_or_keeps_it_with_length_1()
    {
        var x = Leaf([2, 3, 4], [.. Enumerable.Range(0, 24).Select(i => (double)(i * 7 % 24))]);
        Func<Tensor, int, bool, Tensor>[] reductions = [Reductions.Sum, Reductions.Mean, Reductions.Max];
        foreach (var reduce in reductions)
            for (var axis = 0; axis < 3; axis++)
            {
                Tensor kept = reduce(x, axis, true), removed = reduce(x, axis, false);
                Assert.Equal(x.Shape.With(axis, 1), kept.Shape);
                Assert.Equal(2, removed.Shape.Rank);
                Assert.Equal(kept.ToArray(), removed.ToArray());
            }
    }

    [Fact]
    public void Max_pooling_ignores_padding_and_average_pooling_counts_it_by_default()
    {
        var x = Leaf([1, 1, 3], -1, -2, -3);
        AssertValues([-1, -2], x.MaxPool(2, stride: 2, padding: (1, 0)));
        AssertValues([-0.5, -2.5], x.AveragePool(2, stride: 2, padding: (1, 0)));
        AssertValues([-1, -2.5], x.AveragePool(2, stride: 2, padding: (1, 0), countPadding: false));
    }

    [Fact, Trait("Id", "PL-07"), Trait("Id", "PL-08"), Trait("Id", "TC-08")]
    public void Nearest_and_bed_of_nails_upsampling()
    {
        var x = Image(2, 2, 1, 2, 3, 4);
        AssertValues([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], x.UpsampleNearest(2));
        AssertValues([1, 2, 3, 4], x.UpsampleNearest(2).AveragePool(2));
        AssertValues([1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0], x.UpsampleBedOfNails(2));
    }

    [Fact, Trait("Id", "TC-08")]
    public void Linear_upsampling_interpolates_between_centres() =>
        AssertValues([1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4],
            Image(2, 2, 1, 2, 3, 4).UpsampleLinear(2), 1e-15);

    [Fact, Trait("Id", "PL-09")]
    public void Max_unpooling_writes_values_to_the_pooling_indices_and_adds_where_windows_overlap()
    {
        var (maxima, indices) = Image(4, 4, 1, 2, 6, 3, 3, 5, 2, 1, 1, 2, 2, 1, 7, 3, 4, 8).MaxPoolWithIndices(2);
        AssertValues([5, 6, 7, 8], maxima);
        AssertValues([0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 4], Image(2, 2, 1, 2, 3, 4).MaxUnpool(indices));
        var (_, overlapping) = Leaf([1, 1, 3], 1, 5, 2).MaxPoolWithIndices(2, stride: 1);
        AssertValues([0, 30, 0], Leaf([1, 1, 2], 10, 20).MaxUnpool(overlapping));
    }

    [Fact, Trait("Id", "RG-18")]
    public void Batch_norm_matches_a_calculation_by_hand()
    {
        var (normalized, mean, variance) = Leaf([3, 1], 1, 2, 6).Standardize([1, 1]);
        AssertValues([-0.92582, -0.46291, 1.38873], normalized, 1e-5);
        AssertValues([3], mean, 1e-15);
        AssertValues([14.0 / 3], variance, 1e-15);
        AssertValues([0, 0], Leaf([1, 2], 5, -3).Standardize([1, 2]).Normalized);   // a batch of one example
    }

    [Fact, Trait("Id", "RG-21")]
    public void Local_response_norm_matches_a_calculation_by_hand()
    {
        var a = Leaf([1, 6, 1], 1, 2, 3, 4, 5, 6);
        AssertValues([0.594292, 1.187871, 1.780140, 2.370419, 2.963466, 3.557354], a.LocalResponseNorm(), 1e-6);
        AssertValues([.. Enumerable.Range(1, 6).Select(value => value / Math.Pow(2, 0.75))],
            a.LocalResponseNorm(alpha: 0), 1e-14);
    }
}

public sealed class OperationValueTestsOnReference() : OperationValueTests(new Reference());

public sealed class OperationValueTestsOnCpu() : OperationValueTests(new Cpu<double>(threads: 2));
