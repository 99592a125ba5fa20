using BenchmarkDotNet.Attributes;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Products;

namespace Tiny.Nn.Bench.Suites;

/// <summary>The matrix product on one thread.</summary>
public class ProductSuite
{
    Cpu<float> backend = null!;
    ValueBuffer a = null!, b = null!, c = null!;

    [ParamsSource(nameof(Cases))]
    public Sized<ProductShape> Product { get; set; } = null!;

    public static IEnumerable<Sized<ProductShape>> Cases =>
        from product in ProductCases.All
        select new Sized<ProductShape>(product.Name, product.Shape, new(Operations: Work.Operations(product.Shape)));

    [GlobalSetup]
    public void Begin()
    {
        backend = new(threads: 1);
        var shape = Product.What;
        a = Buffers.Random(backend, shape.Rows * shape.Depth, "a");
        b = Buffers.Random(backend, shape.Depth * shape.Columns, "b");
        c = backend.AllocateValues(shape.Rows * shape.Columns);
    }

    [GlobalCleanup]
    public void End() => backend.Dispose();

    [Benchmark]
    public void Multiply() => backend.Product(Product.What, a, b, null, c);
}
