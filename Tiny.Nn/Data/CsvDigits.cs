using System.Globalization;
using System.Text;
using CsvHelper;

namespace Tiny.Nn.Data;

/// <summary>
/// The reader for digits in comma-separated values: one image per row, the label first, then the pixels, 0 … 255, row by row:
/// <code>
///   label,pixel0,pixel1,…,pixel783        a header, which may be missing
///   5,0,0,…,0
/// </code>
/// Images are square: 784 pixels make 28×28. It judges what the fields mean; finding the fields is CsvHelper's work.
/// </summary>
public static class CsvDigits
{
    const int MaximumPixels = 1 << 20, MaximumRowBytes = 1 << 24;

    static readonly CsvReaderOptions options = new()
    {
        Separator = ',', HasHeader = false, TrimWhitespace = true, TrackLineNumbers = true, MaxRecordSize = MaximumRowBytes,
        FormatProvider = CultureInfo.InvariantCulture,
    };

    /// <summary>Reads a file as examples [1, side, side].</summary>
    /// <param name="classes">K: labels are 0 … K − 1; 10 for digits.</param>
    /// <exception cref="InvalidDataException">A row or column is not what it should be; the message names both.</exception>
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
        if (classes is < 1 or > 256) throw new ArgumentException($"CsvDigits: there are 1 to 256 classes, got {classes}");
        var pixels = new List<byte>();
        var labels = new List<int>();
        using var rows = CsvReader.Create(text, options, leaveOpen: true);
        var columns = 0;
        while (Next(rows, name))
        {
            if (columns == 0 && IsHeader(rows, name, out columns)) continue;
            ReadRow(rows, columns, classes, pixels, labels, name);
        }
        if (labels.Count == 0) throw new InvalidDataException($"{name}: has no rows with digits; expects rows 'label,pixel0,pixel1,…'");
        var side = Side(columns - 1);
        return Dataset.FromPixels([.. pixels], [1, side, side], [.. labels], classes, Path.GetFileName(name));
    }

    static void ReadRow(CsvReader rows, int columns, int classes, List<byte> pixels, List<int> labels, string name)
    {
        if (rows.FieldCount != columns)
            throw Fault(rows, name, $"expects {columns} columns as in the first row, got {rows.FieldCount}");
        if ((long)pixels.Count + columns > Shape.MaximumCount)
            throw Fault(rows, name, $"more than {Shape.MaximumCount} pixels do not fit; split the file");
        labels.Add(Number(rows, 0, classes - 1, "a label", name));
        for (var column = 1; column < columns; column++) pixels.Add((byte)Number(rows, column, 255, "a pixel", name));
    }

    static bool Next(CsvReader rows, string name)
    {
        try
        {
            return rows.Read();
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"{name}: this is no table of digits: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <summary>Learns the width from the first row; true if that row is a header: one that begins with no number.</summary>
    static bool IsHeader(CsvReader rows, string name, out int columns)
    {
        columns = rows.FieldCount;
        if (columns < 2 || columns - 1 > MaximumPixels || Side(columns - 1) == 0)
            throw Fault(rows, name, $"expects a label and the pixels of a square image, such as 1 + 784 columns, got {columns}");
        return !double.TryParse(rows.GetSpan(0), CultureInfo.InvariantCulture, out _);
    }

    /// <summary>√pixels where it is whole, else 0.</summary>
    static int Side(int pixels) => (int)Math.Round(Math.Sqrt(pixels)) is var side && side * side == pixels ? side : 0;

    static int Number(CsvReader rows, int column, int most, string what, string name)
    {
        var field = rows.GetSpan(column);
        return int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw Fault(rows, name, $"{what} is a whole number, 0 to {most}, got '{Short(field)}'", $", column {column + 1}");
    }

    static InvalidDataException Fault(CsvReader rows, string name, string what, string column = "") =>
        new($"{name}, row {rows.LineNumber}{column}: {what}");

    static string Short(ReadOnlySpan<byte> field) => field.Length <= 20
        ? Encoding.UTF8.GetString(field)
        : Encoding.UTF8.GetString(field[..20]) + "…";
}
