using System.Globalization;
using Spectre.Console;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Bench;

/// <summary>The tables of this program: words to the left, numbers to the right, "–" for what was not measured.</summary>
static class BenchTables
{
    /// <summary>A table whose first <paramref name="words"/> columns hold words.</summary>
    public static Table Create(int words, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var (place, name) in columns.Index())
        {
            var alignment = place < words ? Justify.Left : Justify.Right;
            table.AddColumn(new TableColumn(Markup.Escape(name)) { NoWrap = true, Alignment = alignment });
        }
        return table;
    }

    /// <summary>A row of text as it is: brackets are no markup.</summary>
    public static void AddPlainRow(this Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);

    public static string Number(double? number, string format) =>
        number is { } known && !double.IsNaN(known) ? known.ToString(format, CultureInfo.InvariantCulture) : "–";

    /// <summary>Shows the table under its title.</summary>
    public static void WriteTable(this ConsoleOutput output, string title, Table table)
    {
        output.WriteLine(title);
        output.Console.Write(table);
    }
}
