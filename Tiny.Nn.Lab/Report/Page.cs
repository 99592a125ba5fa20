using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Report;

/// <summary>All that a report tells.</summary>
public sealed record ReportContent(Network Network, Recipe Recipe, RunSummary Summary, TrainingResult Training, Evaluation Test,
    Dataset TestData, Sequential Layers, Inspection Inspection)
{
    public bool IsClassification => Recipe.Objective.IsClassification;
}

/// <summary>
/// <c>report.html</c>: one page that holds everything it shows, and fetches nothing. It is a header with the key figures and a chapter
/// for each way to look at a trained network.
/// </summary>
public static class Page
{
    /// <summary>The whole page.</summary>
    public static string Write(ReportContent run) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Html.Text(run.Network.Name)} · Tiny.Nn</title>
        <style>
        {Style()}
        </style>
        </head>
        <body>
        <main>
        {Header.Write(run)}
        {LearningCurves.Write(run)}
        {(run.Test.Confusion is { } confusion ? ConfusionHeatMap.Write(confusion) : "")}
        {(run.IsClassification ? Misread.Write(run) : Reconstructions.Write(run))}
        {FirstLayer.Write(run)}
        {FeatureMaps.Write(run)}
        {Architecture.Write(run)}
        <footer>Made by Tiny.Nn, a neural network framework small enough to read. Its SOURCES.md explains ids such as NM-07.</footer>
        </main>
        </body>
        </html>

        """;

    static string Style()
    {
        using var resource = typeof(Page).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().TrimEnd();
    }
}
