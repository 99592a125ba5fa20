using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>The layer table, with bars for where the parameters are and where the work is.</summary>
static class ArchitectureSection
{
    public static string Write(ReportContent run)
    {
        var rows = LayerSummary.Of(run.Network);
        var (parameters, multiplications) = (rows.Sum(row => row.Parameters), rows.Sum(row => row.Multiplications));
        var body = new StringBuilder();
        foreach (var row in rows)
            body.Append($"<tr><td>{HtmlFragments.Text(row.Layer)}</td><td>{row.OutputShape}</td>")
                .Append(Cell(row.Parameters, parameters)).Append(Cell(row.Multiplications, multiplications)).Append("</tr>");
        return HtmlFragments.Section("What it is made of", $"""
            <div class="scroll"><table class="layers">
            <thead><tr><th>layer</th><th>output</th><th>parameters</th><th>multiplications</th></tr></thead>
            <tbody>{body}</tbody>
            <tfoot><tr><td>all</td><td></td><td>{parameters:N0}</td><td>{multiplications:N0}</td></tr></tfoot>
            </table></div>
            """);
    }

    static string Cell(long part, long whole) => part == 0
        ? "<td></td>"
        : $"""<td><i class="part" style="--share:{HtmlFragments.Fraction((double)part / whole)}"></i>{part:N0}</td>""";
}
