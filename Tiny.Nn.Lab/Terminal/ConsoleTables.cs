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
