using System.Collections.Concurrent;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>
/// The child process: switches mutants on, one after the other, and runs the tests that run their code until one fails.
/// Writes <see cref="Ready"/>, reads a <see cref="Task"/>, writes the time limit of each test in seconds and the
/// verdict, and so on.
/// </summary>
sealed class MutantWorker : IDisposable
{
    /// <summary>A mutant, and the time after which the tests that it meets were measured.</summary>
    public readonly record struct Task(int Mutant, DateTime Since)
    {
        public static Task Parse(string line)
        {
            var parts = line.Split(' ');
            return new(int.Parse(parts[0]), new DateTime(long.Parse(parts[1])));
        }

        public override string ToString() => $"{Mutant} {Since.Ticks}";
    }

    /// <summary>
    /// The environment variable with the id of the mutant that is active from the start, for static initializers.
    /// </summary>
    public const string InitialMutant = "TINYNN_MUTANT";

    public const string Ready = "ready";

    public const string Killed = "killed", Survived = "survived", Unsure = "unsure", Failed = "failed";

    const double BaseLimit = 10, LimitPerSecond = 10;

    readonly StrykerSwitch control = new();
    readonly InProcessTests tests;
    readonly IReadOnlyList<TestCoverage> coverage;
    readonly TextWriter replies = Console.Out;
    readonly int? initial =
        Environment.GetEnvironmentVariable(InitialMutant) is { } text ? int.Parse(text) : null;
    bool isFirst = true;

    MutantWorker(string folder)
    {
        Console.SetOut(TextWriter.Null);
        control.Active = initial;
        tests = new InProcessTests();
        coverage = [.. TestCoverage.Read(folder).Where(test => tests.Contains(test.Id)).OrderBy(test => test.Seconds)];
    }

    /// <summary>
    /// Tests mutants until the input ends, or until one leaves the process in a state that fails tests.
    /// </summary>
    public static void Serve(string folder)
    {
        using var worker = new MutantWorker(folder);
        using var tasks = new BlockingCollection<Task>();
        new Thread(() =>
        {
            while (Console.ReadLine() is { } line) tasks.Add(Task.Parse(line));
            Environment.Exit(0);   // the parent process has ended, and the test may never end
        }) { IsBackground = true }.Start();
        try
        {
            do worker.replies.WriteLine(Ready);
            while (worker.Test(tasks.Take()));
        }
        catch (Exception error)
        {
            // An error of this program kills no mutant.
            worker.replies.WriteLine($"{Failed}\t{error.ToString().ReplaceLineEndings(" ")}");
        }
    }

    public void Dispose() => tests.Dispose();

    /// <summary>Writes the verdict for a mutant. Returns false if the process cannot be used any more.</summary>
    bool Test(Task task)
    {
        var (mutant, since) = task;
        var wasFirst = isFirst;
        isFirst = false;
        foreach (var test in coverage)
        {
            if (test.Measured <= since || initial is null && !test.Mutants.Contains(mutant)) continue;
            replies.WriteLine($"{BaseLimit + LimitPerSecond * test.Seconds}");
            control.Active = mutant;
            var failure = tests.Failure(test.Id);
            if (failure is null) continue;
            // A failure counts if the test passes without the mutant, so that no earlier mutant caused it.
            control.Active = null;
            var isClean = initial is null && tests.Failure(test.Id) is null;
            replies.WriteLine(isClean || wasFirst ? $"{Killed}\t{tests.Name(test.Id)}: {failure}" : Unsure);
            return isClean;
        }
        control.Active = null;
        replies.WriteLine(Survived);
        return initial is null;
    }
}
