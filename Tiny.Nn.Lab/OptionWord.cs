using System.Globalization;

namespace Tiny.Nn.Lab;

/// <summary>One value of an <see cref="OptionWord"/>: its name in help texts, its range and its default.</summary>
/// <param name="Default">The value if it is omitted; null for a value that must be given.</param>
/// <param name="IsWhole">Whether the value is an integer.</param>
sealed record OptionWordValue(
    string Name, double Minimum, double Maximum, double? Default = null, bool IsWhole = false);

/// <summary>
/// A word of an option's value with values of its own, separated by colons: <c>step:10:0.5</c>. The words of one option
/// form a table; <see cref="Parse"/> finds the word in it and checks its values.
/// </summary>
sealed record OptionWord(string Name, params OptionWordValue[] Values)
{
    /// <summary>Returns the form of the word for help and error messages: <c>step:EPOCHS[:FACTOR]</c>.</summary>
    public string Form => Name + string.Concat(Values.Select(value =>
        value.Default is null ? $":{value.Name}" : $"[:{value.Name}]"));

    /// <summary>Returns the word with values, without those at the end that equal their defaults.</summary>
    public string Format(params double[] values)
    {
        var count = values.Length;
        while (count > 0 && Values[count - 1].Default == values[count - 1]) count--;
        return Name + string.Concat(values.Take(count).Select(value =>
            string.Create(CultureInfo.InvariantCulture, $":{value}")));
    }

    /// <summary>Returns a word's name and all its values; those omitted have their defaults.</summary>
    /// <param name="option">The option's name, for error messages.</param>
    /// <param name="known">The words that the option knows.</param>
    /// <exception cref="UsageException">The word is unknown, or a value is missing, superfluous or invalid.</exception>
    public static (string Name, double[] Values) Parse(string option, string text, IReadOnlyList<OptionWord> known)
    {
        var parts = text.Split(':');
        var word = known.FirstOrDefault(word => word.Name == parts[0]) ?? throw new UsageException(
            $"{option}: unknown word '{parts[0]}'; expects {string.Join(", ", known.Select(word => word.Form))}");
        if (parts.Length - 1 > word.Values.Length)
            throw new UsageException($"{option}: '{text}' has more values than {word.Form}");
        return (word.Name, [.. word.Values.Select((value, index) => index + 1 < parts.Length
            ? word.ParseValue(option, value, parts[index + 1])
            : value.Default ?? throw new UsageException(
                $"{option}: '{text}' has no {value.Name}; expects {word.Form}"))]);
    }

    double ParseValue(string option, OptionWordValue value, string text)
    {
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var number)
            && number >= value.Minimum && number <= value.Maximum && (!value.IsWhole || number % 1 == 0))
            return number;
        throw new UsageException(string.Create(CultureInfo.InvariantCulture,
            $"{option}: {value.Name} of {Form} is {(value.IsWhole ? "an integer" : "a number")} from {value.Minimum} "
            + $"to {value.Maximum}, got '{text}'"));
    }
}
