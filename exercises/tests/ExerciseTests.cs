using Exercises.Guide;
using Xunit;

namespace Exercises.Tests;

/// <summary>
/// The tests of the course for IDEs, one row per exercise. An exercise whose stub is unchanged fails and says what to
/// write; one that needs a missing device is skipped.
/// </summary>
public class ExerciseTests
{
    static readonly Course Course = Course.Open();
    static readonly TestRunner Runner = new(Course);

    public static TheoryData<string> Exercises =>
        [.. Course.Exercises.Select(exercise => $"{exercise.Id} {exercise.Title}")];

    [SkippableTheory, MemberData(nameof(Exercises))]
    public void Exercise(string name)
    {
        var result = Runner.Run(Course.Find(name.Split(' ')[0])!);
        Skip.If(result.Outcome is Outcome.Skipped,
            result.Tests.FirstOrDefault(test => test.Outcome is Outcome.Skipped)?.Message);
        Assert.True(result.Passed, "\n" + ConsoleOutput.Format(Course, result));
    }
}
