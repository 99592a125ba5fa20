using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>The report's charts of loss and accuracy per epoch.</summary>
static class LearningCurvesSection
{
    public static string Write(ReportContent run)
    {
        var epochs = run.Training.Epochs;
        var charts = LossChart([.. Curve("training", "first", epochs, epoch => epoch.TrainLoss),
            .. Curve("validation", "second", epochs, epoch => epoch.ValidationLoss)]);
        ChartCurve[] accuracies = [.. Curve("validation", "second", epochs, epoch => 100 * epoch.ValidationAccuracy)];
        if (accuracies.Length > 0) charts += AccuracyChart(accuracies);
        return HtmlFragments.Section("Learning curves", $"""<div class="charts">{charts}</div>""");
    }

    static string LossChart(ChartCurve[] curves)
    {
        var ticks = LineChart.Ticks(0, Values(curves).Max());
        return new LineChart("Loss", curves, 0, ticks[^1], loss => $"{loss:0.####}").Write();
    }

    static string AccuracyChart(ChartCurve[] curves)
    {
        var ticks = LineChart.Ticks(Math.Min(Values(curves).Min(), 99.9), 100);
        return new LineChart("Accuracy", curves, ticks[0], 100, percent => $"{percent:0.##} %").Write();
    }

    static IEnumerable<double> Values(ChartCurve[] curves) =>
        curves.SelectMany(curve => curve.Points).Select(point => point.Y);

    /// <summary>Returns the curve of one value, or nothing if no epoch has the value.</summary>
    static IEnumerable<ChartCurve> Curve(
        string name, string cssClass, IEnumerable<EpochResult> epochs, Func<EpochResult, double?> value)
    {
        (double, double)[] points = [.. epochs
            .Where(epoch => value(epoch) is not null)
            .Select(epoch => ((double)epoch.Epoch, value(epoch)!.Value))];
        return points.Length > 0 ? [new ChartCurve(name, cssClass, points)] : [];
    }
}
