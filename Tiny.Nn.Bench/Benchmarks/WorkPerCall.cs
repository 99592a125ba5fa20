namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>What one call of a benchmark gets done; 0 for what does not apply. The columns divide it by the time.</summary>
public readonly record struct WorkPerCall(double Operations = 0, double Bytes = 0, double Samples = 0);

/// <summary>A benchmark's parameter that knows how much work it stands for.</summary>
public interface IHasWorkPerCall
{
    WorkPerCall Work { get; }
}

/// <summary>A thing to measure, with a name for tables and its amount of work.</summary>
public sealed record BenchmarkParameter<T>(string Name, T Value, WorkPerCall Work) : IHasWorkPerCall
{
    public override string ToString() => Name;
}
