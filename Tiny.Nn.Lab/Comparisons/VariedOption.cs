using System.Security.Cryptography;
using System.Text;

namespace Tiny.Nn.Lab.Comparisons;

/// <summary>
/// An option of <c>train</c> and the values that a comparison gives it: <c>dropout=0,0.5</c>. Lines of layers, which
/// have commas, are separated by semicolons.
/// </summary>
/// <param name="Name">The option's name, without hyphens.</param>
public sealed record VariedOption(string Name, IReadOnlyList<string> Values)
{
    /// <summary>Returns the options of <c>--vary</c>.</summary>
    /// <param name="texts">The values of <c>--vary</c>.</param>
    /// <param name="known">The names of the options that can be varied.</param>
    /// <exception cref="UsageException">A text is no option with two or more different values.</exception>
    public static IReadOnlyList<VariedOption> Parse(IEnumerable<string> texts, IReadOnlyCollection<string> known)
    {
        VariedOption[] options = [.. texts.Select(text => Parse(text, known))];
        if (options.CountBy(option => option.Name).FirstOrDefault(one => one.Value > 1) is { Key: { } twice })
            throw new UsageException($"--vary: '{twice}' comes twice; name all its values in one --vary");
        return options;
    }

    /// <summary>Returns all combinations of the options' values; the last option changes first.</summary>
    /// <exception cref="UsageException">There are too many for one page.</exception>
    public static IReadOnlyList<Combination> Combine(IReadOnlyList<VariedOption> options)
    {
        var count = options.Aggregate(1L, (product, option) => product * option.Values.Count);
        if (count > Comparison.MaximumGroups)
            throw new UsageException($"--vary: {string.Join(" · ", options.Select(option => option.Values.Count))} = "
                + $"{count} combinations; one page can show {Comparison.MaximumGroups}; vary fewer options or values");
        IEnumerable<(string, string)[]> grid = [[]];
        foreach (var option in options)
            grid = grid.SelectMany(values => option.Values, (values, value) =>
                ((string, string)[])[.. values, (option.Name, value)]);
        return [.. grid.Select(values => new Combination(values))];
    }

    static VariedOption Parse(string text, IReadOnlyCollection<string> known)
    {
        if (text.Split('=', 2) is not [var name, var list])
            throw new UsageException($"--vary: expects NAME=VALUE,VALUE,…, such as rate=0.1,0.5, got '{text}'");
        name = name.TrimStart('-');
        if (name == "seed")
            throw new UsageException("--vary: seeds are averaged, not compared; give their number with --seeds N");
        if (name == "data")
            throw new UsageException("--vary: data with another test set cannot be compared; vary another option");
        if (!known.Contains(name))
            throw new UsageException($"--vary: '{name}' cannot be varied; choose one of {string.Join(", ", known)}");
        var (separator, separators) = name == "layers" ? (';', "semicolons") : (',', "commas");
        var values = list.Split(separator, StringSplitOptions.TrimEntries);
        if (values.Length < 2 || values.Contains(""))
            throw new UsageException(
                $"--vary: expects two or more values of {name}, separated by {separators}, got '{list}'");
        if (values.CountBy(value => value).FirstOrDefault(one => one.Value > 1) is { Key: { } twice })
            throw new UsageException($"--vary: {name} has the value '{twice}' twice; name each value once");
        return new(name, values);
    }
}

/// <summary>One value for each option that is varied.</summary>
public sealed record Combination(IReadOnlyList<(string Option, string Value)> Values)
{
    const int MaximumLength = 60, ChecksumLength = 8;

    /// <summary>The values as arguments of <c>train</c>.</summary>
    public IEnumerable<string> Arguments => Values.SelectMany(one => new[] { $"--{one.Option}", one.Value });

    /// <summary>The name in legends and tables: <c>dropout 0.5, rate 0.1</c>.</summary>
    public string Name => string.Join(", ", Values.Select(one => Describe(one.Option, one.Value)));

    /// <summary>Returns an option and its value for names; a value with commas is in quotation marks.</summary>
    public static string Describe(string option, string value) =>
        value.Contains(',') ? $"{option} \"{value}\"" : $"{option} {value}";

    /// <summary>The name of the folder of one run: <c>dropout=0.5,seed=1</c>.</summary>
    public string FolderName(ulong seed) =>
        string.Concat(Values.Select(one => $"{one.Option}={Shorten(one.Value)},").Append($"seed={seed}")
            .SelectMany(text => text.Select(letter =>
                char.IsAsciiLetterOrDigit(letter) || ".+-=,".Contains(letter) ? letter : '_')));

    /// <summary>
    /// Returns a long value's beginning with its checksum: a file system limits the length of a name.
    /// </summary>
    static string Shorten(string value) => value.Length <= MaximumLength ? value
        : $"{value[..(MaximumLength - ChecksumLength - 1)]}-"
            + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..ChecksumLength];
}
