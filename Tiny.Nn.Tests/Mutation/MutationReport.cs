using System.Globalization;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>
/// The verdicts for the mutants of a file: lines with tabs between the id of the mutant, the time of the newest test
/// that was measured before, the verdict and its cause. The last line of a mutant counts.
/// </summary>
sealed class MutationReport
{
    readonly string path;
    readonly Dictionary<int, (DateTime NewestTest, string Verdict)> verdicts = [];

    /// <summary>Opens the report of a file of the library, which is empty if the file was not tested before.</summary>
    public MutationReport(string folder, string file)
    {
        var reports = Directory.CreateDirectory(Path.Combine(folder, "reports"));
        path = Path.Combine(reports.FullName, $"{file.Replace('/', '-')}.tsv");
        foreach (var line in ResultFile.Read(path))
        {
            var parts = line.Split('\t', 3);
            var time = DateTime.Parse(parts[1], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
            verdicts[int.Parse(parts[0])] = (time, parts[2]);
        }
    }

    public bool IsKilled(StrykerMutant mutant) =>
        verdicts.TryGetValue(mutant.Id, out var entry) && entry.Verdict.StartsWith(MutantWorker.Killed);

    /// <summary>
    /// Returns the time of the newest test that a mutant survived, or null if it was not tested; tests measured later
    /// may kill it.
    /// </summary>
    public DateTime? Survived(StrykerMutant mutant) =>
        verdicts.TryGetValue(mutant.Id, out var entry) ? entry.NewestTest : null;

    public void Add(StrykerMutant mutant, DateTime newestTest, string verdict)
    {
        verdicts[mutant.Id] = (newestTest, verdict);
        ResultFile.Append(path, $"{mutant.Id}\t{newestTest:O}\t{verdict}");
    }

    public void PrintSurvivors(IEnumerable<StrykerMutant> file)
    {
        foreach (var mutant in file.Where(mutant => !IsKilled(mutant)))
            Console.WriteLine($"{mutant.File}:{mutant.Line} {mutant.Kind}: {mutant.Replacement}"
                + verdicts[mutant.Id].Verdict[MutantWorker.Survived.Length..].Replace("\t", "; "));
    }
}
