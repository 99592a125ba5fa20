using Exercises.Guide;
using Xunit;

namespace Exercises.Tests;

/// <summary>
/// The guide's checks for those who live in an IDE: one row for each exercise. A row passes, fails with the smallest case that is
/// wrong, or is skipped where there is no device. An exercise that is not begun fails, and says so.
/// </summary>
public class ExerciseTests
{
    static readonly Course Course = Course.Open();
    static readonly Judge Judge = new(Course);

    public static TheoryData<string> Exercises => [.. Course.Exercises.Select(exercise => $"{exercise.Id} {exercise.Title}")];

    [SkippableTheory, MemberData(nameof(Exercises))]
    public void Exercise(string name)
    {
        var verdict = Judge.Check(Course.Find(name.Split(' ')[0])!);
        Skip.If(verdict.Outcome is Outcome.Skipped, verdict.Tests.FirstOrDefault(test => test.Outcome is Outcome.Skipped)?.Message);
        Assert.True(verdict.Passed, "\n" + Screen.Text(Course, verdict));
    }
}
