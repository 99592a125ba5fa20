namespace Exercises.Guide;

/// <summary>A question to the referee: run the tests of this assembly.</summary>
/// <param name="Small">Whether a milestone is to be small enough for an automatic check.</param>
public sealed record Request(byte[] Assembly, byte[] Symbols, bool Small);

/// <summary>How a test, or an exercise, ended.</summary>
public enum Outcome { Passed, Skipped, Todo, Failed, Threw, TimedOut, Crashed, DoesNotCompile }

/// <summary>How one test ended, and what a learner wants to know about it.</summary>
public sealed record TestResult(string Name, Outcome Outcome, string Formula, string Method)
{
    /// <summary>The failing case, or nothing.</summary>
    public string? Inputs { get; init; }

    public string? Expected { get; init; }

    public string? Got { get; init; }

    /// <summary>What was thrown, why it was skipped, or which exercise is still to be written.</summary>
    public string? Message { get; init; }

    /// <summary>Where in the learner's files it was thrown.</summary>
    public string? File { get; init; }

    public int? Line { get; init; }

    /// <summary>The line of the test that led there.</summary>
    public int? TestLine { get; init; }

    /// <summary>What the learner's code printed.</summary>
    public string? Printed { get; init; }

    public double Milliseconds { get; init; }

    /// <summary>The name as a sentence.</summary>
    public string Sentence => Name.Replace('_', ' ');
}

/// <summary>A line from the referee: a test begins, says something, or ends; or all are done. One of the four is set.</summary>
public sealed record Report(TestResult? Begins, string? Says, TestResult? Ends, bool Done);
