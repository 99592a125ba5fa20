using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>The milestones, on the solutions, with few built-in digits.</summary>
public class MilestoneTests(CourseFixture fixture) : IClassFixture<CourseFixture>
{
    [Theory, MemberData(nameof(CourseFixture.MilestoneIds), MemberType = typeof(CourseFixture))]
    public void A_milestone_passes_with_the_solutions(string id)
    {
        var (course, milestone, said) = (CourseFixture.Course, CourseFixture.Course.Find(id)!, new List<string>());
        var sources = course.Sources(milestone, needed => new(needed.Path, needed.Solution.Text));
        var verdict = fixture.Judge.Check(milestone, sources, small: true, said.Add);
        Assert.True(verdict.Outcome is Outcome.Passed, CourseFixture.Text(verdict) + string.Join('\n', said));
        Assert.True(said.Count > 5, "a milestone says how it goes, and ends with a picture");
    }

    [Theory, MemberData(nameof(CourseFixture.MilestoneIds), MemberType = typeof(CourseFixture))]
    public void A_milestone_on_stubs_names_the_exercise_that_is_missing(string id)
    {
        var (course, milestone) = (CourseFixture.Course, CourseFixture.Course.Find(id)!);
        var sources = course.Sources(milestone, needed => new(needed.Path, needed.Solution.Stub));
        var verdict = fixture.Judge.Check(milestone, sources, small: true, says: null);
        Assert.Equal(Outcome.Todo, verdict.Outcome);
        Assert.Contains(verdict.Last!.Message, milestone.Needs);
    }
}
