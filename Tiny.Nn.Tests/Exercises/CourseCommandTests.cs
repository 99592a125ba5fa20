using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>
/// Tests of the commands of the course program, run on a copy of two exercises in a temporary folder.
/// </summary>
public sealed class CourseCommandTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("exercises").FullName;
    readonly Course course;
    readonly TestRunner runner;
    readonly Commands commands;
    readonly StringWriter console = new();

    public CourseCommandTests()
    {
        foreach (var name in new[] { "course/01-perceptron", "course/02-activations", "solutions/01-perceptron",
            "solutions/02-activations" })
        {
            Directory.CreateDirectory(Path.Combine(root, name));
            foreach (var file in Directory.GetFiles(Path.Combine(CourseFixture.Course.Root, name)))
                File.Copy(file, Path.Combine(root, name, Path.GetFileName(file)));
        }
        course = Course.At(root);
        foreach (var exercise in course.Exercises) File.WriteAllText(exercise.Path, exercise.Solution.Stub);
        runner = new(course);
        var history = new HelpHistory(root);
        commands = new(course, runner, history,
            new ConsoleOutput(ConsoleOutput.PlainConsole(console), course, history));
    }

    Exercise First => course.Exercises[0];

    public void Dispose()
    {
        runner.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void With_stubs_only_no_exercise_passes_and_the_first_is_next()
    {
        Assert.Equal(0, commands.Overview());
        Assert.Contains("0 of 2", console.ToString());
        Assert.Contains("Next: 01 The perceptron", console.ToString());
        Assert.Equal(1, commands.Check(null));
    }

    [Fact]
    public void Progress_is_computed_from_the_files_and_not_stored()
    {
        File.WriteAllText(First.Path, First.Solution.Text);
        Assert.Equal(0, commands.Check(First));
        commands.Overview();
        Assert.Contains("1 of 2", console.ToString());
        Assert.Contains("Next: 02 Activations", console.ToString());
        Assert.False(Directory.Exists(Path.Combine(root, ".guide")));
    }

    [Fact]
    public void An_error_in_one_file_does_not_block_another()
    {
        File.WriteAllText(First.Path, First.Solution.Text);
        File.WriteAllText(course.Exercises[1].Path, "this is not C#");
        Assert.Equal(0, commands.Check(First));
        Assert.Equal(1, commands.Check(course.Exercises[1]));
    }

    [Fact]
    public void Each_call_gives_one_more_hint()
    {
        for (var call = 1; call <= 4; call++)
        {
            console.GetStringBuilder().Clear();
            commands.Hint(First);
            Assert.Equal(Math.Min(call, 3), console.ToString().Split("Hint ").Length - 1);
        }
    }

    [Fact]
    public void The_solution_is_shown_after_the_tests_pass()
    {
        Assert.Equal(1, commands.Solution(First, giveUp: false));
        Assert.DoesNotContain("sum += w[i] * x[i]", console.ToString());
        File.WriteAllText(First.Path, First.Solution.Text);
        Assert.Equal(0, commands.Solution(First, giveUp: false));
        Assert.Contains("sum += w[i] * x[i]", console.ToString());
    }

    [Fact]
    public void With_give_up_the_solution_is_shown_and_the_overview_marks_the_exercise()
    {
        Assert.Equal(0, commands.Solution(First, giveUp: true));
        Assert.Contains("sum += w[i] * x[i]", console.ToString());
        commands.Overview();
        Assert.Contains("solution opened before the tests passed", console.ToString());
    }

    [Fact]
    public void Reset_restores_the_stub_and_keeps_the_previous_file()
    {
        foreach (var (text, kept) in new[] { ("// first", ".mine"), ("// second", ".mine.2") })
        {
            File.WriteAllText(First.Path, text);
            Assert.Equal(0, commands.Reset(First));
            Assert.Equal(First.Solution.Stub, File.ReadAllText(First.Path));
            Assert.Equal(text, File.ReadAllText(First.Path + kept));
        }
    }
}
