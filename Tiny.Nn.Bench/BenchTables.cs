using System.Globalization;
using Spectre.Console;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Bench;

/// <summary>Creates text tables: text columns left-aligned, numbers right-aligned, "–" for missing values.</summary>
static class BenchTables
{
    /// <summary>
    /// Creates a table whose first <paramref name="textColumns"/> columns hold text; the other columns hold numbers.
    /// </summary>
    public static Table Create(int textColumns, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var (index, name) in columns.Index())
        {
            var alignment = index < textColumns ? Justify.Left : Justify.Right;
            table.AddColumn(new TableColumn(Markup.Escape(name)) { NoWrap = true, Alignment = alignment });
        }
        return table;
    }

    /// <summary>Adds a row of plain text, without markup.</summary>
    public static void AddPlainRow(this Table table, params string[] cells) =>
        table.AddRow([.. cells.Select(cell => new Text(cell))]);

    /// <summary>Formats a number; "–" for null or NaN.</summary>
    public static string Number(double? number, string format) =>
        number is { } known && !double.IsNaN(known) ? known.ToString(format, CultureInfo.InvariantCulture) : "–";

    /// <summary>Formats a fraction as a percentage; "–" for null or NaN.</summary>
    public static string Percent(double? fraction, string format = "F0") =>
        fraction is { } known && !double.IsNaN(known) ? $"{Number(100 * known, format)} %" : "–";

    /// <summary>Formats whether a goal is met; "–" for null.</summary>
    public static string YesOrNo(bool? isMet) => isMet switch { true => "yes", false => "no", null => "–" };

    /// <summary>Writes a title and the table.</summary>
    public static void WriteTable(this ConsoleOutput output, string title, Table table)
    {
        output.WriteLine(title);
        output.Console.Write(table);
    }
}
