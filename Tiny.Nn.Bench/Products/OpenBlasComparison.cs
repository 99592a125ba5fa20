using Tiny.Nn.Backends;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Products;

/// <summary>Computes one matrix product in Tiny.Nn and in OpenBLAS, on equal random operands.</summary>
sealed class OpenBlasComparison
{
    readonly MatrixProductCase product;
    readonly Cpu<float> backend;
    readonly float[] a, b, openBlasResult;
    readonly ValueBuffer bufferA, bufferB, result;

    public OpenBlasComparison(MatrixProductCase product, Cpu<float> backend)
    {
        (this.product, this.backend) = (product, backend);
        var random = new RandomStream(1, "product");
        var (rows, columns, depth) = (product.Shape.Rows, product.Shape.Columns, product.Shape.Depth);
        (a, b, openBlasResult) = (RandomValues(rows * depth), RandomValues(depth * columns), new float[rows * columns]);
        (bufferA, bufferB, result) = (CreateBuffer(a), CreateBuffer(b), CreateBuffer(openBlasResult));

        float[] RandomValues(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)random.NextUniform(-1, 1))];
    }

    public void MultiplyWithTinyNn() => backend.Product(product.Shape, bufferA, bufferB, null, result);

    public void MultiplyWithOpenBlas() => OpenBlas.Product(product.Shape, a, b, openBlasResult);

    /// <summary>Checks that the results agree within the rounding error of float sums of length depth.</summary>
    /// <exception cref="LabException">The results differ by more than that.</exception>
    public void CheckAgreement()
    {
        var values = new float[openBlasResult.Length];
        backend.Read(result, values);
        var tolerance = 1e-6 * product.Shape.Depth;
        for (var index = 0; index < values.Length; index++)
            if (!(Math.Abs(values[index] - openBlasResult[index]) <= tolerance))
                throw new LabException(
                    $"gemm: {product}: element {index} is {values[index]}, OpenBLAS computes {openBlasResult[index]}; "
                    + "run the tests in Tiny.Nn.Tests/Backends");
    }

    ValueBuffer CreateBuffer(float[] values)
    {
        var buffer = backend.AllocateValues(values.Length);
        backend.Write(values, buffer);
        return buffer;
    }
}
