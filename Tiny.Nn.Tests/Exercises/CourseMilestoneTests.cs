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
        var legend = id switch
        {
            "M1" => "b = 1 │", "M2" => "digits are misclassified", "M3" => "scale  ░░ ", "M4" => "reconstruction",
            _ => "times as fast",
        };
        Assert.Contains(output, line => line.Contains(legend));
        Assert.Contains("<h2>", result.Page);
        Assert.Contains(id is "M1" ? "<svg" : "<img", result.Page);
    }

    [Fact]
    public void A_milestone_writes_a_page_with_its_parts_pictures_and_output()
    {
        using var copy = new CourseCopy("07", "08", "09", "10", "M1");
        copy.Solve("07", "08", "09", "10");
        Assert.Equal(0, copy.Commands.Check(copy.Course.Find("M1")));
        Assert.Contains($"page: {copy.Course.RelativePath(Path.Combine(copy.Root, "pages", "M1.html"))}", copy.Output);
        var page = File.ReadAllText(Path.Combine(copy.Root, "pages", "M1.html"));
        foreach (var text in new[] { "<h1>M1 XOR on your scalar graph</h1>", "07 The scalar graph", "step 1000",
            "✓ The network learns XOR", "data:image/png;base64,", "loss after 1000 steps" })
            Assert.Contains(text, page);
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

    [Theory, InlineData("M1", "09", "assigns instead of adding"),
        InlineData("M2", "12", "ignores the previous velocity"),
        InlineData("M2", "13", "omits the bias"), InlineData("M3", "26", "averages over the batch"),
        InlineData("M3", "32", "starts at index 0 for every window"),
        InlineData("M4", "29", "divides by the number of overlapping kernels"),
        InlineData("M5", "52", "uses the patches of the first image for the gradient of the filters")]
    public void A_small_milestone_rejects_a_wrong_exercise_in_its_first_test(string id, string need, string wrong)
    {
        var (course, milestone) = (CourseFixture.Course, CourseFixture.Course.Find(id)!);
        var sources = course.Sources(milestone, exercise => new(exercise.Path, exercise.Id == need
            ? exercise.Solution.Wrong.Single(solution => solution.Name == wrong).Text : exercise.Solution.Text));
        var result = fixture.Runner.Run(milestone, sources, small: true, onOutput: null);
        Assert.Equal(Outcome.Failed, result.Outcome);
        Assert.Single(result.Tests);
    }

    [Fact]
    public void M5_compares_three_steps_with_the_library()
    {
        var (course, milestone) = (CourseFixture.Course, CourseFixture.Course.Find("M5")!);
        var sources = course.Sources(milestone, exercise => new(exercise.Path,
            exercise.Solution.Text.Replace("v[i] = momentum * v[i] + g[i];", "v[i] = g[i];")));
        var result = fixture.Runner.Run(milestone, sources, small: true, onOutput: null);
        Assert.Contains("training step 2 on 2 digits, compared with Tiny.Nn", result.LastTest!.Inputs);
    }

    [Fact]
    public void M3_rejects_a_convolution_whose_output_is_halved()
    {
        var (course, milestone) = (CourseFixture.Course, CourseFixture.Course.Find("M3")!);
        var sources = course.Sources(milestone, exercise => new(exercise.Path,
            exercise.Solution.Text.Replace("return sum;", "return sum / 2;")));
        var result = fixture.Runner.Run(milestone, sources, small: true, onOutput: null);
        Assert.Contains("the mean loss so far, from exercises 23, 32 and 04", result.LastTest!.Inputs);
    }
}
