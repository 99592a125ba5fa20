using BenchmarkDotNet.Attributes;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>
/// Benchmarks of the bandwidth of elementwise primitives on one thread, with operands in the cache and in main memory.
/// </summary>
public class ElementwiseBenchmarks
{
    const int InCache = 1 << 13, InMemory = 1 << 22, Channels = 16;

    Cpu<float> backend = null!;
    ValueBuffer x = null!, y = null!, dy = null!, dx = null!;
    Action run = null!;

    [ParamsSource(nameof(Cases))]
    public BenchmarkParameter<(string Name, int Count)> Primitive { get; set; } = null!;

    /// <summary>The measured primitives, each with the number of buffers that it reads and writes.</summary>
    public static IEnumerable<BenchmarkParameter<(string, int)>> Cases =>
        from primitive in new (string Name, int Buffers)[]
        {
            ("Fill", 1), ("Map ReLU", 2), ("Map sigmoid", 2), ("Map tanh", 2),
            ("MapPullback ReLU", 3), ("MapPullback sigmoid", 3),
            ("MapBinary a + b", 3), ("MapBinary bias", 2), ("AddScaled (SGD)", 3), ("Sum", 1),
        }
        from count in new[] { InCache, InMemory }
        let bytes = (double)sizeof(float) * primitive.Buffers * count
        select new BenchmarkParameter<(string, int)>(
            $"{primitive.Name}, {count} elements", (primitive.Name, count), new(Bytes: bytes));

    [GlobalSetup]
    public void Setup()
    {
        backend = new(threads: 1);
        var count = Primitive.Value.Count;
        (x, dy) = (RandomBuffers.Create(backend, count, "x"), RandomBuffers.Create(backend, count, "dy"));
        (y, dx) = (RandomBuffers.Create(backend, count, "y"), backend.AllocateValues(count));
        run = CreateCall(Primitive.Value.Name, Shape.Of(count), Shape.Of(Channels, count / Channels));
    }

    [GlobalCleanup]
    public void Cleanup() => backend.Dispose();

    [Benchmark]
    public void Run() => run();

    /// <summary>
    /// Returns the call to measure. The pullback of ReLU or sigmoid reads the output and its gradient, and writes the
    /// gradient of the input.
    /// </summary>
    Action CreateCall(string name, Shape all, Shape rows) => name switch
    {
        "Fill" => () => backend.Fill(1, y),
        "Map ReLU" => () => backend.Map(new Relu(), x, y),
        "Map sigmoid" => () => backend.Map(new Sigmoid(), x, y),
        "Map tanh" => () => backend.Map(new HyperbolicTangent(), x, y),
        "MapPullback ReLU" => () => backend.MapPullback(new Relu(), y, y, dy, dx),
        "MapPullback sigmoid" => () => backend.MapPullback(new Sigmoid(), y, y, dy, dx),
        "MapBinary a + b" => () =>
            backend.MapBinary(new Addition(), all, x, StridedView.Of(all), dy, StridedView.Of(all), y),
        "MapBinary bias" => () => backend.MapBinary(
            new Addition(), rows, x, StridedView.Of(rows), dy, StridedView.Broadcast([Channels, 1], rows), y),
        "AddScaled (SGD)" => () => backend.AddScaled(-1e-9, x, 1, y),
        "Sum" => () => backend.Sum(1, 1, Channels, rows[1], x, y),
        _ => throw new ArgumentException($"ElementwiseBenchmarks: unknown primitive '{name}'"),
    };
}
