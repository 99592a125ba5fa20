using System.Globalization;
using System.Net;

namespace Tiny.Nn.Lab.Report;

/// <summary>The few pieces of HTML that every chapter of the report is made of.</summary>
static class HtmlFragments
{
    /// <summary>Text as it may stand in a page.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A chapter with its heading and, where it needs one, a sentence on how to read it.</summary>
    public static string Section(string title, string content, string? lead = null) => $"""
        <section>
        <h2>{Text(title)}</h2>
        {(lead is null ? "" : $"""<p class="lead">{lead}</p>""")}
        {content}
        </section>
        """;

    /// <summary>A picture of dark ink on nothing.</summary>
    public static string GrayscaleImage(string picture, int width, string title) => Image("ink", picture, width, title);

    /// <summary>A picture in red and blue.</summary>
    public static string DivergingImage(string picture, int width, string title) => Image("signed", picture, width, title);

    /// <summary>A word in the red of what is above zero.</summary>
    public static string Positive(string word) => $"""<span class="plus">{word}</span>""";

    /// <summary>A word in the blue of what is below.</summary>
    public static string Negative(string word) => $"""<span class="minus">{word}</span>""";

    /// <summary>A class with its probability as a bar.</summary>
    /// <param name="kind">Its style: <c>true</c> for the label, <c>read</c> for a wrong answer, or none.</param>
    public static string ProbabilityBar(int digit, double probability, string kind, int decimals) =>
        $"""<div class="bar {kind}"><span>{digit}</span><i style="--share:{Fraction(probability)}"></i>"""
        + $"<em>{probability.ToString($"P{decimals}", CultureInfo.InvariantCulture)}</em></div>";

    /// <summary>A number from 0 to 1 for a style.</summary>
    public static string Fraction(double share) => share.ToString("F4", CultureInfo.InvariantCulture);

    static string Image(string kind, string picture, int width, string title) =>
        $"""<img class="{kind}" src="{picture}" width="{width}" alt="{Text(title)}" title="{Text(title)}">""";
}
