using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Exercises.Guide;

/// <summary>
/// Compiles exercises and runs their tests in a <see cref="TestHost"/> process with a time limit. The process is
/// reused, and replaced after the learner's code blocks or ends it. The runner is thread-safe: runs take place
/// one at a time.
/// </summary>
public sealed class TestRunner(Course course) : IDisposable
{
    readonly Compiler compiler = new();
    readonly Lock gate = new();
    Process? host;
    string firstError = "";

    /// <summary>The time limit of one test of an exercise.</summary>
    public TimeSpan TestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit of a milestone.</summary>
    public TimeSpan MilestoneTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Runs the tests on the learner's files.</summary>
    /// <param name="small">Whether a milestone runs on its small data set.</param>
    /// <param name="onOutput">Called with each line that a test writes while it runs.</param>
    public ExerciseResult Run(Exercise exercise, bool small = false, Action<string>? onOutput = null) =>
        Run(exercise, course.Sources(exercise, needed => SourceFile.Read(needed.Path)), small, onOutput);

    /// <summary>
    /// Runs the tests on <paramref name="text"/> instead of the learner's file, and on the solutions of the exercises
    /// that it needs.
    /// </summary>
    public ExerciseResult Run(Exercise exercise, string text, bool small = false) =>
        Run(exercise, course.Sources(exercise,
            source => new(source.Path, source == exercise ? text : source.Solution.Text)), small, null);

    /// <summary>Runs the tests on these files.</summary>
    public ExerciseResult Run(Exercise exercise, IReadOnlyList<SourceFile> files, bool small, Action<string>? onOutput)
    {
        lock (gate)
        {
            var watch = Stopwatch.StartNew();
            var result = Run(exercise, files, small, onOutput, optimized: true);
            // Line numbers of optimised code are approximate, so code that throws runs again without optimisation.
            if (result.Outcome is Outcome.Threw && !exercise.IsMilestone)
                result = Run(exercise, files, small, onOutput, optimized: false) is { Outcome: Outcome.Threw } again
                    ? again : result;
            return result with { Seconds = watch.Elapsed.TotalSeconds };
        }
    }

    /// <summary>Returns the errors of the files if they are compiled alone, with .NET only.</summary>
    public IReadOnlyList<CompileError> CompileAlone(IReadOnlyList<SourceFile> files) =>
        compiler.Compile(files, use: References.DotNet).Errors;

    /// <summary>Ends the test host process.</summary>
    public void Dispose()
    {
        if (host is null) return;
        try
        {
            host.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // the process has already ended
        }
        host.Dispose();
        host = null;
    }

    ExerciseResult Run(Exercise exercise, IReadOnlyList<SourceFile> files, bool small, Action<string>? onOutput,
        bool optimized)
    {
        var compiled = compiler.Compile(files, optimized,
            exercise.IsFrameworkPart ? References.Support : References.Library);
        if (!compiled.Succeeded) return new(exercise, Outcome.DoesNotCompile, [], compiled.Errors, 0);
        var output = new List<string>();
        var timeout = exercise.IsMilestone ? MilestoneTimeout : TestTimeout;
        var (tests, page) = Run(new(compiled.Assembly, compiled.Symbols, small, exercise.Path), timeout,
            onOutput is null ? output.Add : output.Add + onOutput);
        return new(exercise, Worst(tests), tests, [], 0) { Output = output, Page = page };
    }

    static Outcome Worst(List<TestResult> tests) => tests.Count == 0 ? Outcome.Crashed
        : tests.Max(test => test.Outcome);

    (List<TestResult> Tests, string Page) Run(TestRequest request, TimeSpan timeout, Action<string> onOutput)
    {
        var (tests, page) = (new List<TestResult>(), "");
        TestResult? running = null;
        var elapsed = Stopwatch.StartNew();
        host ??= Start();
        host.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        host.StandardInput.Flush();
        while (true)
        {
            var reading = host.StandardOutput.ReadLineAsync();
            var left = timeout - elapsed.Elapsed;
            if (left <= TimeSpan.Zero || !reading.Wait(left))
                return Abort(Outcome.TimedOut,
                    $"no result after {timeout.TotalSeconds:0} seconds: an endless loop, or far too many steps");
            if (reading.Result is not { } line) return Abort(Outcome.Crashed, CrashMessage());
            var received = JsonSerializer.Deserialize<TestEvent>(line)!;
            if (received.Started is { } started)
            {
                running = started;
                elapsed.Restart();
            }
            if (received.Output is { } output) onOutput(output);
            if (received.Finished is { } finished) tests.Add(finished);
            page = received.Page ?? page;
            if (received.Done) return (tests, page);
        }

        (List<TestResult> Tests, string Page) Abort(Outcome outcome, string message)
        {
            Dispose();
            tests.Add((running ?? new("The first test", outcome, "", "")) with { Outcome = outcome,
                Message = message });
            return (tests, page);
        }
    }

    string CrashMessage()
    {
        host!.WaitForExit(2000);
        return firstError.Contains("Stack overflow", StringComparison.OrdinalIgnoreCase)
            ? "stack overflow: the recursion is too deep; use a loop with an explicit stack"
            : $"the code ended the process{(firstError.Length > 0 ? $": {firstError}" : "")}";
    }

    Process Start()
    {
        var program = typeof(TestRunner).Assembly.Location;
        var start = new ProcessStartInfo(DotnetPath())
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            UseShellExecute = false,
            StandardInputEncoding = new UTF8Encoding(false), StandardOutputEncoding = new UTF8Encoding(false),
        };
        foreach (var argument in new[] { "exec", program, TestHost.Argument }) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x80000000";   // 2 GiB: excessive allocation throws
        start.Environment["DOTNET_TC_QuickJitForLoops"] = "0";        // loops are optimised from the first call on
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var started = Process.Start(start)!;
        firstError = "";
        started.ErrorDataReceived += (_, line) => firstError = firstError.Length == 0 ? line.Data ?? "" : firstError;
        started.BeginErrorReadLine();
        return started;
    }

    /// <summary>Returns the path of the dotnet program that belongs to the running runtime.</summary>
    static string DotnetPath()
    {
        var name = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "dotnet.exe" : "dotnet";
        var path = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(path) ? path : name;
    }
}
