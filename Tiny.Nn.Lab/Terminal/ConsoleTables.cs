using Spectre.Console;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>Tables in this program's dress, filled with text as it is: shapes have brackets, which markup would take for its own.</summary>
static class ConsoleTables
{
    /// <summary>A table whose first column stands to the left and the others to the right.</summary>
    public static Table Create(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var (place, column) in columns.Index())
        {
            var dressed = new TableColumn(Markup.Escape(column)) { NoWrap = true };
            table.AddColumn(place == 0 ? dressed : dressed.RightAligned());
        }
        return table;
    }

    /// <summary>A row of plain text.</summary>
    public static Table AddPlainRow(this Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);

    /// <summary>Puts the last column, one of words, to the left.</summary>
    public static Table WithLeftAlignedLastColumn(this Table table)
    {
        table.Columns[^1].Alignment = Justify.Left;
        return table;
    }
}
