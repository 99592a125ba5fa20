using System.Globalization;
using System.Net;

namespace Tiny.Nn.Lab.Report;

/// <summary>The HTML fragments that the report's sections share.</summary>
static class HtmlFragments
{
    /// <summary>Escapes text for HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Returns a section with a heading and an optional introduction.</summary>
    public static string Section(string title, string content, string? lead = null) => $"""
        <section>
        <h2>{Text(title)}</h2>
        {(lead is null ? "" : $"""<p class="lead">{lead}</p>""")}
        {content}
        </section>
        """;

    /// <summary>Returns an image drawn by <see cref="ColorMappedImage.Grayscale"/>.</summary>
    public static string GrayscaleImage(string source, int width, string title) =>
        Image("grayscale", source, width, title);

    /// <summary>Returns an image drawn by <see cref="ColorMappedImage.Diverging"/>.</summary>
    public static string DivergingImage(string source, int width, string title) =>
        Image("diverging", source, width, title);

    /// <summary>Returns a word in the color of positive values.</summary>
    public static string Positive(string word) => $"""<span class="positive">{word}</span>""";

    /// <summary>Returns a word in the color of negative values.</summary>
    public static string Negative(string word) => $"""<span class="negative">{word}</span>""";

    /// <summary>Returns a bar for the probability of one class.</summary>
    /// <param name="cssClass"><c>label</c> for the true class, <c>predicted</c> for a wrong prediction,
    /// or empty.</param>
    public static string ProbabilityBar(int digit, double probability, string cssClass, int decimals) =>
        $"""<div class="bar {cssClass}"><span>{digit}</span><i style="--fraction:{Fraction(probability)}"></i>"""
        + $"<em>{probability.ToString($"P{decimals}", CultureInfo.InvariantCulture)}</em></div>";

    /// <summary>Formats a number from 0 to 1 for a style attribute.</summary>
    public static string Fraction(double fraction) => fraction.ToString("F4", CultureInfo.InvariantCulture);

    static string Image(string cssClass, string source, int width, string title) =>
        $"""<img class="{cssClass}" src="{source}" width="{width}" alt="{Text(title)}" title="{Text(title)}">""";
}
