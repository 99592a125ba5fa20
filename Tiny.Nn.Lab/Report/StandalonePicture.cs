using System.Buffers.Binary;
using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>
/// Charts or images as a drawing for an SVG file with its own style, for pages that cannot hold HTML, such as the
/// gallery of the experiments. The same figures in a report are HTML, which adapts to the width of the page.
/// </summary>
/// <param name="Svg">The elements of the drawing.</param>
public sealed record StandalonePicture(string Svg, int Width, double Height)
{
    const int Gap = 16, LineHeight = 17, PictureWidth = 880, MaximumHeight = 700;
    const int MaximumCharts = 6, MaximumImages = 60;
    const double CharacterWidth = 6.6;   // of 12-pixel text, on average

    /// <summary>Returns the first six charts, two or three beside each other.</summary>
    public static StandalonePicture OfCharts(IReadOnlyList<Chart> charts)
    {
        var columns = Math.Min(charts.Count, charts.All(chart => chart.IsSquare) ? 3 : 2);
        var width = Math.Min(560, (PictureWidth - Gap) / columns - Gap);
        return Compose([.. charts.Take(MaximumCharts).Select(chart => DrawChart(chart, width))], columns, width);
    }

    /// <summary>Returns the first 60 images with their captions, as many in a row as fit.</summary>
    /// <param name="width">The width of an image in pixels.</param>
    /// <param name="element">The fragment for the images' colors, whose CSS class the picture takes.</param>
    public static StandalonePicture OfImages(
        IReadOnlyList<(string Image, string Caption)> images, int width, Func<string, int, string, string> element)
    {
        var cssClass = element("", 0, "").Split('"')[1];
        var columns = Math.Clamp((PictureWidth - Gap) / (width + Gap), 1, Math.Max(1, images.Count));
        return Compose([.. images.Take(MaximumImages).Select(image => DrawImage(image, width, cssClass))], columns,
            width);
    }

    /// <summary>Returns an SVG file with the first picture, and those below it that fit.</summary>
    public static string Write(IReadOnlyList<StandalonePicture> pictures)
    {
        var svg = new StringBuilder();
        var y = (double)Gap;
        foreach (var picture in pictures.TakeWhile(picture => y == Gap || y + picture.Height <= MaximumHeight))
        {
            svg.Append(FormattableString.Invariant($"""<g transform="translate(0 {y:F1})">{picture.Svg}</g>"""));
            y += picture.Height + Gap;
        }
        var width = pictures.Max(picture => picture.Width);
        return FormattableString.Invariant($$"""
            <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {{width}} {{y:F0}}" width="{{width}}">
            <style>
            {{HtmlFragments.Style("chart.css")}}
            text { fill: var(--soft); font: 12px var(--sans); }
            .chart .title { fill: var(--ink); font-size: 14px; font-weight: 650; }
            .key { fill: var(--tone); }
            image { image-rendering: pixelated; }
            </style>
            <rect width="100%" height="100%" fill="var(--card)"/>
            {{svg}}
            </svg>

            """);
    }

    static (string Svg, double Height) DrawChart(Chart chart, int width)
    {
        var svg = new StringBuilder($"""<text class="title" y="14">{HtmlFragments.Text(chart.Title)}</text>""");
        var (x, y) = (0.0, 14.0 + LineHeight);
        foreach (var series in chart.Series.Where(series => series.Name.Length > 0))
        {
            var length = 24 + series.Name.Length * CharacterWidth;
            if (x > 0 && x + length > width) (x, y) = (0, y + LineHeight);
            svg.Append(FormattableString.Invariant(
                $"""<g class="{Chart.Color(series)}" transform="translate({x:F1} {y})">"""))
                .Append("""<rect class="key" y="-6" width="16" height="3"/>""")
                .Append($"""<text x="22">{HtmlFragments.Text(series.Name)}</text></g>""");
            x += length + 14;
        }
        var top = x > 0 ? y + 8 : y - LineHeight + 8;
        var height = (double)width * chart.DrawingSize.Height / chart.DrawingSize.Width;
        svg.Append(chart.Draw(FormattableString.Invariant($" y=\"{top}\" width=\"{width}\" height=\"{height:F1}\"")));
        return (svg.ToString(), top + height);
    }

    static (string Svg, double Height) DrawImage((string Image, string Caption) image, int width, string cssClass)
    {
        var (columns, rows) = PngSize(image.Image);
        var height = (double)width * rows / columns;
        var svg = new StringBuilder(FormattableString.Invariant(
            $"""<image class="{cssClass}" href="{image.Image}" width="{width}" height="{height:F1}"/>"""));
        foreach (var line in Wrap(image.Caption, (int)(width / CharacterWidth)))
        {
            height += LineHeight;
            svg.Append(FormattableString.Invariant(
                $"""<text y="{height - 2:F1}">{HtmlFragments.Text(line)}</text>"""));
        }
        return (svg.ToString(), height);
    }

    /// <summary>Places cells of one width in rows; a row is as high as its highest cell.</summary>
    static StandalonePicture Compose(IReadOnlyList<(string Svg, double Height)> cells, int columns, int width)
    {
        var svg = new StringBuilder();
        var y = 0.0;
        foreach (var row in cells.Chunk(columns))
        {
            for (var column = 0; column < row.Length; column++)
                svg.Append(FormattableString.Invariant(
                    $"""<g transform="translate({Gap + column * (width + Gap)} {y:F1})">{row[column].Svg}</g>"""));
            y += row.Max(cell => cell.Height) + Gap;
        }
        return new(svg.ToString(), Gap + columns * (width + Gap), y - Gap);
    }

    /// <summary>Breaks a text at its spaces into lines of a number of characters.</summary>
    static IEnumerable<string> Wrap(string text, int characters)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > characters)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        if (line.Length > 0) yield return line;
    }

    /// <summary>The columns and rows of a PNG image in a data URI.</summary>
    static (int Columns, int Rows) PngSize(string dataUri)
    {
        // The signature, the length and the name of the header chunk precede the two sizes.
        const int signature = 8, chunk = 8;
        var header = Convert.FromBase64String(dataUri[(dataUri.IndexOf(',') + 1)..][..32]).AsSpan(signature + chunk);
        return (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
    }
}
