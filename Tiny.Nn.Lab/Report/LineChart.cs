using System.Globalization;
using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>One curve of a line chart.</summary>
/// <param name="CssClass">The curve's class in report.css.</param>
public sealed record ChartCurve(string Name, string CssClass, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A line chart over epochs as inline SVG, with axis labels and a tooltip at every point.</summary>
public sealed class LineChart(
    string title, IReadOnlyList<ChartCurve> curves, double bottom, double top, Func<double, string> label)
{
    const int Width = 560, Height = 300, Left = 58, Right = 14, Top = 14, Bottom = 40;

    readonly double first = curves.Min(curve => curve.Points.Min(point => point.X));
    readonly double last = curves.Max(curve => curve.Points.Max(point => point.X));

    /// <summary>Returns the chart's HTML, with title and legend.</summary>
    public string Write() => $"""
        <figure class="chart">
        <figcaption><b>{HtmlFragments.Text(title)}</b>{string.Concat(curves.Select(LegendEntry))}</figcaption>
        <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{HtmlFragments.Text(title)}">
        {Axes()}
        {string.Concat(curves.Select(Draw))}
        </svg>
        </figure>
        """;

    /// <summary>
    /// Returns axis ticks that cover the range from <paramref name="minimum"/> to <paramref name="maximum"/>. Their
    /// spacing is 1, 2 or 5 times a power of ten.
    /// </summary>
    public static double[] Ticks(double minimum, double maximum, int count = 5)
    {
        var rough = Math.Max(maximum - minimum, 1e-9) / count;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        var from = Math.Floor(minimum / step + 1e-9);
        var to = Math.Ceiling(maximum / step - 1e-9);
        return [.. Enumerable.Range(0, (int)(to - from) + 1).Select(index => (from + index) * step)];
    }

    static string LegendEntry(ChartCurve curve) =>
        $"""<span class="key {curve.CssClass}">{HtmlFragments.Text(curve.Name)}</span>""";

    string Axes()
    {
        var svg = new StringBuilder();
        foreach (var tick in Ticks(bottom, top).Where(tick => tick >= bottom - 1e-12 && tick <= top + 1e-12))
            svg.Append($"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{Y(tick)}" y2="{Y(tick)}"/>""")
                .Append($"""<text x="{Left - 8}" y="{Y(tick)}" dy="4" text-anchor="end">{label(tick)}</text>""");
        foreach (var epoch in Ticks(first, last, 10)
            .Where(tick => tick >= first && tick <= last && tick == Math.Floor(tick)))
            svg.Append($"""<text x="{X(epoch)}" y="{Height - Bottom + 18}" text-anchor="middle">{epoch:F0}</text>""");
        return svg
            .Append($"""<text x="{(Left + Width - Right) / 2}" y="{Height - 4}" text-anchor="middle">epoch</text>""")
            .ToString();
    }

    string Draw(ChartCurve curve)
    {
        var radius = curve.Points.Count > 30 ? "2" : "3.5";
        var points = string.Join(' ', curve.Points.Select(point => $"{X(point.X)},{Y(point.Y)}"));
        var svg = new StringBuilder($"""<g class="curve {curve.CssClass}"><polyline points="{points}"/>""");
        foreach (var (x, y) in curve.Points)
            svg.Append($"""<circle cx="{X(x)}" cy="{Y(y)}" r="{radius}">""")
                .Append($"<title>epoch {x:F0}: {HtmlFragments.Text(curve.Name)} {label(y)}</title></circle>");
        return svg.Append("</g>").ToString();
    }

    string X(double x) =>
        Format(last > first ? Left + (x - first) / (last - first) * (Width - Left - Right)
            : (Left + Width - Right) / 2.0);

    string Y(double y) => Format(Top + (top - Math.Clamp(y, bottom, top)) / (top - bottom) * (Height - Top - Bottom));

    static string Format(double pixels) => pixels.ToString("F1", CultureInfo.InvariantCulture);
}
