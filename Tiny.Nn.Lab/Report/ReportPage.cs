using Tiny.Nn.Data;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>The data that a report shows.</summary>
public sealed record ReportContent(
    NetworkDefinition Network, TrainingRecipe Recipe, RunSummary Summary, TrainingResult Training, Evaluation Test,
    Dataset TestData, Sequential Layers, NetworkInspector Inspector)
{
    public bool IsClassification => Recipe.IsClassification;

    /// <summary>The description of the data, with the names of the classes.</summary>
    public DataDescription Data => Network.Data;
}

/// <summary>
/// Writes <c>report.html</c>: a self-contained page with a header of key figures and one section per view of the
/// trained network.
/// </summary>
public static class ReportPage
{
    /// <summary>Returns the page's HTML.</summary>
    public static string Write(ReportContent run) => HtmlFragments.Page(Title(run), $"""
        {ReportHeader.Write(run)}
        {LearningCurvesSection.Write(run)}
        {(run.Test.Confusion is { } confusion ? ConfusionMatrixSection.Write(confusion, run.Data) : "")}
        {Predictions(run)}
        {FirstLayerWeightsSection.Write(run)}
        {DistributionsSection.Write(run)}
        {FeatureMapsSection.Write(run)}
        {ArchitectureSection.Write(run)}
        """);

    /// <summary>Tells the tabs of several reports apart.</summary>
    static string Title(ReportContent run) => string.Join(" · ", ((string[])
    [
        run.Network.Title,
        run.Test.Accuracy is { } accuracy ? $"{accuracy:P2}" : $"loss {run.Test.Loss:G3}",
        run.Summary.Data, $"seed {run.Summary.Seed}", $"{run.Summary.Epochs} epochs",
    ]).Distinct());

    static string Predictions(ReportContent run) =>
        run.Test.RSquared is not null ? PredictedValuesSection.Write(run.Test)
        : !run.Data.HasImages ? ""
        : run.IsClassification ? MisclassifiedImagesSection.Write(run)
        : ReconstructionsSection.Write(run);
}
