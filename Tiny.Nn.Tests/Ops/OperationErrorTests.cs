using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests that invalid arguments of operations throw, with the operation's name, the expected and the actual values.
/// </summary>
public sealed partial class OperationErrorTests : IDisposable
{
    readonly Reference backend = new();
    readonly ComputationScope scope;

    public OperationErrorTests() => scope = backend.BeginScope();

    public void Dispose() => backend.Dispose();

    Tensor Ones(params int[] lengths) => Tensor.Full(backend, Shape.Of(lengths), 1);

    static void AssertThrows(string message, Action action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    [Fact]
    public void Invalid_operands_of_arithmetic_and_matrix_products_throw()
    {
        AssertThrows("add: shapes [2, 3] and [2] do not broadcast: axis -1 has lengths 3 and 2; they must be equal " +
            "or one of them 1", () => _ = Ones(2, 3) + Ones(2));
        AssertThrows("matmul: expects two matrices or batches of matrices, got [3] and [3, 2]",
            () => Ones(3).MatMul(Ones(3, 2)));
        AssertThrows("matmul: the inner lengths must agree, got [2, 3] · [2, 3] with 3 and 2",
            () => Ones(2, 3).MatMul(Ones(2, 3)));
        AssertThrows("matmul: the inner lengths must agree, got [2, 3]ᵀ · [4, 5]ᵀ with 2 and 5",
            () => Ones(2, 3).MatMul(Ones(4, 5), true, true));
        AssertThrows("matmul: shapes [2] and [3] do not broadcast: axis -1 has lengths 2 and 3; they must be equal " +
            "or one of them 1", () => Ones(2, 1, 1).MatMul(Ones(3, 1, 1)));
    }

    [Fact]
    public void Invalid_reshapes_slices_and_concatenations_throw()
    {
        AssertThrows("reshape: input [2, 3] has 6 elements, and [4] would have 4", () => Ones(2, 3).Reshape([4]));
        AssertThrows("permute: must name each of the 2 axes of input [2, 3] once, got [0, 0]",
            () => Ones(2, 3).Permute(0, 0));
        AssertThrows("permute: must name each of the 2 axes of input [2, 3] once, got [0]",
            () => Ones(2, 3).Permute(0));
        AssertThrows("transpose: expects a matrix or a batch of matrices, got input [3]", () => Ones(3).Transpose());
        AssertThrows("slice: 3 elements from 1 with step 1 do not lie in axis 1 of length 3 (input [2, 3])",
            () => Ones(2, 3).Slice(1, 1, 3));
        AssertThrows("slice: the step is not 0", () => Ones(2, 3).Slice(1, 1, 1, step: 0));
        foreach (var (start, count, step) in new[] { (1, 3, -1), (-1, 2, 1), (3, 3, -2), (2, 2, 2) })
            AssertThrows($"slice: {count} elements from {start} with step {step} do not lie in axis 0 of length 4 "
                + "(input [4])", () => Ones(4).Slice(0, start, count, step));
        AssertThrows("slice_scatter: 3 elements from 1 with step 2 do not lie in axis 1 of length 5 (input [2, 3])",
            () => Ones(2, 3).SliceScatter(1, 1, 5, step: 2));
        AssertThrows("concatenate: expects at least one tensor, got none", () => Tiny.Nn.Ops.Reshaping.Concatenate(0));
        AssertThrows("concatenate: shapes must agree except along axis 1, got [2, 3] and [3, 3]",
            () => Tiny.Nn.Ops.Reshaping.Concatenate(1, Ones(2, 3), Ones(3, 3)));
        AssertThrows("broadcast_to: input [2, 3] cannot be repeated to [3]: each of its axes must have that length " +
            "or 1",
            () => Ones(2, 3).BroadcastTo([3]));
        AssertThrows("sum: input [2, 3] cannot be summed to [1, 2, 3]: each axis must keep its length or become 1",
            () => Ones(2, 3).SumTo([1, 2, 3]));
    }

    [Fact]
    public void Invalid_convolutions_throw()
    {
        AssertThrows("convolve: expects [N, C, space…] with 1, 2 or 3 spatial axes, got [2, 3]",
            () => Ones(2, 3).Convolve(Ones(1, 3)));
        AssertThrows("convolve: image [1, 3, 8, 8] needs filters with 4 axes, got [4, 3, 5]",
            () => Ones(1, 3, 8, 8).Convolve(Ones(4, 3, 5)));
        AssertThrows("convolve: filters [4, 2, 5, 5] with 1 groups expect 2 input channels, got 3 in [1, 3, 8, 8]",
            () => Ones(1, 3, 8, 8).Convolve(Ones(4, 2, 5, 5)));
        AssertThrows("convolve: the number of groups must divide the 4 filters of [4, 1, 5, 5], got 3",
            () => Ones(1, 3, 8, 8).Convolve(Ones(4, 1, 5, 5), groups: 3));
        AssertThrows("convolve: a kernel of 5 with dilation 1 spans 5 elements, but the padded input has only 3 + 0 " +
            "+ 0 = 3; use a smaller kernel or more padding",
            () => Ones(1, 1, 3, 8).Convolve(Ones(1, 1, 5, 5)));
        AssertThrows("convolve: expects 1 or 2 values, one for each spatial axis, got [1, 2, 3]",
            () => Ones(1, 1, 8, 8).Convolve(Ones(1, 1, 5, 5), stride: [1, 2, 3]));
        AssertThrows("convolve_transposed: filters [2, 1, 3] expect 2 input channels, got 3 in [1, 3, 4]",
            () => Ones(1, 3, 4).ConvolveTransposed(Ones(2, 1, 3)));
        AssertThrows("convolve_transposed: output padding is 0 or more and smaller than the larger of stride 2 and " +
            "dilation 1, got 2",
            () => Ones(1, 2, 4).ConvolveTransposed(Ones(2, 1, 3), stride: 2, outputPadding: 2));
    }

    [Fact]
    public void Invalid_biases_throw()
    {
        const string Expected = "one value for each column or channel of the result";
        AssertThrows($"matmul: expects a bias [4], {Expected}, got [2]",
            () => Ones(2, 3).MatMul(Ones(3, 4), bias: Ones(2)));
        AssertThrows($"convolve: expects a bias [5], {Expected}, got [5, 1]",
            () => Ones(1, 2, 4).Convolve(Ones(5, 2, 3), bias: Ones(5, 1)));
        AssertThrows($"convolve_transposed: expects a bias [2], {Expected}, got [5]",
            () => Ones(1, 5, 4).ConvolveTransposed(Ones(5, 2, 3), bias: Ones(5)));
    }

    [Fact]
    public void Operands_that_do_not_fit_the_geometry_throw()
    {
        var windows = new WindowOptions().ForConvolution("test", [1, 1, 4], [1, 1, 3]);
        var shape = new ConvolutionShape(1, 2, 5, 1, windows);
        AssertThrows("convolve: this geometry expects operands [1, 2, 4] and [5, 2, 3], got [1, 2, 5] and [5, 2, 3]",
            () => Convolution.Convolve(Ones(1, 2, 5), Ones(5, 2, 3), shape));
        AssertThrows("convolve_transposed: this geometry expects operands [1, 5, 2] and [5, 2, 3], " +
            "got [1, 5, 2] and [5, 2, 4]",
            () => Convolution.ConvolveTransposed(Ones(1, 5, 2), Ones(5, 2, 4), shape));
        AssertThrows("convolve_filter: this geometry expects operands [1, 2, 4] and [1, 5, 2], " +
            "got [9, 2, 4] and [1, 5, 2]",
            () => Convolution.ConvolveFilter(Ones(9, 2, 4), Ones(1, 5, 2), shape));
        AssertThrows("sum_pool_backward: this window expects [2] after [N, C], got [1, 1, 7]",
            () => Pooling.SumPoolBackward(Ones(1, 1, 7), windows));
    }

    [Fact]
    public void Invalid_pooling_upsampling_and_normalization_arguments_throw()
    {
        AssertThrows("max_pool: expects a kernel size, got none", () => Ones(1, 1, 4).MaxPool(default));
        foreach (var image in new[] { Ones(), Ones(3), Ones(2, 3), Ones(1, 1, 1, 1, 1, 1) })
            AssertThrows($"max_pool: expects [N, C, space…] with 1, 2 or 3 spatial axes, got {image.Shape}",
                () => image.MaxPool(2));
        foreach (var (before, after) in new[] { (2, 2), (2, 0), (0, 2) })
            AssertThrows("average_pool: padding is at most half of the window's span 2, got "
                + $"{before} before and {after} after", () => Ones(1, 1, 4).AveragePool(2, padding: (before, after)));
        foreach (var kernel in new PerAxis[] { 0, [2, 0], [-1, 2] })
            AssertThrows($"sum_pool: a kernel has 1 tap or more along each axis, got {kernel}",
                () => Ones(1, 1, 4, 4).SumPool(kernel));
        AssertThrows("lp_pool: a norm needs p of 1 or more, got 0.5", () => Ones(1, 1, 4).LpPool(0.5, 2));
        AssertThrows("max_unpool: these indices expect [1, 1, 2], the shape of their maxima, got [1, 1, 3]",
            () => Ones(1, 1, 3).MaxUnpool(Ones(1, 1, 4).MaxPoolWithIndices(2).Indices));
        AssertThrows("upsample_nearest: the scale is 1 or more, got 0", () => Ones(1, 1, 2).UpsampleNearest(0));
        AssertThrows("local_response_norm: the size is 1 channel or more, got 0",
            () => Ones(1, 3, 2).LocalResponseNorm(size: 0));
    }

    [Fact]
    public void Invalid_loss_and_dropout_arguments_throw()
    {
        AssertThrows("cross_entropy: expects 2 labels, one for each row of logits, got 1",
            () => Ones(2, 3).CrossEntropy([0]));
        AssertThrows("cross_entropy: labels are 0 to 2, got 3 in row 1", () => Ones(2, 3).CrossEntropy([0, 3]));
        AssertThrows("cross_entropy: label smoothing is 0 to 1, got 1.5", () => Ones(1, 3).CrossEntropy([0], 1.5));
        AssertThrows("cross_entropy: label smoothing is 0 to 1, got NaN",
            () => Ones(1, 3).CrossEntropy([0], double.NaN));
        AssertThrows("cross_entropy: expects logits [N, K] of at least one example and one class, got [3]",
            () => Ones(3).CrossEntropy([0]));
        AssertThrows("squared_error: the target must have the prediction's shape [2, 3], got [3]",
            () => Ones(2, 3).SquaredError(Ones(3)));
        AssertThrows("mean_absolute_error: the target must have the prediction's shape [2, 1], got [2]",
            () => Ones(2, 1).MeanAbsoluteError(Ones(2)));
        AssertThrows("huber: the target must have the prediction's shape [2, 1], got [2]",
            () => Ones(2, 1).Huber(Ones(2)));
        AssertThrows("huber: delta is positive, got 0", () => Ones(2).Huber(Ones(2), delta: 0));
        AssertThrows("huber: delta is positive, got NaN", () => Ones(2).Huber(Ones(2), double.NaN));
        AssertThrows("binary_cross_entropy: expects at least one example [N, …], got [0, 2]",
            () => Ones(0, 2).BinaryCrossEntropy(Ones(0, 2)));
        AssertThrows("dropout: the probability of dropping is at least 0 and below 1, got 1",
            () => Ones(3).Dropout(1, Philox.For(1, "dropout.0"), 0));
        AssertThrows("log_softmax: expects an axis of one class or more, got input [2, 0]",
            () => Ones(2, 0).LogSoftmax());
        AssertThrows("max: an empty axis has no maximum, got input [2, 0]", () => Ones(2, 0).Max(1));
    }
}
