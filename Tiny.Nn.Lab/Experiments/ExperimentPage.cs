using Tiny.Nn.Lab.Report;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Writes an experiment's <c>report.html</c>: what one should see, the figures, and the table of claims.
/// </summary>
static class ExperimentPage
{
    /// <summary>Returns the page's HTML.</summary>
    public static string Write(Experiment experiment, ExperimentRun run, ExperimentSummary summary) =>
        HtmlFragments.Page(experiment.Name, $"""
            <header>
            <p class="brand">Tiny.Nn <span>experiment</span></p>
            <h1>{HtmlFragments.Text(experiment.Name)}</h1>
            <p class="lead">{HtmlFragments.Text(experiment.Shows)}.</p>
            <p class="lead">{HtmlFragments.Text(experiment.LookFor)}</p>
            <dl>
            <div><dt>verdict</dt><dd>{HtmlFragments.Text(summary.Verdict)}</dd></div>
            <div><dt>length</dt><dd>{summary.Budget}</dd></div>
            <div><dt>seeds</dt><dd>{summary.Seeds}</dd></div>
            <div><dt>backend</dt><dd>{HtmlFragments.Text(summary.Backend)}</dd></div>
            <div><dt>time</dt><dd>{summary.Seconds:F1} s</dd></div>
            </dl>
            </header>
            {string.Join('\n', run.Sections.Select(section => HtmlFragments.Section(
                section.Title, string.Join('\n', section.Figures), HtmlFragments.Text(section.Lead))))}
            {HtmlFragments.Section("Claims", Table(run.Claims),
                "What the source says, what is accepted, and what this run measured.")}
            """);

    static string Table(IEnumerable<Claim> claims) => $"""
        <div class="scroll"><table class="claims">
        <thead><tr><th>id</th><th>the source says</th><th>accepted</th><th>we got</th><th>verdict</th></tr></thead>
        <tbody>
        {string.Join('\n', claims.Select(Row))}
        </tbody></table></div>
        """;

    static string Row(Claim claim)
    {
        string[] cells = [claim.Id, claim.Says, claim.Accepted, claim.Got,
            claim.Reason.Length == 0 ? claim.VerdictText : $"{claim.VerdictText}: {claim.Reason}"];
        var css = claim.Verdict switch
        {
            Verdict.Holds => "holds",
            Verdict.NotReproduced => "failed",
            _ => "open",
        };
        return $"""<tr class="{css}">"""
            + $"{string.Concat(cells.Select(cell => $"<td>{HtmlFragments.Text(cell)}</td>"))}</tr>";
    }
}
