using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>The BenchmarkDotNet configuration: few iterations, allocation columns and throughput columns.</summary>
static class BenchmarkConfig
{
    const int WarmUps = 3, Iterations = 7, ParameterWidth = 60;

    /// <param name="arguments">The command line; a <c>--job</c> option replaces the default job.</param>
    public static IConfig Create(string[] arguments) => ManualConfig.CreateEmpty()
        .AddJob(arguments.Any(argument => argument is "--job" or "-j")
            ? []
            : [Job.Default.WithWarmupCount(WarmUps).WithIterationCount(Iterations)])
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params,
            DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
        .AddColumn(
            new ThroughputColumn("GFLOP/s", work => work.Operations / 1e9),
            new PeakFractionColumn(),
            new ThroughputColumn("GB/s", work => work.Bytes / 1e9),
            new ThroughputColumn("samples/s", work => work.Samples))
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(ParameterWidth));
}
