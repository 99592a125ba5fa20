using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>
/// A BenchmarkDotNet column for throughput: the work per call, which the benchmark's parameter states, divided by the
/// median time. The column is hidden if it does not apply.
/// </summary>
class ThroughputColumn(string name, Func<WorkPerCall, double> select, string legend = "") : IColumn
{
    public string Id => name;

    public string ColumnName => name;

    public string Legend => legend.Length > 0 ? legend : $"{name}: work per call ÷ median time";

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(one => Work(one) > 0);

    public bool IsDefault(Summary summary, BenchmarkCase one) => false;

    public string GetValue(Summary summary, BenchmarkCase one) => GetValue(summary, one, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase one, SummaryStyle style) =>
        summary[one]?.ResultStatistics is { } statistics && Work(one) > 0
            ? Show(Work(one) / (statistics.Median / 1e9))
            : "-";

    /// <summary>Formats a throughput, in units per second, for a cell.</summary>
    protected virtual string Show(double rate) => rate.ToString(rate < 100 ? "F1" : "N0", CultureInfo.InvariantCulture);

    double Work(BenchmarkCase one) =>
        one.Parameters.Items.Select(item => item.Value).OfType<IHasWorkPerCall>()
            .Select(parameter => select(parameter.Work)).FirstOrDefault();
}

/// <summary>
/// A column for the fraction of the peak: operations per second divided by the peak arithmetic rate of one core.
/// </summary>
sealed class PeakFractionColumn() : ThroughputColumn("of peak", work => work.Operations,
    "of peak: operations per second ÷ the peak arithmetic rate of one core")
{
    readonly Lazy<double> peak = new(() => PeakArithmeticRate.OperationsPerSecond());

    protected override string Show(double rate) => (rate / peak.Value).ToString("P0", CultureInfo.InvariantCulture);
}
