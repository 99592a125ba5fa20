using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Exercises.Guide;

/// <summary>How an exercise ended: its tests up to the first that failed, or the compiler's errors.</summary>
public sealed record Verdict(Exercise Exercise, Outcome Outcome, IReadOnlyList<TestResult> Tests, IReadOnlyList<CompileError> Errors,
    double Seconds)
{
    /// <summary>What the tests measured and said.</summary>
    public IReadOnlyList<string> Said { get; init; } = [];

    public bool Passed => Outcome is Outcome.Passed or Outcome.Skipped;

    /// <summary>The test that ended it.</summary>
    public TestResult? Last => Tests.LastOrDefault();
}

/// <summary>
/// Compiles an exercise and has a <see cref="Referee"/> run it, within a time limit. The referee is kept for the next question, and
/// replaced when the learner's code hung or killed it. One question at a time.
/// </summary>
public sealed class Judge(Course course) : IDisposable
{
    readonly Compiler compiler = new();
    readonly Lock gate = new();
    Process? referee;
    string lastWords = "";

    /// <summary>How long one test of an exercise may run.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a milestone may run.</summary>
    public TimeSpan MilestoneLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Judges the learner's own files.</summary>
    /// <param name="says">Is told what a milestone says while it runs.</param>
    public Verdict Check(Exercise exercise, bool small = false, Action<string>? says = null) =>
        Check(exercise, course.Sources(exercise, needed => SourceFile.Read(needed.Path)), small, says);

    /// <summary>Judges any text in the place of the learner's file.</summary>
    public Verdict Check(Exercise exercise, string text, bool small = false) =>
        Check(exercise, course.Sources(exercise, needed => new(needed.Path, text)), small, null);

    /// <summary>Judges these files.</summary>
    public Verdict Check(Exercise exercise, IReadOnlyList<SourceFile> files, bool small, Action<string>? says)
    {
        lock (gate)
        {
            var watch = Stopwatch.StartNew();
            var verdict = Judged(exercise, files, small, says, optimized: true);
            // Optimised code knows only roughly where it was; so what throws is run once more, slowly, to show the very line.
            if (verdict.Outcome is Outcome.Threw && !exercise.IsMilestone)
                verdict = Judged(exercise, files, small, says, optimized: false) is { Outcome: Outcome.Threw } again ? again : verdict;
            return verdict with { Seconds = watch.Elapsed.TotalSeconds };
        }
    }

    public void Dispose()
    {
        if (referee is null) return;
        try
        {
            referee.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // it has ended by itself
        }
        referee.Dispose();
        referee = null;
    }

    Verdict Judged(Exercise exercise, IReadOnlyList<SourceFile> files, bool small, Action<string>? says, bool optimized)
    {
        var compiled = compiler.Compile(files, optimized);
        if (!compiled.Succeeded) return new(exercise, Outcome.DoesNotCompile, [], compiled.Errors, 0);
        var said = new List<string>();
        var limit = exercise.IsMilestone ? MilestoneLimit : Limit;
        var tests = Run(new(compiled.Assembly, compiled.Symbols, small), limit, says is null ? said.Add : said.Add + says);
        return new(exercise, Worst(tests), tests, [], 0) { Said = said };
    }

    static Outcome Worst(List<TestResult> tests) => tests.Count == 0 ? Outcome.Crashed : tests.Max(test => test.Outcome);

    List<TestResult> Run(Request request, TimeSpan limit, Action<string> says)
    {
        var tests = new List<TestResult>();
        TestResult? running = null;
        var spent = Stopwatch.StartNew();
        referee ??= Start();
        referee.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        referee.StandardInput.Flush();
        while (true)
        {
            var reading = referee.StandardOutput.ReadLineAsync();
            var left = limit - spent.Elapsed;
            if (left <= TimeSpan.Zero || !reading.Wait(left))
                return Lost(Outcome.TimedOut, $"not done after {limit.TotalSeconds:0} seconds: does a loop never end?");
            if (reading.Result is not { } line) return Lost(Outcome.Crashed, LastWords());
            var report = JsonSerializer.Deserialize<Report>(line)!;
            if (report.Begins is { } begins)
            {
                running = begins;
                spent.Restart();
            }
            if (report.Says is { } said) says(said);
            if (report.Ends is { } ended) tests.Add(ended);
            if (report.Done) return tests;
        }

        List<TestResult> Lost(Outcome outcome, string message)
        {
            Dispose();
            tests.Add((running ?? new("The first test", outcome, "", "")) with { Outcome = outcome, Message = message });
            return tests;
        }
    }

    string LastWords()
    {
        referee!.WaitForExit(2000);
        return lastWords.Contains("Stack overflow", StringComparison.OrdinalIgnoreCase)
            ? "stack overflow: a method calls itself too deep; use a loop with a stack of its own"
            : $"the code ended the whole program{(lastWords.Length > 0 ? $": {lastWords}" : "")}";
    }

    Process Start()
    {
        var program = typeof(Judge).Assembly.Location;
        var start = new ProcessStartInfo(Dotnet())
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = new UTF8Encoding(false),
        };
        foreach (var word in new[] { "exec", program, Referee.Word }) start.ArgumentList.Add(word);
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x80000000";      // 2 GiB: runaway memory is an exception, not a dead machine
        start.Environment["DOTNET_TC_QuickJitForLoops"] = "0";           // loops run at full speed from the first call on
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var started = Process.Start(start)!;
        lastWords = "";
        started.ErrorDataReceived += (_, line) => lastWords = lastWords.Length == 0 ? line.Data ?? "" : lastWords;
        started.BeginErrorReadLine();
        return started;
    }

    /// <summary>The dotnet program that runs us, or the one that belongs to our runtime.</summary>
    static string Dotnet()
    {
        var name = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
