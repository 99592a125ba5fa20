using Tiny.Nn.Lab.Report;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Comparisons;

/// <summary>
/// Writes a comparison's <c>report.html</c>: the table of results, the curves of all groups, and the settings in which
/// they differ.
/// </summary>
static class ComparisonPage
{
    /// <summary>Returns the page's HTML.</summary>
    /// <param name="title">The name of the comparison.</param>
    public static string Write(string title, Comparison comparison)
    {
        var (columns, rows) = ComparisonResults.Of(comparison);
        return HtmlFragments.Page(title, $"""
            <header>
            <p class="brand">Tiny.Nn <span>comparison</span></p>
            <h1>{HtmlFragments.Text(title)}</h1>
            <p class="lead">{HtmlFragments.Text(string.Join(" · ", comparison.Groups.Select(group => group.Name)))}</p>
            <dl>{string.Concat(Facts(comparison).Select(fact =>
                $"<div><dt>{fact.Name}</dt><dd>{HtmlFragments.Text(fact.Value)}</dd></div>"))}</dl>
            </header>
            {HtmlFragments.Section("Results", HtmlFragments.Table(columns, rows),
                "Mean ± standard deviation over the seeds, with the weights of the best epoch. Differences are to the "
                + "first row and paired: only runs with the same seed are subtracted.")}
            {HtmlFragments.Section("Learning curves", HtmlFragments.Charts([.. Charts(comparison)]),
                "The mean over the runs that reached the epoch; the band is one standard deviation to each side. "
                + "Training values count each example before its step, with dropout and augmentation.")}
            {HtmlFragments.Section("Settings that differ", Differences(comparison),
                "All other options are equal, apart from the seeds.")}
            """);
    }

    static IEnumerable<(string Name, string Value)> Facts(Comparison comparison)
    {
        var runs = comparison.Runs.ToArray();
        var planned = comparison.Groups.Sum(group => group.Planned);
        yield return ("data", string.Join(", ", runs.Select(run => run.Summary?.Data).OfType<string>().Distinct()));
        yield return ("networks", string.Join(", ", runs.Select(run => run.Settings.Net).Distinct()));
        yield return ("runs", runs.Length == planned ? $"{planned}" : $"{runs.Length} of {planned}");
        yield return ("seeds", string.Join(", ", runs.Select(run => run.Settings.Seed).Distinct().Order()));
        yield return ("training time", $"{runs.Sum(run => run.Summary?.Seconds ?? 0):F0} s");
    }

    static IEnumerable<Chart> Charts(Comparison comparison)
    {
        var accuracy = Curves(epoch => 100 * epoch.ValidationAccuracy);
        if (accuracy.Length > 0) yield return EpochCharts.Accuracy("Validation accuracy", accuracy);
        var loss = Curves(epoch => epoch.ValidationLoss);
        if (loss.Length > 0) yield return EpochCharts.Loss("Validation loss", loss);
        var trained = Curves(epoch => 100 * epoch.TrainAccuracy);
        if (trained.Length > 0) yield return EpochCharts.Accuracy("Training accuracy", trained);
        yield return EpochCharts.Loss("Training loss", Curves(epoch => epoch.TrainLoss));

        Series[] Curves(Func<EpochResult, double?> value) =>
            [.. comparison.Groups.Index().Select(group => group.Item.Curve(group.Index, value)).OfType<Series>()];
    }

    static string Differences(Comparison comparison)
    {
        (string Option, IReadOnlyList<string> Values)[] differences = [.. comparison.Differences];
        return differences.Length == 0
            ? """<p class="note">None.</p>"""
            : HtmlFragments.Table(["option", .. comparison.Groups.Select(group => group.Name)],
                differences.Select(one => new[] { $"--{one.Option}" }.Concat(one.Values).ToArray()),
                "values options");
    }
}
