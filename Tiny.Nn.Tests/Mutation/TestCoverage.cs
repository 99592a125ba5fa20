using System.Text.Json;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>A test case that passes on the original library: its duration and the mutants whose code it runs.</summary>
/// <param name="Measured">The time of the measurement (UTC).</param>
/// <param name="Seconds">The processor time.</param>
/// <param name="Mutants">The mutants whose code the test runs, those in static initializers included.</param>
/// <param name="Static">The mutants in static initializers that ran in this test.</param>
sealed record TestCoverage(
    string Id, DateTime Measured, double Seconds, IReadOnlyList<int> Mutants, IReadOnlyList<int> Static)
{
    /// <summary>Longer tests, in seconds, run against no mutant.</summary>
    const double LongestTest = 5;

    /// <summary>The id of the line for the code that runs before the first test.</summary>
    const string BeforeTests = "before tests";

    static readonly TimeSpan RecordingTime = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Runs each test case that the file of a folder lacks, and appends a line. The first line holds the static
    /// initializers that run before a test does. Prints the tests that fail.
    /// </summary>
    public static void Measure(string folder)
    {
        var control = new StrykerSwitch { Active = null };
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        var known = ReadAll(folder).Select(test => test.Id).ToHashSet();
        InProcessTests? found = null;
        var before = control.Record(() => found = new InProcessTests(), TimeSpan.MaxValue / 2).Static;
        using var tests = found!;
        if (known.Add(BeforeTests)) Append(new(BeforeTests, DateTime.UtcNow, 0, before, before));
        foreach (var id in tests.Ids.Where(id => !known.Contains(id)))
        {
            var start = Environment.CpuUsage.TotalTime;
            string? failure = null;
            var (all, inStatic) = control.Record(() => failure = tests.Failure(id), RecordingTime);
            var seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            if (failure is null) Append(new(id, DateTime.UtcNow, seconds, all, inStatic));
            else output.WriteLine($"not used, because it fails on the original: {tests.Name(id)}: {failure}");
        }

        void Append(TestCoverage row) => ResultFile.Append(FileIn(folder), JsonSerializer.Serialize(row));
    }

    /// <summary>Returns the measured tests, without those that take too long.</summary>
    public static IReadOnlyList<TestCoverage> Read(string folder) =>
        [.. ReadAll(folder).Where(test => test.Seconds <= LongestTest)];

    static IReadOnlyList<TestCoverage> ReadAll(string folder) =>
        [.. ResultFile.Read(FileIn(folder)).Select(line => JsonSerializer.Deserialize<TestCoverage>(line)!)];

    static string FileIn(string folder) => Path.Combine(folder, "coverage.jsonl");
}
