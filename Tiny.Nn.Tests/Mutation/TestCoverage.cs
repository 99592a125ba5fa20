using System.Diagnostics;
using System.Text.Json;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>A test case that passes on the original library: its duration and the mutants whose code it runs.</summary>
/// <param name="Static">The mutants in static initializers that ran in this test.</param>
sealed record TestCoverage(string Id, double Seconds, IReadOnlyList<int> Mutants, IReadOnlyList<int> Static)
{
    /// <summary>
    /// Runs each test case that the file of a folder lacks, and appends a line. Prints the tests that fail.
    /// </summary>
    public static void Measure(string folder)
    {
        var control = new StrykerSwitch { Active = null };
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        using var tests = new InProcessTests();
        var known = File.Exists(FileIn(folder)) ? Read(folder).Select(test => test.Id).ToHashSet() : [];
        foreach (var id in tests.Ids.Except(known))
        {
            var watch = Stopwatch.StartNew();
            string? failure = null;
            var (all, inStatic) = control.Record(() => failure = tests.Failure(id));
            var row = new TestCoverage(id, watch.Elapsed.TotalSeconds, all, inStatic);
            if (failure is null) File.AppendAllText(FileIn(folder), JsonSerializer.Serialize(row) + "\n");
            else output.WriteLine($"not used, because it fails on the original: {tests.Name(id)}: {failure}");
        }
    }

    public static IReadOnlyList<TestCoverage> Read(string folder) =>
        [.. File.ReadLines(FileIn(folder)).Select(line => JsonSerializer.Deserialize<TestCoverage>(line)!)];

    public static DateTime LastMeasured(string folder) => File.GetLastWriteTimeUtc(FileIn(folder));

    static string FileIn(string folder) => Path.Combine(folder, "coverage.jsonl");
}
