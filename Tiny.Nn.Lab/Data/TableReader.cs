using System.Text;
using CsvHelper;

namespace Tiny.Nn.Lab.Data;

/// <summary>
/// Reads tables of comma-separated values with a header. The delimiter is the most frequent one of the header among
/// comma, semicolon, tab and |; unless it is the comma, numbers may have decimal commas.
/// </summary>
/// <remarks>CsvHelper splits the rows into fields. Missing values are refused with their row and column.</remarks>
static class TableReader
{
    const string Delimiters = ",;\t|";
    const int MaximumRow = 1 << 24;

    /// <summary>Reads the columns that <paramref name="isUsed"/> selects, by name.</summary>
    /// <exception cref="InvalidDataException">A row or column is invalid; the message names both.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<TableColumn> Read(string path, Func<string, bool> isUsed)
    {
        var delimiter = FindDelimiter(path);
        using var text = new StreamReader(path);
        using var rows = CsvReader.Create(text, new()
        {
            Separator = delimiter, HasHeader = false, TrimWhitespace = true, TrackLineNumbers = true,
            MaxRecordSize = MaximumRow,
        }, leaveOpen: true);
        try
        {
            var columns = ReadHeader(rows, path, delimiter, isUsed);
            var count = 0;
            for (; rows.Read(); count++)
            {
                if (rows.FieldCount != columns.Length)
                    throw new InvalidDataException($"{path}, row {rows.LineNumber}: expects {columns.Length} columns "
                        + $"as in the header, got {rows.FieldCount}");
                foreach (var (index, column) in columns.Index())
                    if (column?.Add(rows.GetSpan(index)) is { } fault)
                        throw new InvalidDataException($"{path}, row {rows.LineNumber}, column {index + 1} "
                            + $"('{TableColumn.Short(column.Name)}'): {fault}");
            }
            if (count == 0) throw new InvalidDataException($"{path}: has a header, but no rows");
            return [.. columns.OfType<TableColumn>()];
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"{path}: is not valid CSV: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <summary>Returns the columns' names, without reading rows.</summary>
    public static string[] ReadNames(string path)
    {
        var names = new List<string>();
        var delimiter = FindDelimiter(path);
        using var text = new StreamReader(path);
        using var rows = CsvReader.Create(text, new()
        {
            Separator = delimiter, HasHeader = false, TrimWhitespace = true, MaxRecordSize = MaximumRow,
        }, leaveOpen: true);
        try
        {
            ReadHeader(rows, path, delimiter, name =>
            {
                names.Add(name);
                return false;
            });
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"{path}: is not valid CSV: {error.Message.ReplaceLineEndings(" ")}", error);
        }
        return [.. names];
    }

    /// <summary>Returns one column per field of the header; null for those that are not used.</summary>
    static TableColumn?[] ReadHeader(CsvReader rows, string path, char delimiter, Func<string, bool> isUsed)
    {
        if (!rows.Read())
            throw new InvalidDataException($"{path}: is empty; expects a header with the columns' names, then rows");
        string[] names = [.. Enumerable.Range(0, rows.FieldCount).Select(index =>
            Encoding.UTF8.GetString(rows.GetSpan(index)).Trim() is { Length: > 0 } name ? name : $"column "
                + $"{index + 1}")];
        if (names.All(name => double.TryParse(name, out _)))
            throw new InvalidDataException($"{path}, row 1: expects a header with the columns' names, got numbers "
                + $"only; "
                + "add a first line such as a,b,c");
        if (names.Length < 2)
            throw new InvalidDataException($"{path}, row 1: has one column, '{TableColumn.Short(names[0])}'; expects "
                + "columns separated by comma, semicolon, tab or |");
        var repeated = names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (repeated is not null)
            throw new InvalidDataException($"{path}, row 1: two columns have the name "
                + $"'{TableColumn.Short(repeated)}'; rename one");
        return [.. names.Select(name => isUsed(name) ? new TableColumn(name, delimiter != ',') : null)];
    }

    static char FindDelimiter(string path)
    {
        var header = FirstLine(path);
        return Delimiters.MaxBy(delimiter => header.Count(letter => letter == delimiter));
    }

    /// <summary>Returns the beginning of the first line that is not empty.</summary>
    internal static string FirstLine(string path)
    {
        using var text = new StreamReader(path);
        var start = new char[1 << 16];
        return new string(start, 0, text.ReadBlock(start)).TrimStart().Split('\n', 2)[0];
    }
}
