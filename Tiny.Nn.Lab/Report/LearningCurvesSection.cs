using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>The report's charts per epoch: loss on two scales, accuracy, learning rate if it changes.</summary>
static class LearningCurvesSection
{
    const int Training = 0, Validation = 1, Rate = 2;   // colors

    const string Lead = "The training curves are means over the epoch, each example with the weights before its step "
        + "and with any dropout and augmentation; the validation curves are measured after the epoch.";

    public static string Write(ReportContent run)
    {
        var epochs = run.Training.Epochs;
        Series[] losses =
            [.. Curve("training", Training, epochs, epoch => epoch.TrainLoss),
            .. Curve("validation", Validation, epochs, epoch => epoch.ValidationLoss)];
        List<Chart> charts = [EpochCharts.Loss("Loss", losses)];
        Series[] accuracies =
            [.. Curve("training", Training, epochs, epoch => 100 * epoch.TrainAccuracy),
            .. Curve("validation", Validation, epochs, epoch => 100 * epoch.ValidationAccuracy)];
        if (accuracies.Length > 0) charts.Add(EpochCharts.Accuracy("Accuracy", accuracies));
        if (epochs.Count > 2 && losses.SelectMany(curve => curve.Points).All(point => point.Y > 0))
            charts.Add(EpochCharts.LogarithmicLoss("Loss, logarithmic", losses));
        if (epochs.Select(epoch => epoch.Rate).Distinct().Count() > 1)
            charts.Add(EpochCharts.Loss("Learning rate", [.. Curve("", Rate, epochs, epoch => epoch.Rate)]));
        return HtmlFragments.Section("Learning curves", HtmlFragments.Charts(charts), Lead);
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
