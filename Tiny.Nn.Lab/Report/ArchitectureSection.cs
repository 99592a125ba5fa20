using System.Text;

namespace Tiny.Nn.Lab.Report;

/// <summary>
/// The report's architecture: a drawing of the layers' outputs, and a table whose bars show each layer's share of the
/// parameters and multiplications.
/// </summary>
static class ArchitectureSection
{
    public static string Write(ReportContent run)
    {
        var rows = run.Network.SummarizeLayers();
        var (parameters, multiplications) = (rows.Sum(row => row.Parameters), rows.Sum(row => row.Multiplications));
        var body = new StringBuilder();
        foreach (var row in rows)
            body.Append($"<tr><td>{HtmlFragments.Text(row.Layer)}</td><td>{row.OutputShape}</td>")
                .Append(Cell(row.Parameters, parameters)).Append(Cell(row.Multiplications, multiplications))
                .Append("</tr>");
        return HtmlFragments.Section("Architecture", $"""
            {ArchitectureDrawing.Write(run.Data.ExampleShape, rows)}
            <div class="scroll"><table class="layers">
            <thead><tr><th>layer</th><th>output shape</th><th>parameters</th><th>multiplications</th></tr></thead>
            <tbody>{body}</tbody>
            <tfoot><tr><td>total</td><td></td><td>{parameters:N0}</td><td>{multiplications:N0}</td></tr></tfoot>
            </table></div>
            """);
    }

    static string Cell(long count, long total) => count == 0
        ? "<td></td>"
        : $"""<td><i class="fraction" style="--fraction:{HtmlFragments.Fraction((double)count / total)}"></i>"""
            + $"{count:N0}</td>";
}
