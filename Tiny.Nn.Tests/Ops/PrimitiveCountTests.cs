using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Ops;

/// <summary>Tests of the number of primitives that operations call.</summary>
public sealed class PrimitiveCountTests : IDisposable
{
    readonly Recorder backend = new();

    public PrimitiveCountTests() => backend.BeginScope();

    public void Dispose() => backend.Dispose();

    Tensor Ones(params int[] lengths) => Tensor.Full(backend, Shape.Of(lengths), 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_of_matrices_times_one_matrix_is_one_product_of_all_rows(bool transposeB)
    {
        Shape shape = [2, 3, 5];
        var b = transposeB ? Ones(5, 4) : Ones(4, 5);
        Assert.Equal(shape, Ones(2, 3, 4).MatMul(b, transposeB: transposeB).Shape);
        Assert.Equal([$"{new ProductShape(1, 6, 5, 4, TransposeB: transposeB)}"], backend.Calls);
    }

    [Fact]
    public void The_sum_over_batch_and_space_is_one_primitive_and_that_over_axes_of_length_1_none()
    {
        Assert.Equal([40, 40, 40], Ones(2, 3, 4, 5).SumTo([3, 1, 1]).ToArray());
        Assert.Equal(["sum"], backend.Calls);
        Assert.Equal([1, 1, 1], Ones(1, 3).SumTo([3]).ToArray());
        Assert.Equal(["sum"], backend.Calls);
    }

    /// <summary>The reference, with a list of products and sums.</summary>
    sealed class Recorder : Reference
    {
        public List<string> Calls { get; } = [];

        protected override void ProductCore(
            ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c)
        {
            Calls.Add($"{shape}");
            base.ProductCore(shape, a, b, bias, c);
        }

        protected override void SumCore(int outer, int count, int inner, int elements, ValueBuffer x, ValueBuffer y)
        {
            Calls.Add("sum");
            base.SumCore(outer, count, inner, elements, x, y);
        }
    }
}
