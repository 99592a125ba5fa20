using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Tiny.Nn.Bench.Benchmarks;

/// <summary>
/// Work per second, from the parameter that says how much work a call is and the median of its time; hidden where it does not apply.
/// </summary>
class ThroughputColumn(string name, Func<WorkPerCall, double> work, string legend = "") : IColumn
{
    public string Id => name;

    public string ColumnName => name;

    public string Legend => legend.Length > 0 ? legend : $"{name}: work of the call ÷ median time";

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

    /// <summary>The cell's text for so much work a second.</summary>
    protected virtual string Show(double rate) => rate.ToString(rate < 100 ? "F1" : "N0", CultureInfo.InvariantCulture);

    double Work(BenchmarkCase one) =>
        one.Parameters.Items.Select(item => item.Value).OfType<IHasWorkPerCall>().Select(parameter => work(parameter.Work)).FirstOrDefault();
}

/// <summary>Operations per second as a share of what one core can do at most.</summary>
sealed class PeakFractionColumn() : ThroughputColumn("of peak", amount => amount.Operations,
    "of peak: operations per second ÷ those of multiply-adds on registers alone, on one thread")
{
    readonly Lazy<double> peak = new(PeakArithmeticRate.OperationsPerSecond);

    protected override string Show(double rate) => (rate / peak.Value).ToString("P0", CultureInfo.InvariantCulture);
}
