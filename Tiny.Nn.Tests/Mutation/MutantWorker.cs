using System.Collections.Concurrent;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>
/// The child process: switches mutants on, one after the other, and runs the tests that run their code until one fails.
/// Writes <see cref="Ready"/>, reads the id of a mutant, writes the time limit of each test in seconds and the verdict,
/// and so on.
/// </summary>
sealed class MutantWorker : IDisposable
{
    /// <summary>
    /// The environment variable with the id of the mutant that is active from the start, for static initializers.
    /// </summary>
    public const string InitialMutant = "TINYNN_MUTANT";

    public const string Ready = "ready";

    public const string Killed = "killed", Survived = "survived", Unsure = "unsure";

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
        coverage = [.. TestCoverage.Read(folder).OrderBy(test => test.Seconds)];
    }

    /// <summary>
    /// Tests mutants until the input ends, or until one leaves the process in a state that fails tests.
    /// </summary>
    public static void Serve(string folder)
    {
        using var worker = new MutantWorker(folder);
        using var mutants = new BlockingCollection<int>();
        new Thread(() =>
        {
            while (Console.ReadLine() is { } line) mutants.Add(int.Parse(line));
            Environment.Exit(0);   // the parent process has ended, and the test may never end
        }) { IsBackground = true }.Start();
        do worker.replies.WriteLine(Ready);
        while (worker.Test(mutants.Take()));
    }

    public void Dispose() => tests.Dispose();

    /// <summary>Writes the verdict for a mutant. Returns false if the process cannot be used any more.</summary>
    bool Test(int mutant)
    {
        var wasFirst = isFirst;
        isFirst = false;
        foreach (var test in coverage.Where(test => initial is not null || test.Mutants.Contains(mutant)))
        {
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
