using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>What operations say to shapes and numbers that do not fit: who, what was expected, what came.</summary>
public sealed class OpErrorTests : IDisposable
{
    readonly Reference machine = new();
    readonly ComputationScope scope;

    public OpErrorTests() => scope = machine.BeginScope();

    public void Dispose() => machine.Dispose();

    Tensor Of(params int[] lengths) => Tensor.Full(machine, Shape.Of(lengths), 1);

    static void Says(string text, Action action) => Assert.Equal(text, Assert.Throws<ArgumentException>(action).Message);

    [Fact]
    public void Arithmetic_and_products()
    {
        Says("add: shapes [2, 3] and [2] do not broadcast: axis -1 has lengths 3 and 2; they must be equal or one of them 1", () => _ = Of(2, 3) + Of(2));
        Says("matmul: expects two matrices or batches of matrices, got [3] and [3, 2]", () => Of(3).MatMul(Of(3, 2)));
        Says("matmul: the inner lengths must agree, got [2, 3] · [2, 3] with 3 and 2", () => Of(2, 3).MatMul(Of(2, 3)));
        Says("matmul: the inner lengths must agree, got [2, 3]ᵀ · [4, 5]ᵀ with 2 and 5", () => Of(2, 3).MatMul(Of(4, 5), true, true));
        Says("matmul: shapes [2] and [3] do not broadcast: axis -1 has lengths 2 and 3; they must be equal or one of them 1", () => Of(2, 1, 1).MatMul(Of(3, 1, 1)));
    }

    [Fact]
    public void Rearrangements()
    {
        Says("reshape: input [2, 3] has 6 elements, and [4] would have 4", () => Of(2, 3).Reshape([4]));
        Says("permute: must name each of the 2 axes of input [2, 3] once, got [0, 0]", () => Of(2, 3).Permute(0, 0));
        Says("permute: must name each of the 2 axes of input [2, 3] once, got [0]", () => Of(2, 3).Permute(0));
        Says("transpose: expects a matrix or a batch of matrices, got input [3]", () => Of(3).Transpose());
        Says("slice: 3 elements from 1 with step 1 do not lie in axis 1 of length 3 (input [2, 3])", () => Of(2, 3).Slice(1, 1, 3));
        Says("slice: the step is not 0", () => Of(2, 3).Slice(1, 1, 1, step: 0));
        Says("slice_scatter: 3 elements from 1 with step 2 do not lie in axis 1 of length 5 (input [2, 3])", () => Of(2, 3).SliceScatter(1, 1, 5, step: 2));
        Says("concatenate: expects at least one tensor, got none", () => Tiny.Nn.Ops.Reshaping.Concatenate(0));
        Says("concatenate: shapes must agree except along axis 1, got [2, 3] and [3, 3]", () => Tiny.Nn.Ops.Reshaping.Concatenate(1, Of(2, 3), Of(3, 3)));
        Says("broadcast_to: input [2, 3] cannot be repeated to [3]: each of its axes must have that length or 1", () => Of(2, 3).BroadcastTo([3]));
        Says("sum: input [2, 3] cannot be summed to [1, 2, 3]: each axis must keep its length or become 1", () => Of(2, 3).SumTo([1, 2, 3]));
    }

    [Fact]
    public void Convolutions()
    {
        Says("convolve: expects [N, C, space…] with 1, 2 or 3 spatial axes, got [2, 3]", () => Of(2, 3).Convolve(Of(1, 3)));
        Says("convolve: image [1, 3, 8, 8] needs filters with 4 axes, got [4, 3, 5]", () => Of(1, 3, 8, 8).Convolve(Of(4, 3, 5)));
        Says("convolve: filters [4, 2, 5, 5] with 1 groups expect 2 input channels, got 3 in [1, 3, 8, 8]", () => Of(1, 3, 8, 8).Convolve(Of(4, 2, 5, 5)));
        Says("convolve: the number of groups must divide the 4 filters of [4, 1, 5, 5], got 3", () => Of(1, 3, 8, 8).Convolve(Of(4, 1, 5, 5), groups: 3));
        Says("convolve: a kernel of 5 with dilation 1 spans 5 elements, but the padded input has only 3 + 0 + 0 = 3; use a smaller kernel or more padding",
            () => Of(1, 1, 3, 8).Convolve(Of(1, 1, 5, 5)));
        Says("convolve: expects 1 or 2 values, one for each spatial axis, got [1, 2, 3]", () => Of(1, 1, 8, 8).Convolve(Of(1, 1, 5, 5), stride: [1, 2, 3]));
        Says("convolve_transposed: filters [2, 1, 3] expect 2 input channels, got 3 in [1, 3, 4]", () => Of(1, 3, 4).ConvolveTransposed(Of(2, 1, 3)));
        Says("convolve_transposed: output padding is 0 or more and smaller than the larger of stride 2 and dilation 1, got 2",
            () => Of(1, 2, 4).ConvolveTransposed(Of(2, 1, 3), stride: 2, outputPadding: 2));
    }

    [Fact]
    public void Biases()
    {
        const string Expects = "one value for each column or channel of the result";
        Says($"matmul: expects a bias [4], {Expects}, got [2]", () => Of(2, 3).MatMul(Of(3, 4), bias: Of(2)));
        Says($"convolve: expects a bias [5], {Expects}, got [5, 1]", () => Of(1, 2, 4).Convolve(Of(5, 2, 3), bias: Of(5, 1)));
        Says($"convolve_transposed: expects a bias [2], {Expects}, got [5]", () => Of(1, 5, 4).ConvolveTransposed(Of(5, 2, 3), bias: Of(5)));
    }

    [Fact]
    public void A_geometry_of_other_sizes()
    {
        var windows = new WindowOptions().ForConvolution("test", [1, 1, 4], [1, 1, 3]);
        var shape = new ConvolutionShape(1, 2, 5, 1, windows);
        Says("convolve: this geometry expects operands [1, 2, 4] and [5, 2, 3], got [1, 2, 5] and [5, 2, 3]", () => Convolution.Convolve(Of(1, 2, 5), Of(5, 2, 3), shape));
        Says("convolve_transposed: this geometry expects operands [1, 5, 2] and [5, 2, 3], got [1, 5, 2] and [5, 2, 4]",
            () => Convolution.ConvolveTransposed(Of(1, 5, 2), Of(5, 2, 4), shape));
        Says("convolve_filter: this geometry expects operands [1, 2, 4] and [1, 5, 2], got [9, 2, 4] and [1, 5, 2]",
            () => Convolution.ConvolveFilter(Of(9, 2, 4), Of(1, 5, 2), shape));
        Says("sum_pool_backward: this window expects [2] after [N, C], got [1, 1, 7]", () => Pooling.SumPoolBackward(Of(1, 1, 7), windows));
    }

    [Fact]
    public void Pools_and_images()
    {
        Says("max_pool: expects a kernel size, got none", () => Of(1, 1, 4).MaxPool(default));
        Says("max_pool: expects [N, C, space…] with 1, 2 or 3 spatial axes, got [2, 3]", () => Of(2, 3).MaxPool(2));
        Says("average_pool: padding is at most half of the window's span 2, got 2 before and 2 after", () => Of(1, 1, 4).AveragePool(2, padding: 2));
        Says("lp_pool: a norm needs p of 1 or more, got 0.5", () => Of(1, 1, 4).LpPool(0.5, 2));
        Says("max_unpool: these indices expect [1, 1, 2], the shape of their maxima, got [1, 1, 3]",
            () => Of(1, 1, 3).MaxUnpool(Of(1, 1, 4).MaxPoolWithIndices(2).Indices));
        Says("upsample_nearest: the scale is 1 or more, got 0", () => Of(1, 1, 2).UpsampleNearest(0));
        Says("local_response_norm: the size is 1 channel or more, got 0", () => Of(1, 3, 2).LocalResponseNorm(size: 0));
    }

    [Fact]
    public void Losses_and_dropout()
    {
        Says("cross_entropy: expects 2 labels, one for each row of logits, got 1", () => Of(2, 3).CrossEntropy([0]));
        Says("cross_entropy: labels are 0 to 2, got 3 in row 1", () => Of(2, 3).CrossEntropy([0, 3]));
        Says("cross_entropy: label smoothing is 0 to 1, got 1.5", () => Of(1, 3).CrossEntropy([0], 1.5));
        Says("cross_entropy: label smoothing is 0 to 1, got NaN", () => Of(1, 3).CrossEntropy([0], double.NaN));
        Says("cross_entropy: expects logits [N, K] of at least one example and one class, got [3]", () => Of(3).CrossEntropy([0]));
        Says("squared_error: the target must have the prediction's shape [2, 3], got [3]", () => Of(2, 3).SquaredError(Of(3)));
        Says("binary_cross_entropy: expects at least one example [N, …], got [0, 2]", () => Of(0, 2).BinaryCrossEntropy(Of(0, 2)));
        Says("dropout: the probability of dropping is at least 0 and below 1, got 1", () => Of(3).Dropout(1, Philox.For(1, "dropout.0"), 0));
        Says("log_softmax: expects an axis of one class or more, got input [2, 0]", () => Of(2, 0).LogSoftmax());
        Says("max: an empty axis has no maximum, got input [2, 0]", () => Of(2, 0).Max(1));
    }
}
