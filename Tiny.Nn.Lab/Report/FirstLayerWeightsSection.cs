using System.Text;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Report;

/// <summary>
/// The weights that touch the image: filters of a convolution, or each dense unit's weights in the image's shape. Colours of dense
/// weights are full at half the largest weight, as in SK-03; of filters at the largest (NM-09 shows them in grey).
/// </summary>
static class FirstLayerWeightsSection
{
    const int MostShown = 100, FilterWidth = 60;

    public static string Write(ReportContent run)
    {
        var weight = run.Layers.Parameters.Select(entry => entry.Parameter).First(parameter => parameter.Kind == ParameterKind.Weight);
        var values = new float[weight.Shape.Count];
        weight.Value.CopyTo(values);
        var isFilter = weight.Shape.Rank == 4;
        var (width, units) = (isFilter ? weight.Shape[3] : NetworkDefinition.InputShape[2], weight.Shape[0]);
        var most = ColorMappedImage.LargestMagnitude(values) * (isFilter ? 1 : 0.5);
        var scale = isFilter ? FilterWidth / width : units <= 16 ? 4 : units <= 32 ? 3 : 2;
        var pictures = new StringBuilder();
        foreach (var (unit, plane) in values.Chunk(values.Length / units).Take(MostShown).Index())
            pictures.Append(HtmlFragments.DivergingImage(ColorMappedImage.Diverging(plane, width, most), width * scale, $"{(isFilter ? "filter" : "unit")} {unit}"));
        var note = units > MostShown ? $"""<p class="note">The first {MostShown} of {units:N0}.</p>""" : "";
        return HtmlFragments.Section("What it looks for first", $"""<div class="tiles">{pictures}</div>{note}""", Lead(isFilter, units, width));
    }

    static string Lead(bool isFilter, int units, int width)
    {
        var what = isFilter
            ? $"The {units} filters of the first layer, {width}×{width} weights each, slide over the image."
            : $"The weights from the {NetworkDefinition.InputShape.Count} pixels to each of the {units} units of the first layer.";
        return $"{what} {HtmlFragments.Positive("Red")} wants ink, {HtmlFragments.Negative("blue")} wants none.";
    }
}
