using System.Text;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Report;

/// <summary>
/// The report's feature maps: the output of every layer for one test image, down to the class probabilities.
/// </summary>
static class FeatureMapsSection
{
    const int MaximumChannels = 64, ImageWidth = 84, TileWidth = 48, CellColumns = 50, CellWidth = 12,
        MaximumBars = 20;

    const int MaximumChoices = 10;

    public static string Write(ReportContent run)
    {
        var noun = run.Data.HasImages ? "image" : "row";
        var examples = Choose(run);
        var walks = examples.Select((example, index) => $"""
            <details name="walk"{(index == 0 ? " open" : "")}>
            <summary>{HtmlFragments.Text(Name(run, example))}</summary>
            <div class="stages">{Walk(run, example)}</div>
            </details>
            """);
        return HtmlFragments.Section("Feature maps", string.Concat(walks),
            $"The output of each layer for one test {noun}; choose which. {HtmlFragments.Positive("Red")} is positive, "
            + $"{HtmlFragments.Negative("blue")} is negative.");
    }

    /// <summary>Draws the layers' outputs for one example, from the input down.</summary>
    static string Walk(ReportContent run, int example)
    {
        var data = run.TestData;
        var input = run.Data.HasImages ? HtmlFragments.ExampleImage(data, example, ImageWidth, Name(run, example))
            : Draw(new("Input", data.ExampleShape, data.Input(example)));
        var stages = new StringBuilder(Stage("Input", data.ExampleShape, Tiles(input)));
        foreach (var output in run.Inspector.LayerOutputs(data, example))
            if (HasNewValues(output)) stages.Append(Stage(output.Layer, output.Shape, Tiles(Draw(output))));
        if (run.IsClassification)
            stages.Append(Stage("Softmax", [data.Classes], Bars(
                run.Inspector.Probabilities(data, [example])[0], data.Label(example), run.Data)));
        return stages.ToString();
    }

    static string Name(ReportContent run, int example) => run.TestData.Classes == 0
        ? $"{(run.Data.HasImages ? "image" : "row")} {example}"
        : run.Data.HasDigits ? $"a {run.TestData.Label(example)}" : run.Data.ClassName(run.TestData.Label(example));

    /// <summary>
    /// Returns a correctly classified test example of each class, as far as there are some, or the first example.
    /// </summary>
    static int[] Choose(ReportContent run)
    {
        if (!run.IsClassification) return [0];
        var (predictions, labels) = (run.Test.Predictions!.Labels, run.TestData.Labels());
        int[] found = [.. Enumerable.Range(0, labels.Length).Where(example => predictions[example] == labels[example])
            .DistinctBy(example => labels[example]).OrderBy(example => labels[example]).Take(MaximumChoices)];
        return found.Length > 0 ? found : [0];
    }

    /// <summary>
    /// Returns whether the layer's output differs from its input: Flatten keeps the values, and so does Dropout
    /// in evaluation.
    /// </summary>
    static bool HasNewValues(LayerOutput output) =>
        !output.Layer.StartsWith(nameof(Flatten)) && !output.Layer.StartsWith(nameof(Dropout));

    static string Stage(string layer, Shape shape, string content) =>
        $"""<div class="stage"><div class="name"><b>{HtmlFragments.Text(layer)}</b><span>{shape}</span></div>"""
        + $"{content}</div>";

    static string Tiles(string images) => $"""<div class="tiles">{images}</div>""";

    static string Draw(LayerOutput output)
    {
        var largest = ColorMappedImage.LargestMagnitude(output.Values);
        if (output.Shape.Rank != 3 || output.Shape[1..].Count == 1) return CellRows(output.Values, largest);
        var width = output.Shape[2];
        var scale = Math.Max(1, (int)Math.Round((double)TileWidth / width));
        var images = new StringBuilder();
        foreach (var (channel, plane) in output.Values.Chunk(output.Shape[1..].Count).Take(MaximumChannels).Index())
            images.Append(HtmlFragments.DivergingImage(
                ColorMappedImage.Diverging(plane, width, largest), width * scale, $"channel {channel}"));
        return images.ToString();
    }

    /// <summary>Returns the values of a layer without spatial axes, as rows of small cells.</summary>
    static string CellRows(float[] values, double largest)
    {
        var columns = Math.Min(CellColumns, values.Length);
        var padded = new float[(values.Length + columns - 1) / columns * columns];
        values.CopyTo(padded, 0);
        return HtmlFragments.DivergingImage(
            ColorMappedImage.Diverging(padded, columns, largest), columns * CellWidth, $"{values.Length} units");
    }

    static string Bars(float[] probabilities, int label, DataDescription description)
    {
        var bars = probabilities.Index().OrderByDescending(entry => entry.Item).Take(MaximumBars)
            .OrderBy(entry => entry.Index).Select(entry => HtmlFragments.ProbabilityBar(
                description.ClassName(entry.Index), entry.Item, entry.Index == label ? "label" : "", decimals: 2));
        return $"""<div class="bars">{string.Concat(bars)}</div>""";
    }
}
