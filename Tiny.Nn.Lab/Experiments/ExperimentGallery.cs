using System.Text;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Writes a Markdown page of the last runs of all experiments: what each shows, its picture, its claims with their
/// verdicts, and its command. The pages of single experiments are by <see cref="ExperimentPage"/>.
/// </summary>
public static class ExperimentGallery
{
    /// <summary>Writes <c>README.md</c> and <c>pictures/NAME.svg</c>.</summary>
    /// <param name="target">The folder to write to.</param>
    /// <param name="output">The folder of the runs.</param>
    /// <returns>The number of experiments on the page, those that were run.</returns>
    public static int Write(string target, string? output, IEnumerable<Experiment> experiments)
    {
        var pictures = Path.Combine(target, "pictures");
        Directory.CreateDirectory(pictures);
        var (contents, sections) = (new StringBuilder(), new StringBuilder());
        var count = 0;
        foreach (var experiment in experiments)
        {
            var folder = ExperimentFolder.Find(output, experiment.Name);
            if (folder.LastSummary() is not { } summary) continue;
            if (File.Exists(folder.PicturePath))
                File.Copy(folder.PicturePath, Path.Combine(pictures, $"{experiment.Name}.svg"), overwrite: true);
            contents.Append($"| [{experiment.Name}](#{experiment.Name}) | {experiment.Shows} | {summary.Verdict} |\n");
            sections.Append(Section(experiment, summary, folder, target));
            count++;
        }
        RunFolder.WriteText(Path.Combine(target, "README.md"), $"""
            # The experiments

            Each experiment repeats results of the sources. It asks a question, trains networks, draws what happens, and
            judges the claims: *what the source says · what is accepted · what was measured · verdict*. A claim
            `holds`, is `not reproduced`, or is `not judged` because the source gives no limit or the run was too short.
            Each has a file of its own in the project's folder Tiny.Nn.Lab/Experiments; the ids are explained in
            {Link(target, "../../SOURCES.md")}.

            The command `experiment --gallery DIR` wrote this page from the last runs.

            | experiment | shows | verdict |
            |---|---|---|
            {contents}
            {sections}
            """.TrimEnd() + "\n");
        return count;
    }

    /// <summary>Returns a link to a file of the project; only its name where the page lies elsewhere.</summary>
    static string Link(string target, string path) => File.Exists(Path.Combine(target, path))
        ? $"[{Path.GetFileName(path)}]({path})" : Path.GetFileName(path);

    static string Section(Experiment experiment, ExperimentSummary summary, ExperimentFolder folder, string target)
    {
        var picture = File.Exists(folder.PicturePath)
            ? $"![{Cell(experiment.Shows)}](pictures/{experiment.Name}.svg)\n\n"
            : "";
        var file = $"{experiment.GetType().Name}.cs";
        var seeds = summary.Seeds == 1 ? "seed 1" : $"seeds 1 to {summary.Seeds}";
        var length = $"{summary.Budget} length, {seeds}";
        return $"""
            ## {experiment.Name}

            {experiment.Shows}. {experiment.LookFor}

            ```
            dotnet run -c Release --project Tiny.Nn.Lab -- experiment {experiment.Name}
            ```

            {picture}{Link(target, file)}: {length}; data: {summary.Data}; {summary.Backend}

            | id | the source says | accepted | measured | verdict |
            |---|---|---|---|---|
            {string.Concat(folder.ReadClaims().Select(Row))}

            """;
    }

    static string Row(Claim claim)
    {
        var verdict = claim.Reason.Length == 0 ? claim.VerdictText : $"{claim.VerdictText}: {claim.Reason}";
        return $"| {claim.Id} | {Cell(claim.Says)} | {Cell(claim.Accepted)} | {Cell(claim.Got)} | {Cell(verdict)} |\n";
    }

    static string Cell(string text) => text.Replace("|", "\\|").ReplaceLineEndings(" ");
}
