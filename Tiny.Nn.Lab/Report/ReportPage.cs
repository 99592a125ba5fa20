using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>All that a report tells.</summary>
public sealed record ReportContent(NetworkDefinition Network, TrainingRecipe Recipe, RunSummary Summary, TrainingResult Training, Evaluation Test,
    Dataset TestData, Sequential Layers, NetworkInspector Inspection)
{
    public bool IsClassification => Recipe.Objective.IsClassification;
}

/// <summary>
/// <c>report.html</c>: one page that holds everything it shows, and fetches nothing. It is a header with the key figures and a chapter
/// for each way to look at a trained network.
/// </summary>
public static class ReportPage
{
    /// <summary>The whole page.</summary>
    public static string Write(ReportContent run) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{HtmlFragments.Text(run.Network.Name)} · Tiny.Nn</title>
        <style>
        {Style()}
        </style>
        </head>
        <body>
        <main>
        {ReportHeader.Write(run)}
        {LearningCurvesSection.Write(run)}
        {(run.Test.Confusion is { } confusion ? ConfusionMatrixSection.Write(confusion) : "")}
        {(run.IsClassification ? MisclassifiedImagesSection.Write(run) : ReconstructionsSection.Write(run))}
        {FirstLayerWeightsSection.Write(run)}
        {FeatureMapsSection.Write(run)}
        {ArchitectureSection.Write(run)}
        <footer>Made by Tiny.Nn, a neural network framework small enough to read.</footer>
        </main>
        </body>
        </html>

        """;

    static string Style()
    {
        using var resource = typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().TrimEnd();
    }
}
