using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>The guide's commands, in a copy of the course in a temporary folder, from the stub to the solution.</summary>
public sealed class CommandTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("exercises").FullName;
    readonly Course course;
    readonly Judge judge;
    readonly Commands commands;
    readonly StringWriter output = new();

    public CommandTests()
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
        judge = new(course);
        var notebook = new Notebook(root);
        commands = new(course, judge, notebook, new Screen(Screen.Plain(output), course, notebook));
    }

    Exercise First => course.Exercises[0];

    public void Dispose()
    {
        judge.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void At_first_nothing_passes_and_the_first_exercise_is_next()
    {
        Assert.Equal(0, commands.Overview());
        Assert.Contains("0 of 2", output.ToString());
        Assert.Contains("Next: 01 The perceptron", output.ToString());
        Assert.Equal(1, commands.Check(null));
    }

    [Fact]
    public void Progress_follows_the_files_and_is_stored_nowhere()
    {
        File.WriteAllText(First.Path, First.Solution.Text);
        Assert.Equal(0, commands.Check(First));
        commands.Overview();
        Assert.Contains("1 of 2", output.ToString());
        Assert.Contains("Next: 02 Activations", output.ToString());
        Assert.False(Directory.Exists(Path.Combine(root, ".guide")));
    }

    [Fact]
    public void An_error_in_one_file_does_not_block_another()
    {
        File.WriteAllText(First.Path, First.Solution.Text);
        File.WriteAllText(course.Exercises[1].Path, "this is no C#");
        Assert.Equal(0, commands.Check(First));
        Assert.Equal(1, commands.Check(course.Exercises[1]));
    }

    [Fact]
    public void Each_call_gives_one_more_hint()
    {
        for (var call = 1; call <= 4; call++)
        {
            output.GetStringBuilder().Clear();
            commands.Hint(First);
            Assert.Equal(Math.Min(call, 3), output.ToString().Split("Hint ").Length - 1);
        }
    }

    [Fact]
    public void A_solution_opens_once_the_tests_pass()
    {
        Assert.Equal(1, commands.Solution(First, giveUp: false));
        Assert.DoesNotContain("sum += w[i] * x[i]", output.ToString());
        File.WriteAllText(First.Path, First.Solution.Text);
        Assert.Equal(0, commands.Solution(First, giveUp: false));
        Assert.Contains("sum += w[i] * x[i]", output.ToString());
    }

    [Fact]
    public void Giving_up_opens_it_too_and_is_remembered()
    {
        Assert.Equal(0, commands.Solution(First, giveUp: true));
        Assert.Contains("sum += w[i] * x[i]", output.ToString());
        commands.Overview();
        Assert.Contains("solution opened before it passed", output.ToString());
    }

    [Fact]
    public void Reset_brings_the_stub_back_and_keeps_what_was_there()
    {
        foreach (var (text, kept) in new[] { ("// mine", ".mine"), ("// mine too", ".mine.2") })
        {
            File.WriteAllText(First.Path, text);
            Assert.Equal(0, commands.Reset(First));
            Assert.Equal(First.Solution.Stub, File.ReadAllText(First.Path));
            Assert.Equal(text, File.ReadAllText(First.Path + kept));
        }
    }
}
