using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>How the suites are measured and shown: few iterations, the memory of each call, and the columns of this folder.</summary>
static class BenchmarkConfig
{
    const int WarmUps = 3, Iterations = 7, ParameterWidth = 60;

    /// <param name="arguments">The command line; a <c>--job</c> there takes the place of ours.</param>
    public static IConfig Create(string[] arguments) => ManualConfig.CreateEmpty()
        .AddJob(arguments.Any(argument => argument is "--job" or "-j")
            ? []
            : [Job.Default.WithWarmupCount(WarmUps).WithIterationCount(Iterations)])
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Statistics,
            DefaultColumnProviders.Metrics)
        .AddColumn(
            new ThroughputColumn("GFLOP/s", amount => amount.Operations / 1e9),
            new PeakFractionColumn(),
            new ThroughputColumn("GB/s", amount => amount.Bytes / 1e9),
            new ThroughputColumn("samples/s", amount => amount.Samples))
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(ParameterWidth));
}
