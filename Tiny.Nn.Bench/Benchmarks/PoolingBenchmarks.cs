using BenchmarkDotNet.Attributes;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>
/// Benchmarks of 2×2 pooling and its transposes on one thread, on the feature maps of the first layer of the
/// network v3.
/// </summary>
public class PoolingBenchmarks
{
    const int Length = 24, Kernel = 2, Channels = 20;

    Cpu<float> backend = null!;
    ValueBuffer x = null!, y = null!;
    IndexBuffer indices = null!;
    PoolingShape shape = null!;
    Action run = null!;

    [ParamsSource(nameof(Cases))]
    public BenchmarkParameter<(string Name, int Batch)> Pool { get; set; } = null!;

    /// <summary>
    /// The benchmark cases. Primitives with argmax indices also read or write a third buffer of the output's length.
    /// </summary>
    public static IEnumerable<BenchmarkParameter<(string, int)>> Cases =>
        from primitive in new (string Name, bool HasIndices)[]
        {
            ("MaxPool", true), ("ScatterAdd", true), ("SumPool", false), ("SumPoolBackward", false),
        }
        from batch in new[] { 10, 128 }
        let outputs = Planes(batch).Planes * Planes(batch).Window.OutputCount
        let inputs = Planes(batch).Planes * Planes(batch).Window.InputCount
        select new BenchmarkParameter<(string, int)>(
            $"{primitive.Name} {Length}² to {Length / Kernel}², {Channels} channels, batch {batch}",
            (primitive.Name, batch),
            new(Bytes: (double)sizeof(float) * (inputs + outputs * (primitive.HasIndices ? 2 : 1))));

    [GlobalSetup]
    public void Setup()
    {
        backend = new(threads: 1);
        shape = Planes(Pool.Value.Batch);
        var (inputs, outputs) = (shape.Window.InputCount, shape.Window.OutputCount);
        (x, y) = (
            RandomBuffers.Create(backend, shape.Planes * inputs, "x"), backend.AllocateValues(shape.Planes * outputs));
        indices = backend.AllocateIndices(shape.Planes * outputs);
        backend.MaxPool(shape, x, y, indices);
        run = Pool.Value.Name switch
        {
            "MaxPool" => () => backend.MaxPool(shape, x, y, indices),
            "ScatterAdd" => () => backend.ScatterAdd(shape.Planes, inputs, outputs, y, indices, x),
            "SumPool" => () => backend.SumPool(shape, x, y),
            "SumPoolBackward" => () => backend.SumPoolBackward(shape, y, x),
            var name => throw new ArgumentException($"PoolingBenchmarks: unknown primitive '{name}'"),
        };
    }

    [GlobalCleanup]
    public void Cleanup() => backend.Dispose();

    [Benchmark]
    public void Run() => run();

    static PoolingShape Planes(int batch)
    {
        var window = Window.ForConvolution(Length, Kernel, stride: Kernel);
        return new(batch * Channels, SpatialWindow.Of(window, window));
    }
}
