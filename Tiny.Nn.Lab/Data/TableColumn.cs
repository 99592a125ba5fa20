using System.Globalization;
using System.Text;

namespace Tiny.Nn.Lab.Data;

/// <summary>
/// One column of a table in memory: numbers, or the indices of its different texts. The first value decides which.
/// </summary>
sealed class TableColumn(string name, bool hasDecimalComma)
{
    static readonly string[] missing = ["", "NA", "N/A", "NaN", "null", "none", "?", "-"];

    readonly Dictionary<string, int> indices = [];
    List<double>? numbers;
    List<int>? codes;

    public string Name => name;

    /// <summary>Whether the values are numbers.</summary>
    public bool IsNumeric => numbers is not null;

    /// <summary>The numbers, one per row.</summary>
    public IReadOnlyList<double> Numbers => numbers!;

    /// <summary>The different texts, in the order of their first row.</summary>
    public IReadOnlyList<string> Texts => [.. indices.Keys];

    /// <summary>The index of each row's text.</summary>
    public IReadOnlyList<int> Codes => codes!;

    /// <summary>Adds the value of the next row.</summary>
    /// <returns>Null, or what is wrong with the value.</returns>
    public string? Add(ReadOnlySpan<byte> field)
    {
        var isNumber = TryNumber(field, out var number);
        if (!isNumber || !double.IsFinite(number))
        {
            var text = Encoding.UTF8.GetString(field);
            if (missing.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase))
                return "the value is missing; fill it in, remove the row, or leave the column out with --ignore";
            if (isNumber) return $"expects a finite number, got '{Short(text)}'";
            if (numbers is not null) return $"expects a number as in the rows before, got '{Short(text)}'";
            Append(text.Trim());
        }
        else if (codes is not null) Append(Encoding.UTF8.GetString(field).Trim());
        else (numbers ??= []).Add(number);
        return null;
    }

    /// <summary>Returns the numbers as texts, for classes with numbers as names.</summary>
    public TableColumn AsTexts()
    {
        if (!IsNumeric) return this;
        var column = new TableColumn(name, hasDecimalComma);
        foreach (var number in numbers!) column.Append(number.ToString("R", CultureInfo.InvariantCulture));
        return column;
    }

    /// <summary>Returns the beginning of a text as one line.</summary>
    public static string Short(string text) =>
        (text.Length > 20 ? text[..20] + "…" : text).ReplaceLineEndings(" ");

    void Append(string text)
    {
        if (!indices.TryGetValue(text, out var code)) indices.Add(text, code = indices.Count);
        (codes ??= []).Add(code);
    }

    bool TryNumber(ReadOnlySpan<byte> field, out double number)
    {
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out number)) return true;
        var comma = field.IndexOf((byte)',');
        if (!hasDecimalComma || comma < 0 || field.Length > 40) return false;
        Span<byte> point = stackalloc byte[field.Length];
        field.CopyTo(point);
        point[comma] = (byte)'.';
        return double.TryParse(point, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
