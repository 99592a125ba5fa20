using System.Diagnostics;
using System.Text.Json;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>A test case that passes on the original library: its duration and the mutants whose code it runs.</summary>
/// <param name="Measured">The time of the measurement (UTC).</param>
/// <param name="Mutants">The mutants whose code the test runs, those in static initializers included.</param>
/// <param name="Static">The mutants in static initializers that ran in this test.</param>
sealed record TestCoverage(
    string Id, DateTime Measured, double Seconds, IReadOnlyList<int> Mutants, IReadOnlyList<int> Static)
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
        foreach (var id in tests.Ids.Except(Read(folder).Select(test => test.Id)).ToList())
        {
            var watch = Stopwatch.StartNew();
            string? failure = null;
            var (all, inStatic) = control.Record(() => failure = tests.Failure(id));
            var row = new TestCoverage(id, DateTime.UtcNow, watch.Elapsed.TotalSeconds, all, inStatic);
            if (failure is null) ResultFile.Append(FileIn(folder), JsonSerializer.Serialize(row));
            else output.WriteLine($"not used, because it fails on the original: {tests.Name(id)}: {failure}");
        }
    }

    public static IReadOnlyList<TestCoverage> Read(string folder) =>
        [.. ResultFile.Read(FileIn(folder)).Select(line => JsonSerializer.Deserialize<TestCoverage>(line)!)];

    static string FileIn(string folder) => Path.Combine(folder, "coverage.jsonl");
}
