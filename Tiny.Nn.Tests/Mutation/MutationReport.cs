namespace Tiny.Nn.Tests.Mutation;

/// <summary>
/// The verdicts for the mutants of a file: a line for each, with tabs between its id, verdict and cause.
/// </summary>
sealed class MutationReport
{
    readonly string path;
    readonly Dictionary<int, string> verdicts;

    /// <summary>
    /// Opens the report of a file of the library, which is empty if the file was not tested before. Mutants that
    /// survived are left out if tests were measured since.
    /// </summary>
    public MutationReport(string folder, string file)
    {
        var reports = Directory.CreateDirectory(Path.Combine(folder, "reports"));
        path = Path.Combine(reports.FullName, $"{file.Replace('/', '-')}.tsv");
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (File.GetLastWriteTimeUtc(path) < TestCoverage.LastMeasured(folder))
            File.WriteAllLines(path, lines = [.. lines.Where(line => line.Contains($"\t{MutantWorker.Killed}\t"))]);
        verdicts = lines.Select(line => line.Split('\t', 2)).ToDictionary(
            parts => int.Parse(parts[0]), parts => parts[1]);
    }

    public bool Holds(StrykerMutant mutant) => verdicts.ContainsKey(mutant.Id);

    public void Add(StrykerMutant mutant, string verdict)
    {
        verdicts.Add(mutant.Id, verdict);
        File.AppendAllText(path, $"{mutant.Id}\t{verdict}\n");
    }

    /// <summary>Prints the survivors among the mutants of the file. Returns the file's row of the table.</summary>
    public string Print(IGrouping<string, StrykerMutant> file)
    {
        var survivors = file.Where(mutant => verdicts[mutant.Id].StartsWith(MutantWorker.Survived)).ToList();
        foreach (var mutant in survivors)
            Console.WriteLine($"{mutant.File}:{mutant.Line} {mutant.Kind}: {mutant.Replacement}"
                + verdicts[mutant.Id][MutantWorker.Survived.Length..].Replace("\t", "; "));
        var (all, killed) = (file.Count(), file.Count() - survivors.Count);
        return FormattableString.Invariant(
            $"| `{file.Key}` | {all} | {killed} | {survivors.Count} | {100.0 * killed / all:F1} % |");
    }
}
