using System.Text;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Report;

/// <summary>One digit on its way through the network: what every layer makes of it, down to the probabilities.</summary>
static class FeatureMapsSection
{
    const int MostShown = 64, ImageWidth = 84, TileWidth = 48, StripColumns = 50, CellWidth = 12;

    public static string Write(ReportContent run)
    {
        var (data, example) = (run.TestData, Choose(run));
        var label = data.Label(example);
        var image = HtmlFragments.GrayscaleImage(ColorMappedImage.Grayscale(data.Input(example), NetworkDefinition.InputShape[2]), ImageWidth, $"a {label}");
        var stages = new StringBuilder(Stage("the image", NetworkDefinition.InputShape, Tiles(image)));
        foreach (var output in run.Inspection.LayerOutputs(data, example))
            if (IsWorthALook(output)) stages.Append(Stage(output.Layer, output.Shape, Tiles(Draw(output))));
        if (run.IsClassification)
            stages.Append(Stage("Softmax", [data.Classes], Bars(run.Inspection.Probabilities(data, [example])[0], label)));
        return HtmlFragments.Section("One digit on its way", $"""<div class="stages">{stages}</div>""",
            $"A {label} of the test set, and what each layer makes of it. {HtmlFragments.Positive("Red")} is above zero, {HtmlFragments.Negative("blue")} below.");
    }

    /// <summary>The first test image that was read rightly, else the first.</summary>
    static int Choose(ReportContent run)
    {
        var predictions = run.Test.Predictions;
        return Enumerable.Range(0, predictions.Length).FirstOrDefault(example => predictions[example] == run.TestData.Label(example));
    }

    /// <summary>Layers that change nothing here would show the same twice.</summary>
    static bool IsWorthALook(LayerOutput output) => !output.Layer.StartsWith(nameof(Flatten)) && !output.Layer.StartsWith(nameof(Dropout));

    static string Stage(string layer, Shape shape, string content) =>
        $"""<div class="stage"><div class="name"><b>{HtmlFragments.Text(layer)}</b><span>{shape}</span></div>{content}</div>""";

    static string Tiles(string pictures) => $"""<div class="tiles">{pictures}</div>""";

    static string Draw(LayerOutput output)
    {
        var most = ColorMappedImage.LargestMagnitude(output.Values);
        if (output.Shape.Rank != 3 || output.Shape[1..].Count == 1) return Strip(output.Values, most);
        var width = output.Shape[2];
        var scale = Math.Max(1, (int)Math.Round((double)TileWidth / width));
        var pictures = new StringBuilder();
        foreach (var (channel, plane) in output.Values.Chunk(output.Shape[1..].Count).Take(MostShown).Index())
            pictures.Append(HtmlFragments.DivergingImage(ColorMappedImage.Diverging(plane, width, most), width * scale, $"channel {channel}"));
        return pictures.ToString();
    }

    /// <summary>A layer of single numbers: rows of small cells.</summary>
    static string Strip(float[] values, double most)
    {
        var columns = Math.Min(StripColumns, values.Length);
        var padded = new float[(values.Length + columns - 1) / columns * columns];
        values.CopyTo(padded, 0);
        return HtmlFragments.DivergingImage(ColorMappedImage.Diverging(padded, columns, most), columns * CellWidth, $"{values.Length} units");
    }

    static string Bars(float[] probabilities, int label)
    {
        var bars = probabilities.Select((probability, digit) => HtmlFragments.ProbabilityBar(digit, probability, digit == label ? "true" : "", decimals: 2));
        return $"""<div class="bars">{string.Concat(bars)}</div>""";
    }
}
