using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>The report's charts of loss and accuracy per epoch.</summary>
static class LearningCurvesSection
{
    const int Training = 0, Validation = 1;   // colors

    static readonly ChartAxis epochAxis = new("epoch", IsWhole: true);

    public static string Write(ReportContent run)
    {
        var epochs = run.Training.Epochs;
        var charts = new Chart("Loss", epochAxis, new("", From: 0),
            [.. Curve("training", Training, epochs, epoch => epoch.TrainLoss),
            .. Curve("validation", Validation, epochs, epoch => epoch.ValidationLoss)]).Write();
        Series[] accuracies =
            [.. Curve("training", Training, epochs, epoch => 100 * epoch.TrainAccuracy),
            .. Curve("validation", Validation, epochs, epoch => 100 * epoch.ValidationAccuracy)];
        if (accuracies.Length > 0) charts += AccuracyChart(accuracies);
        return HtmlFragments.Section("Learning curves", $"""<div class="charts">{charts}</div>""");
    }

    static string AccuracyChart(Series[] curves)
    {
        var lowest = curves.SelectMany(curve => curve.Points).Min(point => point.Y);
        var ticks = ChartAxis.Ticks(Math.Min(lowest, 99.9), 100);
        var axis = new ChartAxis("", ticks[0], 100, Format: percent => $"{percent:0.##} %");
        return new Chart("Accuracy", epochAxis, axis, curves).Write();
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
