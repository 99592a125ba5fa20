using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>Tests of the milestones, which run on the solutions and a few built-in digits.</summary>
public class CourseMilestoneTests(CourseFixture fixture) : IClassFixture<CourseFixture>
{
    [Theory, MemberData(nameof(CourseFixture.MilestoneIds), MemberType = typeof(CourseFixture))]
    public void A_milestone_passes_with_the_solutions(string id)
    {
        var (course, milestone, output) = (CourseFixture.Course, CourseFixture.Course.Find(id)!, new List<string>());
        var sources = course.Sources(milestone, needed => new(needed.Path, needed.Solution.Text));
        var result = fixture.Runner.Run(milestone, sources, small: true, output.Add);
        Assert.True(result.Outcome is Outcome.Passed, CourseFixture.Text(result) + string.Join('\n', output));
        Assert.True(output.Count > 5, "expects progress and an image");
    }

    [Theory, MemberData(nameof(CourseFixture.MilestoneIds), MemberType = typeof(CourseFixture))]
    public void A_milestone_on_stubs_names_the_missing_exercise(string id)
    {
        var (course, milestone) = (CourseFixture.Course, CourseFixture.Course.Find(id)!);
        var sources = course.Sources(milestone, needed => new(needed.Path, needed.Solution.Stub));
        var result = fixture.Runner.Run(milestone, sources, small: true, onOutput: null);
        Assert.Equal(Outcome.Todo, result.Outcome);
        Assert.Contains(result.LastTest!.Message, milestone.Needs);
    }
}
