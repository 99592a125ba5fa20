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

    public static string Write(ReportContent run)
    {
        var (data, example) = (run.TestData, Choose(run));
        var label = data.Classes > 0 ? data.Label(example) : -1;
        var noun = run.Data.HasImages ? "image" : "row";
        var name = label < 0 ? $"the first {noun}" : run.Data.HasDigits ? $"a {label}" : run.Data.ClassName(label);
        var input = run.Data.HasImages ? HtmlFragments.ExampleImage(data, example, ImageWidth, name)
            : Draw(new("Input", data.ExampleShape, data.Input(example)));
        var stages = new StringBuilder(Stage("Input", data.ExampleShape, Tiles(input)));
        foreach (var output in run.Inspector.LayerOutputs(data, example))
            if (HasNewValues(output)) stages.Append(Stage(output.Layer, output.Shape, Tiles(Draw(output))));
        if (run.IsClassification)
            stages.Append(Stage(
                "Softmax", [data.Classes], Bars(run.Inspector.Probabilities(data, [example])[0], label, run.Data)));
        return HtmlFragments.Section("Feature maps", $"""<div class="stages">{stages}</div>""",
            $"The output of each layer for one test {noun}, {HtmlFragments.Text(name)}. "
                + $"{HtmlFragments.Positive("Red")} is positive, "
            + $"{HtmlFragments.Negative("blue")} is negative.");
    }

    /// <summary>Returns the first correctly classified test image, or the first image if there is none.</summary>
    static int Choose(ReportContent run)
    {
        if (!run.IsClassification) return 0;
        var predictions = run.Test.Predictions!.Labels;
        return Enumerable.Range(0, predictions.Length)
            .FirstOrDefault(example => predictions[example] == run.TestData.Label(example));
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
