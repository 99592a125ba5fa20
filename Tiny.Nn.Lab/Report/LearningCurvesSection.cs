using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>The report's charts of loss and accuracy per epoch.</summary>
static class LearningCurvesSection
{
    const int Training = 0, Validation = 1;   // colors

    public static string Write(ReportContent run)
    {
        var epochs = run.Training.Epochs;
        List<Chart> charts = [EpochCharts.Loss("Loss",
            [.. Curve("training", Training, epochs, epoch => epoch.TrainLoss),
            .. Curve("validation", Validation, epochs, epoch => epoch.ValidationLoss)])];
        Series[] accuracies =
            [.. Curve("training", Training, epochs, epoch => 100 * epoch.TrainAccuracy),
            .. Curve("validation", Validation, epochs, epoch => 100 * epoch.ValidationAccuracy)];
        if (accuracies.Length > 0) charts.Add(EpochCharts.Accuracy("Accuracy", accuracies));
        return HtmlFragments.Section("Learning curves", HtmlFragments.Charts(charts));
    }

    /// <summary>Returns the curve of one value, or nothing if no epoch has the value.</summary>
    static IEnumerable<Series> Curve(
        string name, int color, IEnumerable<EpochResult> epochs, Func<EpochResult, double?> value)
    {
        (double, double)[] points = [.. epochs
            .Where(epoch => value(epoch) is not null)
            .Select(epoch => ((double)epoch.Epoch, value(epoch)!.Value))];
        return points.Length > 0 ? [new Series(name, points, color)] : [];
    }
}
