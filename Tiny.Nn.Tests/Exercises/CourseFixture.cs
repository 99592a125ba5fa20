using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>The course and a test runner, shared by the tests of a class.</summary>
public sealed class CourseFixture : IDisposable
{
    public static readonly Course Course = Course.Open();

    public TestRunner Runner { get; } = new(Course) { TestTimeout = TimeSpan.FromSeconds(30) };

    public void Dispose() => Runner.Dispose();

    /// <summary>The ids of the exercises, as theory data.</summary>
    public static TheoryData<string> Ids => [.. Course.Exercises.Select(exercise => exercise.Id)];

    /// <summary>The ids of the milestones, as theory data.</summary>
    public static TheoryData<string> MilestoneIds => [.. Course.Milestones.Select(milestone => milestone.Id)];

    /// <summary>Returns a result as text, for failure messages.</summary>
    public static string Text(ExerciseResult result) => ConsoleOutput.Format(Course, result);
}
