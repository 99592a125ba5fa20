using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>Tests that every loss and both convolutions check all of their arguments, up to the limits.</summary>
public sealed partial class OperationErrorTests
{
    static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> LossesOfTargets = new()
    {
        ["squared_error"] = (y, t) => y.SquaredError(t),
        ["mean_squared_error"] = Losses.MeanSquaredError,
        ["mean_absolute_error"] = Losses.MeanAbsoluteError,
        ["huber"] = (y, t) => y.Huber(t),
        ["binary_cross_entropy"] = Losses.BinaryCrossEntropy,
    };

    [Fact]
    public void Every_loss_throws_for_a_target_of_another_shape_an_empty_batch_and_a_scalar()
    {
        foreach (var (name, loss) in LossesOfTargets)
        {
            AssertThrows($"{name}: the target must have the prediction's shape [2, 1], got [2]",
                () => loss(Ones(2, 1), Ones(2)));
            AssertThrows($"{name}: expects at least one example [N, …], got [0, 2]",
                () => loss(Ones(0, 2), Ones(0, 2)));
            AssertThrows($"{name}: expects at least one example [N, …], got []", () => loss(Ones(), Ones()));
        }
        AssertThrows("cross_entropy: the target must have the prediction's shape [2, 3], got [1, 3]",
            () => Ones(2, 3).CrossEntropy(Ones(1, 3)));
        foreach (var logits in new Shape[] { [3], [0, 3], [2, 0], [1, 3, 0] })
        {
            var message = $"cross_entropy: expects logits [N, K] of at least one example and one class, got {logits}";
            AssertThrows(message, () => Tensor.Full(backend, logits, 1).CrossEntropy([]));
            AssertThrows(message, () => Tensor.Full(backend, logits, 1).CrossEntropy(Tensor.Full(backend, logits, 1)));
        }
    }

    [Fact]
    public void Labels_and_label_smoothing_are_checked_at_both_limits()
    {
        AssertThrows("cross_entropy: labels are 0 to 2, got -1 in row 0", () => Ones(2, 3).CrossEntropy([-1, 0]));
        AssertThrows("cross_entropy: expects 2 labels, one for each row of logits, got 3",
            () => Ones(2, 3).CrossEntropy([0, 0, 0]));
        AssertThrows("cross_entropy: label smoothing is 0 to 1, got -0.1", () => Ones(1, 3).CrossEntropy([0], -0.1));
        Assert.Equal(Math.Log(4), Ones(1, 4).CrossEntropy([3], labelSmoothing: 1).Item(), 1e-15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_number_of_groups_that_does_not_divide_the_filters_throws_in_both_convolutions(int groups)
    {
        var message = $"the number of groups must divide the 4 filters of [4, 1, 3], got {groups}";
        AssertThrows($"convolve: {message}", () => Ones(1, 1, 8).Convolve(Ones(4, 1, 3), groups: groups));
        AssertThrows($"convolve_transposed: {message}",
            () => Ones(1, 4, 8).ConvolveTransposed(Ones(4, 1, 3), groups: groups));
    }

    [Fact]
    public void A_convolution_without_filters_has_one_group()
    {
        Assert.Equal([1, 0, 6], Ones(1, 2, 8).Convolve(Ones(0, 2, 3)).Shape);
        AssertThrows("convolve: the number of groups must divide the 0 filters of [0, 1, 3], got 2",
            () => Ones(1, 2, 8).Convolve(Ones(0, 1, 3), groups: 2));
    }

    [Fact]
    public void A_transposed_convolution_with_filters_of_another_rank_throws() =>
        AssertThrows("convolve_transposed: image [1, 4, 8] needs filters with 3 axes, got [4, 1, 3, 3]",
            () => Ones(1, 4, 8).ConvolveTransposed(Ones(4, 1, 3, 3)));

    [Fact]
    public void An_image_without_spatial_axes_throws_before_the_filters_are_compared_with_it()
    {
        foreach (var image in new[] { Ones(3), Ones(2, 3), Ones(1, 1, 1, 1, 1, 1) })
        {
            var message = $"expects [N, C, space…] with 1, 2 or 3 spatial axes, got {image.Shape}";
            AssertThrows($"convolve: {message}", () => image.Convolve(Ones(7, 5, 3)));
            AssertThrows($"convolve_transposed: {message}", () => image.ConvolveTransposed(Ones(7, 5, 3)));
        }
    }

    [Fact]
    public void A_concatenated_axis_has_up_to_the_largest_number_of_elements()
    {
        const int most = Shape.MaximumCount;
        Shape longest = [0, most];
        Assert.Equal(longest, Reshaping.Concatenate(1, Ones(0, most - 1), Ones(0, 1)).Shape);
        AssertThrows("concatenate: an axis has at most 2147483591 elements, the result's would have 2147483592",
            () => Reshaping.Concatenate(1, Ones(0, most), Ones(0, 1)));
    }

    [Fact]
    public void A_window_needs_one_to_three_spatial_axes()
    {
        foreach (var shape in new Shape[] { [1, 1], [1, 1, 5, 5, 5, 5] })
        {
            var message = $"test: expects [N, C, space…] with 1, 2 or 3 spatial axes, got {shape}";
            AssertThrows(message, () => new WindowOptions().ForConvolution("test", shape, shape));
            AssertThrows(message, () => new WindowOptions().ForTranspose("test", shape, shape));
        }
    }

    [Fact]
    public void An_operand_on_another_backend_throws_and_the_message_names_the_operation()
    {
        using var other = new Reference();
        AssertThrowsFor("convolve", [1, 1, 8], [1, 1, 3], (x, w) => x.Convolve(w));
        AssertThrowsFor("convolve_transposed", [1, 1, 8], [1, 1, 3], (x, w) => x.ConvolveTransposed(w));
        AssertThrowsFor("convolve", [1, 1, 8], [5], (x, bias) => x.Convolve(Ones(5, 1, 3), bias: bias));
        AssertThrowsFor("matmul", [2, 3], [3, 4], (a, b) => a.MatMul(b));
        AssertThrowsFor("matmul", [2, 3], [4], (a, bias) => a.MatMul(Ones(3, 4), bias: bias));
        AssertThrowsFor("add", [2], [2], (a, b) => a + b);
        AssertThrowsFor("concatenate", [2], [2], (a, b) => Reshaping.Concatenate(0, a, b));

        void AssertThrowsFor(string name, Shape own, Shape foreign, Func<Tensor, Tensor, Tensor> operation) =>
            AssertThrows($"{name}: both operands must be on one backend, got input {own} on reference and input "
                + $"{foreign} on another, reference",
                () => operation(Tensor.Full(backend, own, 1), Tensor.Full(other, foreign, 1)));
    }

    [Fact]
    public void A_normalization_throws_for_a_shape_without_its_axes()
    {
        AssertThrows("batch_norm: expects [N, C] or [N, C, space…], got [3]",
            () => Normalization.ChannelStatistics([3]));
        AssertThrows("local_response_norm: expects [N, C, space…], got [3]", () => Ones(3).LocalResponseNorm());
        foreach (var axes in new[] { -1, 0, 3 })
            AssertThrows($"layer_norm: normalises the last {axes} axes, but [2, 3] has 2",
                () => Normalization.FeatureStatistics([2, 3], axes));
        Shape oneAxis = [2, 1], bothAxes = [1, 1];
        Assert.Equal(oneAxis, Normalization.FeatureStatistics([2, 3], 1));
        Assert.Equal(bothAxes, Normalization.FeatureStatistics([2, 3], 2));
    }

    [Fact]
    public void Local_response_norm_over_one_channel_divides_each_element_by_a_function_of_itself()
    {
        var y = (Ones(1, 2, 1) * 3).LocalResponseNorm(size: 1, alpha: 0.1);
        Assert.Equal(3 / Math.Pow(2 + 0.1 * 9, 0.75), y.ToArray()[1], 1e-12);
    }

    [Fact]
    public void An_upsampling_that_needs_more_memory_than_a_tensor_throws()
    {
        const int Scale = 400_000_000;
        const string Advice = "use less padding, or a smaller stride, dilation or scale",
            Need = "needs memory for 2400000000 elements, but for operands of 6 at most 2147418112 are allowed; "
                + Advice;
        AssertThrows($"upsample_nearest: {Need}", () => Ones(2, 3, 1).UpsampleNearest(Scale));
        AssertThrows($"upsample_nearest: {Need}", () => Ones(1, 1, 2, 3).UpsampleNearest([Scale, 1]));
        AssertThrows($"upsample_bed_of_nails: {Need}", () => Ones(2, 3, 1).UpsampleBedOfNails(Scale));
        AssertThrows("upsample_linear: needs memory for 9437184 elements, but for operands of 1024 at most 8388608 "
            + $"are allowed; {Advice}", () => Ones(1, 1, 1024).UpsampleLinear(9));
    }

    [Fact]
    public void Cross_entropy_rents_the_memory_of_its_targets()
    {
        const int rows = 200, classes = 50, warmup = 2, calls = 8;
        using var own = new Reference();
        var (logits, labels) = (Tensor.Full(own, [rows, classes], 1), new int[rows]);
        var before = 0L;
        for (var repeat = 0; repeat < warmup + calls; repeat++)
        {
            if (repeat == warmup) before = GC.GetAllocatedBytesForCurrentThread();
            using var ownScope = own.BeginScope();
            logits.CrossEntropy(labels);
        }
        var perCall = (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
        Assert.InRange(perCall, 0, rows * classes * sizeof(double) / 4);
    }
}
