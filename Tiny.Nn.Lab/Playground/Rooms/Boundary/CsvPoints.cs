using System.Globalization;
using System.Text;
using CsvHelper;

namespace Tiny.Nn.Lab.Playground.Rooms.Boundary;

/// <summary>
/// Reads points from comma-separated values: rows <c>x,y,label</c> with a label 0 or 1, or <c>x,y</c> for a regression,
/// and an optional header. Points outside of −1 … 1 are scaled to it, each axis for itself.
/// </summary>
static class CsvPoints
{
    const int MaximumPoints = 2000;

    static readonly CsvReaderOptions options = new()
    {
        Separator = ',', HasHeader = false, TrimWhitespace = true, TrackLineNumbers = true,
    };

    /// <exception cref="InvalidDataException">A row is invalid; the message names it.</exception>
    public static DrawnPoint[] Read(string csv, bool isRegression)
    {
        var (points, columns) = (new List<DrawnPoint>(), isRegression ? 2 : 3);
        using var rows = CsvReader.Create(new StringReader(csv), options, leaveOpen: true);
        try
        {
            for (var row = 0; rows.Read(); row++)
            {
                if (row == 0 && !TryParse(rows.GetSpan(0), out _)) continue;
                if (rows.FieldCount != columns)
                    throw Fault($"expects {columns} columns {(isRegression ? "x,y" : "x,y,label")}, got "
                        + rows.FieldCount);
                if (points.Count == MaximumPoints) throw Fault($"has more than {MaximumPoints} points");
                points.Add(new(Number(0), Number(1), isRegression ? 0 : Label()));
            }
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"CSV: {error.Message.ReplaceLineEndings(" ")}", error);
        }
        if (points.Count == 0) throw new InvalidDataException("CSV: has no points; expects rows x,y,label");
        var (x, y) = (Scale(points.Select(point => point.X)), Scale(points.Select(point => point.Y)));
        return [.. points.Select(point => point with { X = x(point.X), Y = y(point.Y) })];

        float Number(int column) => TryParse(rows.GetSpan(column), out var value)
            ? value
            : throw Fault($"column {column + 1}: expects a number, got '{Text(column)}'");

        int Label() => Text(2) is "0" or "1"
            ? Text(2)[0] - '0'
            : throw Fault($"column 3: expects the label 0 or 1, got '{Text(2)}'");

        string Text(int column) => Encoding.UTF8.GetString(rows.GetSpan(column)[..Math.Min(
            rows.GetSpan(column).Length, 20)]).ReplaceLineEndings(" ");

        InvalidDataException Fault(string what) => new($"CSV, row {rows.LineNumber}: {what}");
    }

    /// <summary>Returns the map of an axis to −1 … 1; the identity if all values are inside.</summary>
    static Func<float, float> Scale(IEnumerable<float> values)
    {
        var (least, largest) = (values.Min(), values.Max());
        if (least >= -1 && largest <= 1) return value => value;
        var (center, half) = ((least + (double)largest) / 2, Math.Max(((double)largest - least) / 2, 1e-9));
        return value => (float)((value - center) / half);
    }

    static bool TryParse(ReadOnlySpan<byte> field, out float value) =>
        float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
}
