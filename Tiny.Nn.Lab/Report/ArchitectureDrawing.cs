using System.Text;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Report;

/// <summary>
/// Draws a network as a row of blocks, one for the input and one for each layer that changes the shape. The height of a
/// block grows with the square root of the image's height, its width with that of the channels; a layer of units is a
/// column. Layers that keep the shape, such as activations, are named below the block before them.
/// </summary>
static class ArchitectureDrawing
{
    const int Height = 150, Gap = 26, TextHeight = 15, MaximumBlocks = 16, LabelWidth = 84;

    public static string Write(Shape input, IReadOnlyList<LayerSummary> rows)
    {
        var blocks = new List<(Shape Shape, List<string> Names)> { (input, ["input"]) };
        foreach (var row in rows)
            if (row.OutputShape == blocks[^1].Shape) blocks[^1].Names.Add(Short(row.Layer));
            else blocks.Add((row.OutputShape, [Short(row.Layer)]));
        if (blocks.Count > MaximumBlocks) return "";
        var (svg, x, lines) = (new StringBuilder(), 8.0, blocks.Max(block => block.Names.Count));
        foreach (var (shape, names) in blocks)
        {
            var (width, height) = Size(shape);
            var (cell, top) = (Math.Max(width, LabelWidth), (Height - height) / 2);
            var middle = x + cell / 2;
            svg.Append(FormattableString.Invariant(
                $"""<rect class="block" x="{middle - width / 2:F1}" y="{top:F1}" """));
            svg.Append(FormattableString.Invariant($"""width="{width:F1}" height="{height:F1}" rx="3"/>"""));
            svg.Append(Text(middle, Height + TextHeight, "shape", string.Join("×", shape.Lengths.ToArray())));
            foreach (var (line, name) in names.Index())
                svg.Append(Text(middle, Height + (line + 2) * TextHeight, "", name));
            x += cell + Gap;
        }
        var (right, bottom) = (x - Gap + 8, Height + (lines + 1) * TextHeight + 10);
        return FormattableString.Invariant($"""
            <div class="scroll architecture">
            <svg viewBox="0 0 {right:F0} {bottom}" width="{right:F0}" role="img" aria-label="The outputs of the layers">
            {svg}
            </svg></div>
            """);
    }

    static (double Width, double Height) Size(Shape shape) => shape.Rank == 3
        ? (6 + 5 * Math.Sqrt(shape[0]), Math.Min(Height, 10 + 24 * Math.Sqrt(shape[1])))
        : (10, Math.Min(Height, 10 + 8 * Math.Sqrt(shape.Count)));

    /// <summary>The name of a layer without its arguments.</summary>
    static string Short(string layer) => layer.Split('(', '[')[0];

    static string Text(double x, double y, string cssClass, string text) => FormattableString.Invariant(
        $"""<text class="{cssClass}" x="{x:F1}" y="{y:F1}" text-anchor="middle">{HtmlFragments.Text(text)}</text>""");
}
