using Spectre.Console;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// Creates the program's text tables. Cells are plain text: Spectre.Console would interpret the brackets of shapes
/// as markup. Control characters are escaped.
/// </summary>
public static class ConsoleTables
{
    /// <summary>Creates a table with the first column left-aligned and the others right-aligned.</summary>
    public static Table Create(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var (index, name) in columns.Index())
        {
            var column = new TableColumn(Markup.Escape(TerminalText.Escape(name))) { NoWrap = true };
            table.AddColumn(index == 0 ? column : column.RightAligned());
        }
        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static Table AddPlainRow(this Table table, params string[] cells) =>
        table.AddRow([.. cells.Select(cell => new Text(TerminalText.Escape(cell)))]);

    /// <summary>
    /// Writes a table without breaking a number. In a console that is too narrow for it, the table has no margins, or
    /// becomes several tables, each with the first column; only that one is ever wrapped.
    /// </summary>
    public static void Write(ConsoleOutput output, IReadOnlyList<string> columns, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. columns.Select((name, column) =>
            rows.Select(row => row[column]).Append(name).Max(cell => TerminalText.Escape(cell).Length))];
        var width = output.Console.Profile.Width;
        var margin = widths.Sum(one => one + 3) < width ? 1 : 0;
        var first = Math.Min(widths[0], width / 2);
        for (int begin = 1, end; begin < columns.Count; begin = end)
        {
            var used = first + 2 * margin + 2;
            for (end = begin; end < columns.Count; end++)
                if ((used += widths[end] + 2 * margin + 1) > width && end > begin) break;
            var shown = Enumerable.Range(begin, end - begin).Prepend(0).ToArray();
            var table = Create([.. shown.Select(column => columns[column])]);
            foreach (var column in table.Columns) column.Padding = new(margin, 0, margin, 0);
            if (first < widths[0]) (table.Columns[0].NoWrap, table.Columns[0].Width) = (false, first);
            foreach (var row in rows) table.AddPlainRow([.. shown.Select(column => row[column])]);
            output.Console.Write(table);
        }
    }

    /// <summary>Left-aligns the last column.</summary>
    public static Table WithLeftAlignedLastColumn(this Table table)
    {
        table.Columns[^1].Alignment = Justify.Left;
        return table;
    }

    /// <summary>Left-aligns the columns from an index on, and wraps their text to the width of the console.</summary>
    public static Table WithLeftAlignedColumns(this Table table, int from)
    {
        foreach (var column in table.Columns.Skip(from)) (column.Alignment, column.NoWrap) = (Justify.Left, false);
        return table;
    }
}
