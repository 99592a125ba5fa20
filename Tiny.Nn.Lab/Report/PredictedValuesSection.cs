using System.Globalization;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>
/// The report's charts of a regression: predicted against true values, and residuals, for each output.
/// </summary>
public static class PredictedValuesSection
{
    const int MaximumOutputs = 4, MaximumPoints = 1000;

    /// <param name="evaluation">The evaluation of a regression, with predicted values.</param>
    public static string Write(Evaluation evaluation)
    {
        var outputs = evaluation.Targets.ExampleShape.Count;
        var charts = Enumerable.Range(0, Math.Min(MaximumOutputs, outputs))
            .Select(output => Charts(evaluation, output, outputs));
        var lead = string.Create(CultureInfo.InvariantCulture,
            $"R² {NumberText.Fixed(evaluation.RSquared, 4)}, mean absolute error {evaluation.MeanAbsoluteError:G4}. ");
        if (outputs > MaximumOutputs) lead += $"The first {MaximumOutputs} of {outputs:N0} outputs. ";
        return HtmlFragments.Section("Predicted values", $"""<div class="charts">{string.Concat(charts)}</div>""",
            lead + "Exact predictions are on the dashed lines; a residual is the predicted minus the true value.");
    }

    static string Charts(Evaluation evaluation, int output, int outputs)
    {
        float[] predicted = evaluation.Predictions!.Values, targets = evaluation.Targets.Values;
        var count = targets.Length / outputs;
        var shown = Math.Min(MaximumPoints, count);
        (double True, double Predicted)[] points = [.. Enumerable.Range(0, shown)
            .Select(point => (int)((long)point * count / shown) * outputs + output)
            .Select(index => ((double)targets[index], (double)predicted[index]))];
        points = [.. points.Where(point => double.IsFinite(point.Predicted))];
        var suffix = outputs == 1 ? "" : $" of output {output}";
        return Draw($"Predicted against true values{suffix}", "true", "predicted", points, slope: 1)
            + Draw($"Residuals{suffix}", "predicted", "residual",
                [.. points.Select(point => (point.Predicted, point.Predicted - point.True))], slope: 0);
    }

    /// <summary>Returns a chart of points, with the line y = slope·x for exact predictions.</summary>
    static string Draw(string title, string x, string y, (double X, double Y)[] points, double slope)
    {
        var (from, to) = (points.Select(point => point.X).DefaultIfEmpty(0).Min(),
            points.Select(point => point.X).DefaultIfEmpty(1).Max());
        return new Chart(title, new(x), new(y),
            new Series("exact", [(from, slope * from), (to, slope * to)], Color: 1,
                SeriesStyle.DashedLine),
            new Series(y, points, Style: SeriesStyle.Points)).Write();
    }
}
