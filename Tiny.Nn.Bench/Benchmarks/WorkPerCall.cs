namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>
/// The work of one benchmark call: operations, bytes and samples, each 0 if not applicable. The throughput columns
/// divide it by the time.
/// </summary>
public readonly record struct WorkPerCall(double Operations = 0, double Bytes = 0, double Samples = 0);

/// <summary>A benchmark parameter that states the work per call.</summary>
public interface IHasWorkPerCall
{
    WorkPerCall Work { get; }
}

/// <summary>A benchmark parameter that consists of a value, a name for tables and the work per call.</summary>
public sealed record BenchmarkParameter<T>(string Name, T Value, WorkPerCall Work) : IHasWorkPerCall
{
    public override string ToString() => Name;
}
