namespace Tiny.Nn.Tests.Mutation;

/// <summary>
/// Tests the mutants of parts of the library. The verdicts of each file are appended to a report as they come, so that
/// an interrupted run continues where it ended.
/// </summary>
static class MutationRun
{
    /// <summary>
    /// The program that mutation.sh calls: <c>measure FOLDER</c> measures what the tests run, <c>run FOLDER PART…</c>
    /// tests the mutants of files and folders of Tiny.Nn, and <c>worker FOLDER</c> is its child.
    /// </summary>
    public static void Execute(string[] arguments)
    {
        switch (arguments)
        {
            case ["measure", var folder]: TestCoverage.Measure(folder); break;
            case ["run", var folder, .. var parts]: Run(folder, parts); break;
            case ["worker", var folder]: MutantWorker.Serve(folder); break;
            default: throw new ArgumentException("expects measure, run or worker, and a folder");
        }
    }

    static void Run(string folder, string[] parts)
    {
        var mutants = StrykerMutant.ReadReport(Path.Combine(folder, "mutants.json"));
        foreach (var part in parts)
            if (!mutants.Any(mutant => mutant.IsIn(part)))
                throw new ArgumentException($"Tiny.Nn has no file {part}.cs and no folder {part} with mutants");
        var files = parts.SelectMany(part => mutants.Where(mutant => mutant.IsIn(part))).Distinct()
            .ToLookup(mutant => mutant.File);
        var coverage = TestCoverage.Read(folder);
        using var worker = new MutantWorkerProcess(folder);
        var reports = files.ToDictionary(file => file.Key, file => new MutationReport(folder, file.Key));
        foreach (var file in files) Test(file, reports[file.Key], coverage, worker);
        foreach (var file in files) reports[file.Key].PrintSurvivors(file);
        Console.WriteLine("| part | mutants | killed | survived | score |\n|---|---:|---:|---:|---:|");
        foreach (var file in files) Console.WriteLine(Row(file.Key, [.. file]));
        foreach (var part in parts.Where(part => !files.Contains($"{part}.cs")))
            Console.WriteLine(Row(part, [.. mutants.Where(mutant => mutant.IsIn(part))]));

        string Row(string name, IReadOnlyList<StrykerMutant> tested)
        {
            var killed = tested.Count(mutant => reports[mutant.File].IsKilled(mutant));
            return FormattableString.Invariant($"| `{name}` | {tested.Count} | {killed} | {tested.Count - killed} | ")
                + FormattableString.Invariant($"{100.0 * killed / tested.Count:F1} % |");
        }
    }

    /// <summary>
    /// Runs the mutants of a file that are not killed against the tests that were measured after their last run.
    /// </summary>
    static void Test(IEnumerable<StrykerMutant> file, MutationReport report, IReadOnlyList<TestCoverage> coverage,
        MutantWorkerProcess worker)
    {
        var newest = coverage.Max(test => test.Measured);
        var newestOf = new Dictionary<int, DateTime>();
        foreach (var test in coverage.OrderBy(test => test.Measured))
            foreach (var mutant in test.Mutants) newestOf[mutant] = test.Measured;
        var inStatic = coverage.SelectMany(test => test.Static).ToHashSet();
        foreach (var mutant in inStatic) newestOf[mutant] = newest;
        foreach (var mutant in file.Where(mutant => !report.IsKilled(mutant)))
        {
            var survived = report.Survived(mutant);
            if (newestOf.TryGetValue(mutant.Id, out var time) && !(time <= survived))
                report.Add(mutant, newest, worker.Verdict(
                    new(mutant.Id, survived ?? DateTime.MinValue), inStatic.Contains(mutant.Id)));
            else if (survived is null)
                report.Add(mutant, DateTime.MinValue, $"{MutantWorker.Survived}\tno test runs it");
        }
    }
}
