using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>The layer table, with bars for where the parameters are and where the work is.</summary>
static class Architecture
{
    public static string Write(ReportContent run)
    {
        var rows = LayerRow.Of(run.Network);
        var (parameters, multiplications) = (rows.Sum(row => row.Parameters), rows.Sum(row => row.Multiplications));
        var body = new StringBuilder();
        foreach (var row in rows)
            body.Append($"<tr><td>{Html.Text(row.Layer)}</td><td>{row.Output}</td>")
                .Append(Cell(row.Parameters, parameters)).Append(Cell(row.Multiplications, multiplications)).Append("</tr>");
        return Html.Chapter("What it is made of", $"""
            <div class="scroll"><table class="layers">
            <thead><tr><th>layer</th><th>output</th><th>parameters</th><th>multiplications</th></tr></thead>
            <tbody>{body}</tbody>
            <tfoot><tr><td>all</td><td></td><td>{parameters:N0}</td><td>{multiplications:N0}</td></tr></tfoot>
            </table></div>
            """);
    }

    static string Cell(long part, long whole) => part == 0
        ? "<td></td>"
        : $"""<td><i class="part" style="--share:{Html.Share((double)part / whole)}"></i>{part:N0}</td>""";
}
