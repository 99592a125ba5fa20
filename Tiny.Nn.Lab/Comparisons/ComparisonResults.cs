using System.Globalization;

namespace Tiny.Nn.Lab.Comparisons;

/// <summary>
/// The table of results of a comparison: mean ± standard deviation over the seeds of each group, and the difference to
/// the first row, paired by seed. Accuracies are in percent; without any, the table has losses.
/// </summary>
static class ComparisonResults
{
    /// <summary>The number of columns that fit a terminal: settings, runs, test result and difference.</summary>
    public const int MainColumns = 4;

    const string None = "–";

    /// <summary>Returns the table's columns, and one row per group.</summary>
    public static (string[] Columns, IReadOnlyList<string[]> Rows) Of(Comparison comparison)
    {
        var first = comparison.Groups[0];
        var isAccuracy = comparison.Runs.Any(run => run.Summary?.TestAccuracy is not null);
        var (unit, format) = isAccuracy ? ("accuracy, %", "F2") : ("loss", "G4");
        string[] columns =
            ["settings", "runs", $"test {unit}", "difference", $"validation {unit}", $"training {unit}", "best epoch",
            "seconds"];
        return (columns, [.. comparison.Groups.Select(Row)]);

        string[] Row(RunGroup group) =>
        [
            group.Name,
            group.Runs.Count == group.Planned ? $"{group.Planned}" : $"{group.Runs.Count} of {group.Planned}",
            Text(group.Measure(Test), format),
            group == first ? None : Signed(group.MeasureDifference(first, Test), format),
            Text(group.Measure(Validation), format), Text(group.Measure(Training), format),
            Text(group.Measure(run => run.BestEpoch), "0.#"),
            group.Measure(run => run.Seconds)?.Mean.ToString("F1", CultureInfo.InvariantCulture) ?? None,
        ];

        double? Test(RunSummary run) => isAccuracy ? 100 * run.TestAccuracy : run.TestLoss;

        double? Validation(RunSummary run) => isAccuracy ? 100 * run.ValidationAccuracy : run.ValidationLoss;

        double? Training(RunSummary run) => isAccuracy ? 100 * run.TrainAccuracy : run.TrainLoss;
    }

    // Without breaks, so that a narrow page does not separate a deviation from its mean.
    static string Text(Sample? sample, string format) => sample?.ToString(format).Replace(' ', '\u00A0') ?? None;

    static string Signed(Sample? sample, string format) =>
        sample is null ? None : (sample.Mean > 0 ? "+" : "") + Text(sample, format).Replace('-', '−');
}
