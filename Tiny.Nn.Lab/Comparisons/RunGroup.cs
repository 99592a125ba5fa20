using Tiny.Nn.Lab.Report;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Comparisons;

/// <summary>Runs with the same settings and different seeds.</summary>
/// <param name="Name">The name in legends and tables.</param>
/// <param name="Planned">The number of runs that the group will have.</param>
public sealed record RunGroup(string Name, IReadOnlyList<RunRecord> Runs, int Planned)
{
    public RunGroup(string name, IReadOnlyList<RunRecord> runs) : this(name, runs, runs.Count) { }

    /// <summary>Returns a result of the runs that have it; null if none has.</summary>
    public Sample? Measure(Func<RunSummary, double?> value)
    {
        double[] values = [.. Runs.Select(run => run.Summary).OfType<RunSummary>().Select(value).OfType<double>()];
        return values.Length == 0 ? null : new(values);
    }

    /// <summary>
    /// Returns the differences to another group's results, paired by seed; null if no seed has both results.
    /// </summary>
    public Sample? MeasureDifference(RunGroup other, Func<RunSummary, double?> value)
    {
        double[] differences =
        [
            .. from run in Runs
               from its in other.Runs
               where run.Settings.Seed == its.Settings.Seed && run.Summary is not null && its.Summary is not null
               let difference = value(run.Summary!) - value(its.Summary!)
               where difference is not null
               select difference.Value,
        ];
        return differences.Length == 0 ? null : new(differences);
    }

    /// <summary>
    /// Returns the curve of the mean over the runs, with the deviation as a band; null if no epoch has the value.
    /// </summary>
    public Series? Curve(int index, Func<EpochResult, double?> value)
    {
        var epochs = Runs.SelectMany(run => run.Epochs)
            .Where(epoch => value(epoch) is { } number && double.IsFinite(number))
            .GroupBy(epoch => epoch.Epoch, epoch => value(epoch)!.Value).OrderBy(epoch => epoch.Key)
            .Select(epoch => (Epoch: (double)epoch.Key, Values: new Sample(epoch))).ToArray();
        if (epochs.Length == 0) return null;
        return new(Name, [.. epochs.Select(epoch => (epoch.Epoch, epoch.Values.Mean))], index % Chart.Colors,
            index < Chart.Colors ? SeriesStyle.LineWithPoints : SeriesStyle.DashedLine)
        {
            Spread = Runs.Count > 1 ? [.. epochs.Select(epoch => epoch.Values.Deviation)] : null,
        };
    }
}
