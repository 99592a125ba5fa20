using System.Globalization;
using System.Text;
using CsvHelper;
using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Data;

/// <summary>
/// Reads digits from comma-separated values: one image per row, the label first, then the pixels, 0 … 255, row by row.
/// </summary>
/// <remarks>
/// <code>
///   label,pixel0,pixel1,…,pixel783        an optional header
///   5,0,0,…,0
/// </code>
/// Images are square: 784 pixels are 28×28. CsvHelper splits the rows into fields.
/// </remarks>
public static class CsvDigits
{
    const int MaximumPixels = 1 << 20;

    static readonly CsvReaderOptions options = new()
    {
        Separator = ',', HasHeader = false, TrimWhitespace = true, TrackLineNumbers = true, MaxRecordSize = 1 << 24,
    };

    /// <summary>
    /// Whether a .csv file has digits: a header <c>label,pixel…</c>, or no header and rows of a label and the pixels of
    /// a square image, 8×8 or larger.
    /// </summary>
    public static bool IsDigits(string path)
    {
        string[] fields = [.. TableReader.FirstLine(path).Split(',').Select(field => field.Trim(' ', '\r', '"'))];
        if (fields is ["label", ['p', 'i', 'x', 'e', 'l', ..], ..]) return true;
        var side = (int)Math.Sqrt(fields.Length - 1);
        return side >= 8 && side * side == fields.Length - 1
            && fields.Take(8).All(field => double.TryParse(field, CultureInfo.InvariantCulture, out _));
    }

    /// <summary>Reads a file as examples [1, side, side].</summary>
    /// <param name="classes">K: labels are 0 … K − 1; 10 for digits.</param>
    /// <exception cref="InvalidDataException">A row or column is invalid; the message names both.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Dataset Read(string path, int classes = 10)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var text = new StreamReader(path);
        return Read(text, path, classes);
    }

    /// <summary>Reads from text.</summary>
    /// <param name="name">The file's name, for errors.</param>
    /// <inheritdoc cref="Read(string, int)"/>
    public static Dataset Read(TextReader text, string name, int classes = 10)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (classes is < 1 or > 256)
            throw new ArgumentException($"CsvDigits: the number of classes is 1 to 256, got {classes}");
        var pixels = new List<byte>();
        var labels = new List<int>();
        using var rows = CsvReader.Create(text, options, leaveOpen: true);
        int columns = 0, side = 0;
        try
        {
            while (rows.Read())
            {
                if (columns == 0)
                {
                    columns = rows.FieldCount;
                    side = (int)Math.Sqrt(columns - 1);
                    if (columns < 2 || columns - 1 > MaximumPixels || side * side != columns - 1)
                        throw Fault($"expects a label and the pixels of a square image, such as 1 + 784 columns, got " +
                            $"{columns}");
                    // a header
                    if (!double.TryParse(rows.GetSpan(0), CultureInfo.InvariantCulture,
                        out _)) continue;
                }
                if (rows.FieldCount != columns)
                    throw Fault($"expects {columns} columns as in the first row, got {rows.FieldCount}");
                if ((long)pixels.Count + columns > Shape.MaximumCount)
                    throw Fault($"the file has more than {Shape.MaximumCount} pixels; split it");
                labels.Add(Number(0, classes - 1, "a label"));
                for (var column = 1; column < columns; column++) pixels.Add(Number(column, 255, "a pixel"));
            }
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"{name}: is not valid CSV: {error.Message.ReplaceLineEndings(" ")}", error);
        }
        if (labels.Count == 0)
            throw new InvalidDataException($"{name}: has no rows with digits; expects rows 'label,pixel0,pixel1,…'");
        return Dataset.FromPixels(
            [.. pixels], [1, side, side], Targets.FromLabels([.. labels], classes), Path.GetFileName(name));

        byte Number(int column, int largest, string what)
        {
            var field = rows.GetSpan(column);
            return byte.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= largest
                ? number
                : throw Fault($"{what} is an integer from 0 to {largest}, got '{Short(field)}'",
                    $", column {column + 1}");
        }

        InvalidDataException Fault(string what, string column = "") =>
            new($"{name}, row {rows.LineNumber}{column}: {what}");
    }

    /// <summary>Returns the beginning of a field as one line: a quoted field may contain line ends.</summary>
    static string Short(ReadOnlySpan<byte> field) =>
        Encoding.UTF8.GetString(field[..Math.Min(field.Length, 20)]).ReplaceLineEndings(" ")
        + (field.Length > 20 ? "…" : "");
}
