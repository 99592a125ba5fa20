using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>Loss and accuracy over the epochs.</summary>
static class LearningCurves
{
    public static string Write(ReportContent run)
    {
        var epochs = run.Training.Epochs;
        var charts = LossChart([.. Curve("training", "first", epochs, epoch => epoch.TrainLoss),
            .. Curve("validation", "second", epochs, epoch => epoch.ValidationLoss)]);
        Curve[] accuracies = [.. Curve("validation", "second", epochs, epoch => 100 * epoch.ValidationAccuracy)];
        if (accuracies.Length > 0) charts += AccuracyChart(accuracies);
        return Html.Chapter("How it learned", $"""<div class="charts">{charts}</div>""");
    }

    static string LossChart(Curve[] curves)
    {
        var ticks = Chart.Ticks(0, Values(curves).Max());
        return new Chart("Loss", curves, 0, ticks[^1], loss => $"{loss:0.####}").Write();
    }

    static string AccuracyChart(Curve[] curves)
    {
        var ticks = Chart.Ticks(Math.Min(Values(curves).Min(), 99.9), 100);
        return new Chart("Accuracy", curves, ticks[0], 100, percent => $"{percent:0.##} %").Write();
    }

    static IEnumerable<double> Values(Curve[] curves) => curves.SelectMany(curve => curve.Points).Select(point => point.Y);

    /// <summary>One curve, or none where there are no values.</summary>
    static IEnumerable<Curve> Curve(string name, string kind, IEnumerable<EpochResult> epochs, Func<EpochResult, double?> value)
    {
        (double, double)[] points = [.. epochs.Where(epoch => value(epoch) is not null).Select(epoch => ((double)epoch.Epoch, value(epoch)!.Value))];
        return points.Length > 0 ? [new Curve(name, kind, points)] : [];
    }
}
