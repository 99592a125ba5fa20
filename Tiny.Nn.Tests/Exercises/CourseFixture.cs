using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>The course and one judge, for all proofs of the exercises.</summary>
public sealed class CourseFixture : IDisposable
{
    public static readonly Course Course = Course.Open();

    public Judge Judge { get; } = new(Course) { Limit = TimeSpan.FromSeconds(30) };

    public void Dispose() => Judge.Dispose();

    /// <summary>The ids, as rows of a theory.</summary>
    public static TheoryData<string> Ids => [.. Course.Exercises.Select(exercise => exercise.Id)];

    /// <summary>The milestones' ids.</summary>
    public static TheoryData<string> MilestoneIds => [.. Course.Milestones.Select(milestone => milestone.Id)];

    /// <summary>What a verdict says, for a failing proof.</summary>
    public static string Text(Verdict verdict) => Screen.Text(Course, verdict);
}
