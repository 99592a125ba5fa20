using BenchmarkDotNet.Attributes;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Suites;

/// <summary>The whole training step of each row of the table, alone: our side of <c>peers</c>, with what it allocates.</summary>
public class StepSuite
{
    TrainingStep step = null!;

    [ParamsSource(nameof(Cases))]
    public Sized<Comparison> Net { get; set; } = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    public static IEnumerable<Sized<Comparison>> Cases =>
        Comparison.All.Select(row => new Sized<Comparison>($"{row.Net}, batch {row.Batch}", row, new(Samples: row.Batch)));

    [GlobalSetup]
    public void Begin() =>
        step = new(Networks.Find(Net.What.Net), Net.What.Batch, new Cpu<float>(Threads), TrainingStep.Digits());

    [GlobalCleanup]
    public void End() => step.Dispose();

    [Benchmark]
    public void Run() => step.Run();
}
