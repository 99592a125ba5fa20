using System.Globalization;

namespace Exercises;

/// <summary>Formats values as text for messages.</summary>
public static class Format
{
    /// <summary>Returns a value with at most five digits after the decimal point.</summary>
    public static string Text(double value) => value == Math.Round(value, 5) || Math.Abs(value) < 1e-4
        ? value.ToString("G6", CultureInfo.InvariantCulture)
        : Math.Abs(value) < 1e6 ? value.ToString("0.#####", CultureInfo.InvariantCulture)
            : value.ToString("G10", CultureInfo.InvariantCulture);

    /// <summary>
    /// Returns the values as (1, 2.5, -3). Of more than twelve values it shows the first twelve and the count.
    /// </summary>
    public static string Text(ReadOnlySpan<double> values) =>
        Joined([.. values.ToArray().Select(value => Text(value))]);

    /// <inheritdoc cref="Text(ReadOnlySpan{double})"/>
    public static string Text(ReadOnlySpan<int> values) => Joined([.. values.ToArray().Select(value => $"{value}")]);

    static string Joined(string[] texts)
    {
        var rest = texts.Length > 12 ? $", … {texts.Length} in all" : "";
        return $"({string.Join(", ", texts.Take(12))}{rest})";
    }
}
