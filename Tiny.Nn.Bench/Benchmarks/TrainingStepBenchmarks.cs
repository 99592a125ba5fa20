using BenchmarkDotNet.Attributes;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>
/// Benchmarks of a training step and its managed allocations, in each case of the command <c>peers</c>.
/// </summary>
public class TrainingStepBenchmarks
{
    TrainingStep step = null!;

    [ParamsSource(nameof(Cases))]
    public BenchmarkParameter<ComparisonCase> Net { get; set; } = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    public static IEnumerable<BenchmarkParameter<ComparisonCase>> Cases =>
        ComparisonCase.All.Select(row =>
            new BenchmarkParameter<ComparisonCase>($"{row.Net}, batch {row.Batch}", row, new(Samples: row.Batch)));

    [GlobalSetup]
    public void Setup() =>
        step = new(
            NetworkRegistry.Find(Net.Value.Net), Net.Value.Batch, new Cpu<float>(Threads), TrainingStep.Digits());

    [GlobalCleanup]
    public void Cleanup() => step.Dispose();

    [Benchmark]
    public void Run() => step.Run();
}
