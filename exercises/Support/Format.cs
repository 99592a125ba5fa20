using System.Globalization;

namespace Exercises;

/// <summary>Formats values as text for messages.</summary>
public static class Format
{
    /// <summary>The number of digits that <see cref="Text(double)"/> shows after the decimal point.</summary>
    public const int Digits = 5;

    /// <summary>Returns a value with at most five digits after the decimal point.</summary>
    public static string Text(double value) => Text(value, Digits);

    /// <summary>
    /// Returns a value with at most five digits after the decimal point, or with <paramref name="digits"/> significant
    /// digits if that is more than five.
    /// </summary>
    public static string Text(double value, int digits) => digits > Digits
        ? value.ToString($"G{digits}", CultureInfo.InvariantCulture)
        : value == Math.Round(value, 5) || Math.Abs(value) < 1e-4
            ? value.ToString("G6", CultureInfo.InvariantCulture)
            : Math.Abs(value) < 1e6 ? value.ToString("0.#####", CultureInfo.InvariantCulture)
                : value.ToString("G10", CultureInfo.InvariantCulture);

    /// <summary>
    /// Returns the smallest number of digits, at least five, with which the texts of two different values differ.
    /// </summary>
    public static int DigitsToDiffer(double a, double b)
    {
        var digits = Digits;
        while (digits < 17 && Text(a, digits) == Text(b, digits)) digits++;
        return digits;
    }

    /// <summary>
    /// Returns the values as (1, 2.5, -3). Of more than twelve values it shows the first twelve and the count.
    /// </summary>
    public static string Text(ReadOnlySpan<double> values) => Text(values, Digits);

    /// <summary>
    /// Returns the values as (1, 2.5, -3), each with this number of digits. Of more than twelve values it shows the
    /// first twelve and the count.
    /// </summary>
    public static string Text(ReadOnlySpan<double> values, int digits) =>
        Joined([.. values.ToArray().Select(value => Text(value, digits))]);

    /// <inheritdoc cref="Text(ReadOnlySpan{double})"/>
    public static string Text(ReadOnlySpan<int> values) => Joined([.. values.ToArray().Select(value => $"{value}")]);

    static string Joined(string[] texts)
    {
        var rest = texts.Length > 12 ? $", … {texts.Length} in all" : "";
        return $"({string.Join(", ", texts.Take(12))}{rest})";
    }
}
