using System.Text;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Report;

/// <summary>
/// The report's images of the first layer's weights: the filters of a convolution, or each dense unit's weights in the
/// shape of the image. The color scale ends at the largest weight; for dense layers it ends at half of it, as in SK-03.
/// NM-09 shows filters in gray.
/// </summary>
static class FirstLayerWeightsSection
{
    const int MaximumShown = 100, FilterWidth = 60;

    public static string Write(ReportContent run)
    {
        var input = run.Data.ExampleShape;
        var weight = run.Layers.Parameters.Select(entry => entry.Parameter)
            .FirstOrDefault(parameter => parameter.Kind == ParameterKind.Weight);
        // Filters are drawn in one plane, and dense weights in the shape of the image that they read.
        if (weight is null || !run.Data.HasImages || !(weight.Shape.Rank == 4 && weight.Shape[1] == 1
            || weight.Shape.Rank == 2 && weight.Shape[1] == input.Count && input[0] == 1)) return "";
        var values = new float[weight.Shape.Count];
        weight.Value.CopyTo(values);
        var isFilter = weight.Shape.Rank == 4;
        var (width, units) = (isFilter ? weight.Shape[3] : input[2], weight.Shape[0]);
        var scaleEnd = ColorMappedImage.LargestMagnitude(values) * (isFilter ? 1 : 0.5);
        var scale = isFilter ? Math.Max(1, FilterWidth / width)
            : width > 64 ? 1 : units <= 16 ? 4 : units <= 32 ? 3 : 2;
        var images = new StringBuilder();
        foreach (var (unit, plane) in values.Chunk(values.Length / units).Take(MaximumShown).Index())
            images.Append(HtmlFragments.DivergingImage(
                ColorMappedImage.Diverging(plane, width, scaleEnd), width * scale,
                $"{(isFilter ? "filter" : "unit")} {unit}"));
        var note = units > MaximumShown ? $"""<p class="note">The first {MaximumShown} of {units:N0}.</p>""" : "";
        return HtmlFragments.Section(isFilter ? "First-layer filters" : "First-layer weights",
            $"""<div class="tiles">{images}</div>{note}""", Lead(isFilter, units, width, input.Count));
    }

    static string Lead(bool isFilter, int units, int width, int pixels)
    {
        var weights = isFilter
            ? $"The {units} filters of the first layer, {width}×{width} weights each."
            : $"The weights from the {pixels} pixels to each of the "
              + $"{units} units of the first layer.";
        return $"{weights} {HtmlFragments.Positive("Red")} is positive: strokes there raise the output. "
            + $"{HtmlFragments.Negative("Blue")} is negative: strokes there lower it.";
    }
}
