using BenchmarkDotNet.Attributes;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Products;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>Benchmarks of the matrix product on one thread.</summary>
public class MatrixProductBenchmarks
{
    Cpu<float> backend = null!;
    ValueBuffer a = null!, b = null!, c = null!;

    [ParamsSource(nameof(Cases))]
    public BenchmarkParameter<ProductShape> Product { get; set; } = null!;

    public static IEnumerable<BenchmarkParameter<ProductShape>> Cases =>
        from product in MatrixProductCases.All
        select new BenchmarkParameter<ProductShape>(
            product.Name, product.Shape, new(Operations: OperationCount.Of(product.Shape)));

    [GlobalSetup]
    public void Setup()
    {
        backend = new(threads: 1);
        var shape = Product.Value;
        a = RandomBuffers.Create(backend, shape.Rows * shape.Depth, "a");
        b = RandomBuffers.Create(backend, shape.Depth * shape.Columns, "b");
        c = backend.AllocateValues(shape.Rows * shape.Columns);
    }

    [GlobalCleanup]
    public void Cleanup() => backend.Dispose();

    [Benchmark]
    public void Multiply() => backend.Product(Product.Value, a, b, null, c);
}
