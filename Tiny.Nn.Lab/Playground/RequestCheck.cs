using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Tiny.Nn.Lab.Playground;

/// <summary>Checks of the values in a request. The messages name the setting, the accepted range and the value.
/// </summary>
static class RequestCheck
{
    /// <summary>Checks that a number is finite and in a range.</summary>
    public static void InRange(
        double value, double minimum, double maximum, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= minimum && value <= maximum))
            throw new ArgumentException(FormattableString.Invariant(
                $"{Name(name)}: expects a number from {minimum} to {maximum}, got {value}"));
    }

    /// <summary>Checks that a word is one of a list.</summary>
    public static void OneOf(
        string value, IEnumerable<string> choices, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!choices.Contains(value))
            throw new ArgumentException($"{Name(name)}: unknown '{value}'; choose one of {string.Join(", ", choices)}");
    }

    /// <summary>Returns the last part of an expression such as <c>settings.Rate</c> in camel case: <c>rate</c>.
    /// </summary>
    static string Name(string expression) =>
        JsonNamingPolicy.CamelCase.ConvertName(expression[(expression.LastIndexOf('.') + 1)..]);
}
