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
        var files = mutants.Where(mutant => parts.Any(mutant.IsIn)).ToLookup(mutant => mutant.File);
        var coverage = TestCoverage.Read(folder);
        var covered = coverage.SelectMany(test => test.Mutants).ToHashSet();
        var inStatic = coverage.SelectMany(test => test.Static).ToHashSet();
        using var worker = new MutantWorkerProcess(folder);
        var rows = new List<string>();
        foreach (var file in files)
        {
            var report = new MutationReport(folder, file.Key);
            foreach (var mutant in file.Where(mutant => !report.Holds(mutant)))
                report.Add(mutant, covered.Contains(mutant.Id)
                    ? worker.Verdict(mutant.Id, inStatic.Contains(mutant.Id))
                    : $"{MutantWorker.Survived}\tno test runs it");
            rows.Add(report.Print(file));
        }
        Console.WriteLine("| file | mutants | killed | survived | score |\n|---|---:|---:|---:|---:|");
        rows.ForEach(Console.WriteLine);
    }
}
