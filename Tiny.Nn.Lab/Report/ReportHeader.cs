using System.Globalization;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Report;

/// <summary>The report's header: network, test accuracy, key figures and hyperparameters.</summary>
static class ReportHeader
{
    const int SampleWidth = 56, MaximumSamples = 30;

    public static string Write(ReportContent run) => $"""
        <header>
        <p class="brand">Tiny.Nn <span>training report</span></p>
        <h1>{HtmlFragments.Text(run.Network.Title)}</h1>
        <p class="lead">{HtmlFragments.Text(Lead(run.Network))}.</p>
        {SampleImages(run)}
        <div class="figures">
        {Headline(run)}{string.Concat(Figures(run).Select(figure => Figure(figure.Value, figure.Name)))}
        </div>
        <dl>{string.Concat(Settings(run).Select(Setting))}</dl>
        {Command(run.Summary)}
        </header>
        """;

    static string Command(RunSummary summary) => $"""
        <p class="note">Made by version {HtmlFragments.Text(summary.Version)}. To repeat it:
        <code>{ProgramName.Command} {HtmlFragments.Text(summary.Command)}</code></p>
        """;

    static string Headline(ReportContent run)
    {
        var count = run.TestData.Count;
        var noun = run.Data.HasImages ? "images" : "rows";
        if (run.Test.RSquared is { } rSquared)
            return Figure(NumberText.Fixed(rSquared, 4), $"R² on the test set ({count:N0} {noun}); mean absolute error "
                + string.Create(CultureInfo.InvariantCulture, $"{run.Test.MeanAbsoluteError:G4}"), "headline");
        if (run.Test.Accuracy is not { } accuracy)
            return Figure(NumberText.Fixed(run.Test.Loss, 5),
                $"mean squared error per {(run.Data.HasImages ? "pixel" : "value")} on the test set "
                + $"({count:N0} {noun})", "headline");
        var misclassified = EvaluationText.MisclassifiedCount(accuracy, count);
        return Figure(Percent(accuracy),
            $"accuracy on the test set: {misclassified:N0} of {count:N0} {noun} misclassified", "headline");
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
        yield return ("dataset", summary.Data + (recipe.Expand ? ", expanded by one-pixel shifts" : ""));
        yield return ("optimizer",
            recipe.Optimizer + (recipe.Momentum > 0 ? $", momentum {Format(recipe.Momentum)}" : ""));
        yield return ("learning rate",
            Format(recipe.Rate) + (recipe.ScheduleText == "constant" ? "" : $", {recipe.ScheduleText} schedule"));
        foreach (var setting in Regularization(recipe)) yield return setting;
        yield return ("batch size", $"{summary.Batch}");
        yield return ("seed", $"{summary.Seed}");
        yield return ("backend",
            $"{summary.Backend}, {summary.Threads} {(summary.Threads == 1 ? "thread" : "threads")}");
    }

    /// <summary>Returns the settings that are 0 or absent in most runs.</summary>
    static IEnumerable<(string Name, string Value)> Regularization(TrainingRecipe recipe)
    {
        if (recipe.Lambda > 0) yield return ("L2 penalty λ", Format(recipe.Lambda));
        if (recipe.L1 > 0) yield return ("L1 penalty λ₁", Format(recipe.L1));
        if (recipe.Dropout is { } p) yield return ("dropout", Format(p));
        if (recipe.Smoothing > 0) yield return ("label smoothing", Format(recipe.Smoothing));
        if (recipe.Clip > 0) yield return ("gradient norm", $"at most {Format(recipe.Clip)}");
        if (recipe.Augmentation is { } augmentation)
            yield return ("augmentation", AugmentationText.Format(augmentation));
        if (recipe.Patience > 0) yield return ("early stopping", $"patience {recipe.Patience}");
        if (recipe.Examples > 0) yield return ("training images", $"the first {recipe.Examples:N0}");
    }

    /// <summary>Returns the first test image of each class, side by side; nothing for a table.</summary>
    static string SampleImages(ReportContent run)
    {
        if (!run.Data.HasImages || run.TestData.Classes == 0) return "";
        var labels = run.TestData.Labels();
        var examples = Enumerable.Range(0, run.TestData.Classes)
            .Select(digit => Array.IndexOf(labels, digit)).Where(example => example >= 0);
        var images = examples.Take(MaximumSamples).Select(example => HtmlFragments.ExampleImage(
            run.TestData, example, SampleWidth,
            $"test image {example}, label {run.Data.ClassName(labels[example])}"));
        return $"""<div class="strip">{string.Concat(images)}</div>""";
    }

    static string Setting((string Name, string Value) setting) =>
        $"<div><dt>{setting.Name}</dt><dd>{HtmlFragments.Text(setting.Value)}</dd></div>";

    static string Figure(string value, string name, string cssClass = "") =>
        $"""<div class="figure {cssClass}"><b>{value}</b><span>{name}</span></div>""";

    static string Percent(double fraction) => $"{100 * fraction:F2}<small> %</small>";

    static string Format(double value) => value.ToString(CultureInfo.InvariantCulture);

    static string FormatDuration(double seconds) => seconds < 100
        ? $"{seconds:F1}<small> s</small>"
        : $"{(int)seconds / 60}<small> min </small>{(int)seconds % 60:00}<small> s</small>";

    static string Lead(NetworkDefinition network) => network.Layers is { } line
        ? $"A network that {Verb(network.Data.Task)}: {line}"
        : char.ToUpperInvariant(network.Summary[0]) + network.Summary[1..];

    static string Verb(LearningTask task) => task switch
    {
        LearningTask.Classify => "classifies",
        LearningTask.Regress => "predicts numbers",
        _ => "reconstructs its input",
    };
}
