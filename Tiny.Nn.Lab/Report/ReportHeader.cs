using System.Globalization;

namespace Tiny.Nn.Lab.Report;

/// <summary>The top of the report: what was trained, how well it does, and the numbers behind it.</summary>
static class ReportHeader
{
    const int StripWidth = 56;

    public static string Write(ReportContent run) => $"""
        <header>
        <p class="brand">Tiny.Nn <span>training report</span></p>
        <h1>{HtmlFragments.Text(run.Network.Name)}</h1>
        <p class="lead">{HtmlFragments.Text(Capital(run.Network.Summary))}.</p>
        {SampleImages(run)}
        <div class="figures">{Headline(run)}{string.Concat(Figures(run).Select(figure => Figure(figure.Value, figure.Name)))}</div>
        <dl>{string.Concat(Settings(run).Select(setting => $"<div><dt>{setting.Name}</dt><dd>{HtmlFragments.Text(setting.Value)}</dd></div>"))}</dl>
        </header>
        """;

    static string Headline(ReportContent run)
    {
        var count = run.TestData.Count;
        return run.Test.Accuracy is { } accuracy
            ? Figure(Percent(accuracy), $"test accuracy: {EvaluationText.MisclassifiedCount(accuracy, count):N0} of {count:N0} misread", "headline")
            : Figure($"{run.Test.Loss:F5}", $"squared error per pixel, on {count:N0} test images", "headline");
    }

    static IEnumerable<(string Name, string Value)> Figures(ReportContent run)
    {
        var summary = run.Summary;
        if (summary.ValidationAccuracy is { } accuracy) yield return ("validation accuracy", Percent(accuracy));
        yield return ("parameters", $"{summary.Parameters:N0}");
        yield return ("training time", FormatDuration(summary.Seconds));
        yield return ("samples per second", $"{summary.SamplesPerSecond:N0}");
        yield return ("best epoch", $"{summary.BestEpoch}<small> of {summary.Epochs}</small>");
    }

    static IEnumerable<(string Name, string Value)> Settings(ReportContent run)
    {
        var (recipe, summary) = (run.Recipe, run.Summary);
        yield return ("data", summary.Data + (recipe.Expand ? ", expanded" : ""));
        yield return ("optimizer", recipe.Optimizer + (recipe.Momentum > 0 ? $", momentum {Number(recipe.Momentum)}" : ""));
        yield return ("rate", Number(recipe.Rate) + (recipe.ScheduleName == "constant" ? "" : $", {recipe.ScheduleName}"));
        if (recipe.Lambda > 0) yield return ("L2 penalty λ", Number(recipe.Lambda));
        yield return ("batch", $"{summary.Batch}");
        yield return ("seed", $"{summary.Seed}");
        yield return ("machine", $"{summary.Backend}, {summary.Threads} {(summary.Threads == 1 ? "thread" : "threads")}");
    }

    /// <summary>One test image of each class, as a frieze.</summary>
    static string SampleImages(ReportContent run)
    {
        var labels = run.TestData.Labels();
        var first = Enumerable.Range(0, run.TestData.Classes).Select(digit => Array.IndexOf(labels, digit)).Where(example => example >= 0);
        var pictures = first.Select(example =>
            HtmlFragments.GrayscaleImage(ColorMappedImage.Grayscale(run.TestData.Input(example), NetworkDefinition.InputShape[2]), StripWidth, $"a {labels[example]} of the test set"));
        return $"""<div class="strip">{string.Concat(pictures)}</div>""";
    }

    static string Figure(string value, string name, string kind = "") =>
        $"""<div class="figure {kind}"><b>{value}</b><span>{name}</span></div>""";

    static string Percent(double share) => $"{100 * share:F2}<small> %</small>";

    static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    static string FormatDuration(double seconds) => seconds < 100
        ? $"{seconds:F1}<small> s</small>"
        : $"{(int)seconds / 60}<small> min </small>{(int)seconds % 60:00}<small> s</small>";

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
