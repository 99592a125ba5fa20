using System.Globalization;
using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>How a chart draws a series.</summary>
public enum SeriesStyle
{
    /// <summary>A line with a small circle at every point; the circles carry tooltips.</summary>
    LineWithPoints,

    Line,

    DashedLine,

    Points,
}

/// <summary>One series of a chart.</summary>
/// <param name="Color">The index of the color in the page's palette, 0 to 9.</param>
public sealed record Series(
    string Name, IReadOnlyList<(double X, double Y)> Points, int Color = 0,
    SeriesStyle Style = SeriesStyle.LineWithPoints)
{
    /// <summary>
    /// Half the height of the band around each point, such as a standard deviation; null for no band.
    /// </summary>
    public IReadOnlyList<double>? Spread { get; init; }
}

/// <summary>A vertical dashed line with a label, such as the epoch of early stopping.</summary>
public sealed record ChartMarker(double X, string Label);

/// <summary>
/// A chart with two axes as inline SVG: curves, points, bands, markers, and an optional image behind them. Its colors
/// come from chart.css, which has a light and a dark form.
/// </summary>
/// <param name="title">The caption.</param>
/// <param name="x">The horizontal axis. If it has no limits, it spans the points of the series.</param>
/// <param name="y">The vertical axis. If it has no limits, it ends at the ticks beyond the points.</param>
public sealed class Chart(string title, ChartAxis x, ChartAxis y, params IReadOnlyList<Series> series)
{
    /// <summary>The number of colors in the page's palette.</summary>
    public const int Colors = 10;

    const int Left = 62, Right = 14, Top = 14, Bottom = 46, ManyPoints = 30;

    /// <summary>The size in SVG units; the page scales it to the available width.</summary>
    public (int Width, int Height) Size { get; init; } = (560, 320);

    /// <summary>Vertical lines with labels.</summary>
    public IReadOnlyList<ChartMarker> Markers { get; init; } = [];

    /// <summary>
    /// A data URI of an image that fills the area between the axes, such as a decision boundary, or null.
    /// </summary>
    public string? Background { get; init; }

    /// <summary>Whether one unit has the same length on both axes, as in a plane of points.</summary>
    public bool IsSquare { get; init; }

    /// <summary>The caption in plain text.</summary>
    public string Title => title;

    /// <summary>The series, in the order of the legend.</summary>
    public IReadOnlyList<Series> Series => series;

    /// <summary>The size of the drawing in SVG units: <see cref="Size"/>, or less wide if it is square.</summary>
    public (int Width, int Height) DrawingSize =>
        IsSquare ? (Size.Height + Left + Right - Top - Bottom, Size.Height) : Size;

    /// <summary>Returns the chart's HTML, with title and legend.</summary>
    public string Write() => $"""
        <figure class="chart">
        <figcaption><b>{HtmlFragments.Text(title)}</b>{string.Concat(series.Select(LegendEntry))}</figcaption>
        {Draw()}
        </figure>
        """;

    /// <summary>Returns the drawing, without title and legend, as an SVG element.</summary>
    /// <param name="attributes">Attributes such as position and size; by default none.</param>
    public string Draw(string attributes = "")
    {
        var points = series.SelectMany(one => one.Points).ToArray();
        var horizontal = x.Fit(points.Select(point => point.X), extendToTicks: false);
        var vertical = y.Fit(series.SelectMany(Ordinates), extendToTicks: true);
        var (width, height) = DrawingSize;
        var area = new PlotArea(horizontal, vertical, Left, width - Right, Top, height - Bottom);
        return $"""
            <svg viewBox="0 0 {width} {height}" role="img" aria-label="{HtmlFragments.Text(title)}"{attributes}>
            {DrawBackground(area)}{(Background is null ? DrawGrid(area) : "")}{DrawAxes(area, height)}
            {string.Concat(Markers.Select(marker => Draw(marker, area)))}
            {string.Concat(series.Select(one => Draw(one, area)))}
            </svg>
            """;
    }

    /// <summary>
    /// Returns the values that the vertical axis covers: those of the points, and the edges of their bands. A
    /// logarithmic axis leaves out lower edges near or below 0, which would press the curves together.
    /// </summary>
    IEnumerable<double> Ordinates(Series one) => one.Points.SelectMany((point, index) =>
    {
        var spread = one.Spread?[index] ?? 0;
        var lower = y.IsLogarithmic && !(point.Y - spread > point.Y / 10) ? point.Y : point.Y - spread;
        return new[] { lower, point.Y + spread };
    });

    static string LegendEntry(Series series) => series.Name.Length == 0 ? "" :
        $"""<span class="key {Color(series)} {Style(series)}">{HtmlFragments.Text(series.Name)}</span>""";

    string DrawBackground(PlotArea area) => Background is null ? "" :
        $"""<image class="plane" href="{Background}" x="{area.Left}" y="{area.Top}" width="{area.Right - area.Left}" """
        + $"""height="{area.Bottom - area.Top}" preserveAspectRatio="none"/>""";

    static string DrawGrid(PlotArea area) => string.Concat(area.Vertical.Ticks().Select(tick =>
        $"""<line class="grid" x1="{area.Left}" x2="{area.Right}" y1="{area.Y(tick)}" y2="{area.Y(tick)}"/>"""));

    static string DrawAxes(PlotArea area, int height)
    {
        var svg = new StringBuilder();
        foreach (var tick in area.Vertical.Ticks())
            svg.Append($"""<text x="{area.Left - 8}" y="{area.Y(tick)}" dy="4" text-anchor="end">""")
                .Append($"{area.Vertical.Label(tick)}</text>");
        foreach (var tick in area.Horizontal.Ticks())
            svg.Append($"""<text x="{area.X(tick)}" y="{area.Bottom + 18}" text-anchor="middle">""")
                .Append($"{area.Horizontal.Label(tick)}</text>");
        svg.Append($"""<text x="{(area.Left + area.Right) / 2}" y="{height - 6}" text-anchor="middle">""")
            .Append($"{HtmlFragments.Text(area.Horizontal.Title)}</text>");
        if (area.Vertical.Title.Length > 0)
            svg.Append($"""<text transform="translate(12 {(area.Top + area.Bottom) / 2}) rotate(-90)" """)
                .Append($"""text-anchor="middle">{HtmlFragments.Text(area.Vertical.Title)}</text>""");
        return svg.ToString();
    }

    static string Draw(ChartMarker marker, PlotArea area) =>
        $"""<line class="marker" x1="{area.X(marker.X)}" x2="{area.X(marker.X)}" y1="{area.Top}" y2="{area.Bottom}"/>"""
        + $"""<text x="{area.X(marker.X)}" dx="5" y="{area.Top + 12}">{HtmlFragments.Text(marker.Label)}</text>""";

    static string Draw(Series series, PlotArea area)
    {
        var svg = new StringBuilder($"""<g class="curve {Color(series)} {Style(series)}">""");
        if (series.Spread is { } spread)
        {
            var upper = series.Points.Select((point, index) => area.At(point.X, point.Y + spread[index]));
            var lower = series.Points.Select((point, index) => area.At(point.X, point.Y - spread[index])).Reverse();
            svg.Append($"""<polygon points="{string.Join(' ', upper.Concat(lower))}"/>""");
        }
        if (series.Style != SeriesStyle.Points)
            svg.Append("<polyline points=\"")
                .AppendJoin(' ', series.Points.Select(point => area.At(point.X, point.Y))).Append("\"/>");
        if (series.Style is SeriesStyle.Points or SeriesStyle.LineWithPoints)
        {
            var radius = series.Points.Count > ManyPoints ? "2" : "3.5";
            foreach (var (pointX, pointY) in series.Points)
                svg.Append($"""<circle cx="{area.X(pointX)}" cy="{area.Y(pointY)}" r="{radius}"><title>""")
                    .Append(HtmlFragments.Text($"{area.Horizontal.Describe(pointX)}: {series.Name} "))
                    .Append($"{area.Vertical.Label(pointY)}</title></circle>");
        }
        return svg.Append("</g>").ToString();
    }

    /// <summary>The CSS class of a series' color.</summary>
    public static string Color(Series series) => $"color{series.Color}";

    static string Style(Series series) => series.Style switch
    {
        SeriesStyle.DashedLine => "dashed",
        SeriesStyle.Points => "points",
        _ => "",
    };

    /// <summary>The rectangle between the axes, in SVG units; maps values to positions.</summary>
    readonly record struct PlotArea(
        ChartAxis Horizontal, ChartAxis Vertical, int Left, int Right, int Top, int Bottom)
    {
        public string X(double value) => Format(Left + Horizontal.Fraction(value) * (Right - Left));

        public string Y(double value) => Format(Bottom - Vertical.Fraction(value) * (Bottom - Top));

        public string At(double x, double y) => $"{X(x)},{Y(y)}";

        static string Format(double position) => position.ToString("F1", CultureInfo.InvariantCulture);
    }
}
