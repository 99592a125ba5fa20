namespace Exercises.Guide;

/// <summary>The outcome of a test or an exercise, from best to worst.</summary>
public enum Outcome { Passed, NotFaster, Skipped, Todo, Failed, Threw, TimedOut, Crashed, DoesNotCompile }

/// <summary>The result of one test.</summary>
/// <param name="Name">The name of the test method.</param>
/// <param name="Outcome">How the test ended.</param>
/// <param name="Formula">The id of the formula that the test covers, such as NN-03.</param>
/// <param name="Method">The learner's method under test.</param>
public sealed record TestResult(string Name, Outcome Outcome, string Formula, string Method)
{
    /// <summary>The inputs of the failed assertion; null if none failed.</summary>
    public string? Inputs { get; init; }

    /// <summary>The value that the failed assertion expected.</summary>
    public string? Expected { get; init; }

    /// <summary>The value that the failed assertion got.</summary>
    public string? Got { get; init; }

    /// <summary>
    /// The exception, the reason for skipping, the missing speed, or the id of the exercise that is not written yet.
    /// </summary>
    public string? Message { get; init; }

    /// <summary>The learner's file in which the exception was thrown.</summary>
    public string? File { get; init; }

    /// <summary>The line in <see cref="File"/>.</summary>
    public int? Line { get; init; }

    /// <summary>The line in the tests that called the failing code.</summary>
    public int? TestLine { get; init; }

    /// <summary>The text that the learner's code wrote to the console.</summary>
    public string? Printed { get; init; }

    /// <summary>The duration of the test.</summary>
    public double Milliseconds { get; init; }

    /// <summary>Whether the test did not fail: it passed, was skipped, or is correct but not faster yet.</summary>
    public bool Passed => Outcome is Outcome.Passed or Outcome.NotFaster or Outcome.Skipped;

    /// <summary>The test's name as a sentence: underscores become spaces.</summary>
    public string Sentence => Name.Replace('_', ' ');
}

/// <summary>The result of an exercise: its tests up to the first that failed, or the compiler's errors.</summary>
public sealed record ExerciseResult(Exercise Exercise, Outcome Outcome, IReadOnlyList<TestResult> Tests,
    IReadOnlyList<CompileError> Errors, double Seconds)
{
    /// <summary>The lines that the tests wrote, such as measured times.</summary>
    public IReadOnlyList<string> Output { get; init; } = [];

    /// <summary>The HTML of a milestone's pictures and figures; empty for others.</summary>
    public string Page { get; init; } = "";

    /// <summary>Whether no test failed.</summary>
    public bool Passed => Outcome is Outcome.Passed or Outcome.NotFaster or Outcome.Skipped;

    /// <summary>The last test that ran; after a failure, the one that failed.</summary>
    public TestResult? LastTest => Tests.LastOrDefault();
}
