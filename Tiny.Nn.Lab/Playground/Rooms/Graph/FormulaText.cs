using System.Globalization;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>Numbers in formulas.</summary>
static class FormulaText
{
    const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>Returns a number with few digits and the sign −.</summary>
    public static string Number(double value) =>
        value.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>Returns a number as C# has it, with all its digits.</summary>
    public static string Code(double value) => value switch
    {
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "-double.PositiveInfinity",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Returns an exponent: superscripts for integers, nothing for 1, <c>^0.5</c> otherwise.</summary>
    public static string Exponent(double value)
    {
        if (value == 1) return "";
        if (value != Math.Floor(value) || Math.Abs(value) > 999) return $"^{Number(value)}";
        return string.Concat($"{(int)value}".Select(digit => digit == '-' ? '⁻' : Superscripts[digit - '0']));
    }

    /// <summary>Returns the digit of a superscript, or −1.</summary>
    public static int SuperscriptDigit(char symbol) => Superscripts.IndexOf(symbol);
}
