using BenchmarkDotNet.Attributes;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>
/// Loops of little arithmetic on one thread, once where the numbers stay in the cache and once where they come from memory: how near they
/// come to what memory can deliver.
/// </summary>
public class ElementwiseBenchmarks
{
    const int InCache = 1 << 13, InMemory = 1 << 22, Channels = 16;

    Cpu<float> backend = null!;
    ValueBuffer x = null!, y = null!, dy = null!, dx = null!;
    Action run = null!;

    [ParamsSource(nameof(Cases))]
    public BenchmarkParameter<(string Name, int Count)> Loop { get; set; } = null!;

    /// <summary>Each loop with the buffers it reads and writes.</summary>
    public static IEnumerable<BenchmarkParameter<(string, int)>> Cases =>
        from loop in new (string Name, int Buffers)[]
        {
            ("Fill", 1), ("Map ReLU", 2), ("Map sigmoid", 2), ("Map tanh", 2), ("MapPullback ReLU", 3), ("MapPullback sigmoid", 3),
            ("Zip a + b", 3), ("Zip bias", 2), ("Combine (SGD)", 3), ("Sum", 1),
        }
        from count in new[] { InCache, InMemory }
        let bytes = (double)sizeof(float) * loop.Buffers * count
        select new BenchmarkParameter<(string, int)>($"{loop.Name}, {count} numbers", (loop.Name, count), new(Bytes: bytes));

    [GlobalSetup]
    public void Begin()
    {
        backend = new(threads: 1);
        var count = Loop.Value.Count;
        (x, dy) = (RandomBuffers.Create(backend, count, "x"), RandomBuffers.Create(backend, count, "dy"));
        (y, dx) = (RandomBuffers.Create(backend, count, "y"), backend.AllocateValues(count));
        run = Action(Loop.Value.Name, Shape.Of(count), Shape.Of(Channels, count / Channels));
    }

    [GlobalCleanup]
    public void End() => backend.Dispose();

    [Benchmark]
    public void Run() => run();

    /// <summary>A ReLU or sigmoid that is pulled back reads its own value and the gradient, and writes one: three buffers.</summary>
    Action Action(string name, Shape all, Shape rows) => name switch
    {
        "Fill" => () => backend.Fill(1, y),
        "Map ReLU" => () => backend.Map(new Relu(), x, y),
        "Map sigmoid" => () => backend.Map(new Sigmoid(), x, y),
        "Map tanh" => () => backend.Map(new HyperbolicTangent(), x, y),
        "MapPullback ReLU" => () => backend.MapPullback(new Relu(), y, y, dy, dx),
        "MapPullback sigmoid" => () => backend.MapPullback(new Sigmoid(), y, y, dy, dx),
        "Zip a + b" => () => backend.MapBinary(new Addition(), all, x, StridedView.Of(all), dy, StridedView.Of(all), y),
        "Zip bias" => () => backend.MapBinary(new Addition(), rows, x, StridedView.Of(rows), dy, StridedView.Broadcast([Channels, 1], rows), y),
        "Combine (SGD)" => () => backend.AddScaled(-1e-9, x, 1, y),
        "Sum" => () => backend.Sum(1, 1, Channels, rows[1], x, y),
        _ => throw new ArgumentException($"ElementwiseSuite: there is no loop '{name}'"),
    };
}
