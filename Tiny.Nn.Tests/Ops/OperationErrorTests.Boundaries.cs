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
    public void Filters_on_another_backend_throw()
    {
        using var other = new Reference();
        var w = Tensor.Full(other, [1, 1, 3], 1);
        AssertThrows("convolve: both operands must be on one backend, got input [1, 1, 8] on reference and input " +
            "[1, 1, 3] on another, reference", () => Ones(1, 1, 8).Convolve(w));
        AssertThrows("convolve_transposed: both operands must be on one backend, got input [1, 1, 8] on reference " +
            "and input [1, 1, 3] on another, reference", () => Ones(1, 1, 8).ConvolveTransposed(w));
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
