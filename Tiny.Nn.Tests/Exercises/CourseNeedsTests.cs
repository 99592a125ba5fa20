using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>Tests of exercises and milestones that use the learner's code of other exercises.</summary>
public sealed class CourseNeedsTests : IDisposable
{
    readonly CourseCopy copy = new("05", "07", "08", "09", "10", "25", "M1");

    public void Dispose() => copy.Dispose();

    [Fact]
    public void The_last_exercise_that_a_milestone_needs_announces_that_it_is_open()
    {
        copy.Solve("07", "08", "10");
        Check("10", passes: true);
        Assert.DoesNotContain("is open now", copy.Output);
        copy.Solve("09");
        Check("10", passes: true);
        Assert.Contains("M1 XOR on your scalar graph is open now: check M1", copy.Output);
        copy.Clear();
        copy.Commands.Overview();
        Assert.Contains("open: check M1", copy.Output);
    }

    [Fact]
    public void A_milestone_runs_only_if_the_exercises_that_it_needs_pass()
    {
        copy.Solve("07", "08", "09", "10");
        var descent = copy.Course.Find("10")!;
        File.WriteAllText(descent.Path, descent.Solution.Wrong.Single(wrong => wrong.Name.Contains("only once")).Text);
        Check("M1", passes: false);
        Assert.Contains("M1 uses your code of exercise 10 Gradient descent, which does not pass yet: check 10",
            copy.Output);
        Assert.Contains("On a quadratic loss", copy.Output);
        Assert.DoesNotContain("step 1000", copy.Output.Replace("  ", " "));
    }

    [Fact]
    public void An_exercise_that_needs_another_one_uses_the_learners_file_of_it()
    {
        copy.Solve("25");
        Check("25", passes: false);
        Assert.Contains("25 uses your code of exercise 05 Central differences, which does not pass yet", copy.Output);
        copy.Solve("05");
        Check("25", passes: true);
        var sources = copy.Course.Sources(copy.Course.Find("25")!, needed => SourceFile.Read(needed.Path));
        Assert.Equal(["CentralDifferences.cs", "Conv1dGradients.cs", "Tests.cs"],
            sources.Select(source => Path.GetFileName(source.Path)));
    }

    [Fact]
    public void The_stub_of_exercise_25_contains_the_printed_code_and_its_check_finds_both_bugs()
    {
        copy.Solve("05");
        var exercise = copy.Course.Find("25")!;
        var stub = exercise.Solution.Stub;
        Assert.Contains("dx[j + t] += dy[j + t] * w[t];", stub);
        Assert.DoesNotContain("dx[j + t] += dy[j] * w[t];", stub);
        var body = exercise.Solution.Text.Split('\n').SkipWhile(line => !line.Contains("var (dw, dx) = backward"))
            .TakeWhile(line => line.Trim() != "}");
        File.WriteAllText(exercise.Path,
            stub.Replace("throw new TodoException(\"25\");", string.Join('\n', body).Trim()));
        Check("25", passes: false);
        Assert.Contains("✓ Your check finds both bugs of the printed code", copy.Output);
        Assert.Contains("✗ Your check accepts your backward pass", copy.Output);
    }

    void Check(string id, bool passes)
    {
        copy.Clear();
        Assert.Equal(passes ? 0 : 1, copy.Commands.Check(copy.Course.Find(id)));
    }
}
