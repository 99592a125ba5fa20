using Tiny.Nn.Lab.Report;

namespace Exercises;

/// <summary>The pictures and figures of a milestone's page, made with the report writer of Tiny.Nn's program.</summary>
public sealed class MilestonePage
{
    const int ImageWidth = 112;
    readonly List<string> figures = [], sections = [];

    /// <summary>The HTML of the figures, then of the sections; empty if there are none.</summary>
    public string Content => figures.Count + sections.Count == 0 ? ""
        : $"""<div class="figures">{string.Concat(figures)}</div>{string.Concat(sections)}""";

    /// <summary>Adds a key figure, such as an accuracy.</summary>
    public void AddFigure(string value, string name) => figures.Add(
        $"""<div class="figure"><b>{HtmlFragments.Text(value)}</b><span>{HtmlFragments.Text(name)}</span></div>""");

    /// <summary>Adds grey images with pixels in [0, 1], each with its caption.</summary>
    public void AddImages(string title, string lead, int columns,
        IEnumerable<(string Caption, float[] Pixels)> images) =>
        AddTiles(title, lead, images.Select(image => (image.Caption, HtmlFragments.GrayscaleImage(
            ColorMappedImage.Grayscale(image.Pixels, columns), ImageWidth, image.Caption))));

    /// <summary>Adds filters as images: positive weights are red, negative ones blue, on one scale for all.</summary>
    public void AddFilters(string title, int columns, IReadOnlyCollection<float[]> filters)
    {
        var largest = filters.Max(filter => filter.Max(Math.Abs));
        AddTiles(title, $"Positive weights are red, negative ones blue; the strongest colour is ±{largest:0.00}.",
            filters.Select((filter, i) => ($"filter {i + 1}", HtmlFragments.DivergingImage(
                ColorMappedImage.Diverging(filter, columns, largest), ImageWidth, $"filter {i + 1}"))));
    }

    /// <summary>Adds a curve: a value for each of 1, 2, 3, … on the horizontal axis.</summary>
    public void AddCurve(string title, string x, string y, IReadOnlyCollection<double> values) =>
        AddChart(title, new Chart("", new(x, IsWhole: true), new(""), new Series(y,
            [.. values.Select((value, n) => (n + 1.0, value))], 0,
            values.Count > 30 ? SeriesStyle.Line : SeriesStyle.LineWithPoints)));

    /// <summary>
    /// Adds a function of two variables in [−0.5, 1.5] as an image, red above ½ and blue below, with points of two
    /// kinds.
    /// </summary>
    public void AddPlane(string title, Func<double, double, double> f,
        IEnumerable<(double A, double B, double Target)> points)
    {
        ChartAxis a = new("a", -0.5, 1.5), b = new("b", -0.5, 1.5);
        var series = points.GroupBy(point => point.Target).Select((group, i) => new Series($"target {group.Key}",
            [.. group.Select(point => (point.A, point.B))], i, SeriesStyle.Points)).ToArray();
        AddChart(title, new Chart("", a, b, series)
        {
            IsSquare = true, Background = PlaneImage.Diverging(a, b, at =>
                [.. at.Select(point => (float)(2 * f(point.X, point.Y) - 1))]),
        });
    }

    void AddChart(string title, Chart chart) =>
        sections.Add(HtmlFragments.Section(title, HtmlFragments.Charts([chart])));

    void AddTiles(string title, string lead, IEnumerable<(string Caption, string Image)> tiles) =>
        sections.Add(HtmlFragments.Section(title,
            $"""<div class="tiles">{string.Concat(tiles.Select(tile => Tile(tile.Caption, tile.Image)))}</div>""",
            HtmlFragments.Text(lead)));

    static string Tile(string caption, string image) =>
        $"""<figure class="tile">{image}<figcaption>{HtmlFragments.Text(caption)}</figcaption></figure>""";
}
