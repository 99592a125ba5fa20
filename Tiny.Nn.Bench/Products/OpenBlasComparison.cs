using Tiny.Nn.Backends;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Products;

/// <summary>One product on both sides: the same random numbers in each one's memory.</summary>
sealed class OpenBlasComparison
{
    readonly MatrixProductCase product;
    readonly Cpu<float> backend;
    readonly float[] a, b, theirs;
    readonly ValueBuffer bufferA, bufferB, ours;

    public OpenBlasComparison(MatrixProductCase product, Cpu<float> backend)
    {
        (this.product, this.backend) = (product, backend);
        var random = new RandomStream(1, "product");
        var (rows, columns, depth) = (product.Shape.Rows, product.Shape.Columns, product.Shape.Depth);
        (a, b, theirs) = (Numbers(rows * depth), Numbers(depth * columns), new float[rows * columns]);
        (bufferA, bufferB, ours) = (Buffer(a), Buffer(b), Buffer(theirs));

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextUniform(-1, 1))];
    }

    public void RunTinyNn() => backend.Product(product.Shape, bufferA, bufferB, null, ours);

    public void RunOpenBlas() => OpenBlas.Product(product.Shape, a, b, theirs);

    /// <summary>A fast product that is wrong is worth nothing: sums of at most depth, in float, may differ by rounding alone.</summary>
    /// <exception cref="LabException">They differ by more.</exception>
    public void CheckAgreement()
    {
        var mine = new float[theirs.Length];
        backend.Read(ours, mine);
        var tolerance = 1e-6 * product.Shape.Depth;
        for (var place = 0; place < mine.Length; place++)
            if (!(Math.Abs(mine[place] - theirs[place]) <= tolerance))
                throw new LabException(
                    $"gemm: {product} gives {mine[place]} in cell {place}, OpenBLAS {theirs[place]}; run the tests of Backends");
    }

    ValueBuffer Buffer(float[] numbers)
    {
        var buffer = backend.AllocateValues(numbers.Length);
        backend.Write(numbers, buffer);
        return buffer;
    }
}
