using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>
/// Tests of the commands of the course program, run on a copy of two exercises in a temporary folder.
/// </summary>
public sealed class CourseCommandTests : IDisposable
{
    readonly CourseCopy copy = new("01", "02");

    Course Course => copy.Course;

    Commands Commands => copy.Commands;

    Exercise First => Course.Exercises[0];

    public void Dispose() => copy.Dispose();

    [Fact]
    public void With_stubs_only_no_exercise_passes_and_the_first_is_next()
    {
        Assert.Equal(0, Commands.Overview());
        Assert.Contains("0 of 2", copy.Output);
        Assert.Contains("Next: 01 The perceptron", copy.Output);
        Assert.Equal(1, Commands.Check(null));
    }

    [Fact]
    public void Progress_is_computed_from_the_files_and_not_stored()
    {
        File.WriteAllText(First.Path, First.Solution.Text);
        Assert.Equal(0, Commands.Check(First));
        Commands.Overview();
        Assert.Contains("1 of 2", copy.Output);
        Assert.Contains("Next: 02 Activations", copy.Output);
        Assert.False(Directory.Exists(Path.Combine(copy.Root, ".guide")));
    }

    [Fact]
    public void An_error_in_one_file_does_not_block_another()
    {
        File.WriteAllText(First.Path, First.Solution.Text);
        File.WriteAllText(Course.Exercises[1].Path, "this is not C#");
        Assert.Equal(0, Commands.Check(First));
        Assert.Equal(1, Commands.Check(Course.Exercises[1]));
    }

    [Fact]
    public void Each_call_gives_one_more_hint()
    {
        for (var call = 1; call <= 4; call++)
        {
            copy.Clear();
            Commands.Hint(First);
            Assert.Equal(Math.Min(call, 3), copy.Output.Split("Hint ").Length - 1);
        }
    }

    [Fact]
    public void The_solution_is_shown_after_the_tests_pass()
    {
        Assert.Equal(1, Commands.Solution(First, giveUp: false));
        Assert.DoesNotContain("sum += w[i] * x[i]", copy.Output);
        File.WriteAllText(First.Path, First.Solution.Text);
        Assert.Equal(0, Commands.Solution(First, giveUp: false));
        Assert.Contains("sum += w[i] * x[i]", copy.Output);
    }

    [Fact]
    public void With_give_up_the_solution_is_shown_and_the_overview_marks_the_exercise()
    {
        Assert.Equal(0, Commands.Solution(First, giveUp: true));
        Assert.Contains("sum += w[i] * x[i]", copy.Output);
        Commands.Overview();
        Assert.Contains("solution opened before the tests passed", copy.Output);
    }

    [Fact]
    public void Reset_restores_the_stub_and_keeps_the_previous_file()
    {
        foreach (var (text, kept) in new[] { ("// first", ".mine"), ("// second", ".mine.2") })
        {
            File.WriteAllText(First.Path, text);
            Assert.Equal(0, Commands.Reset(First));
            Assert.Equal(First.Solution.Stub, File.ReadAllText(First.Path));
            Assert.Equal(text, File.ReadAllText(First.Path + kept));
        }
    }

    [Fact]
    public void A_misspelt_command_is_answered_with_the_nearest_one()
    {
        var output = new ConsoleOutput(ConsoleOutput.PlainConsole(TextWriter.Null), Course, new(copy.Root));
        var root = CommandLine.Create(CourseFixture.Course, copy.Runner, Commands, output);
        string Error(params string[] words) => CommandLine.ErrorMessage(root.Parse(words));
        Assert.Equal("there is no command chek; did you mean check?", Error("chek", "01"));
        Assert.Equal("there is no command soltuion; did you mean solution?", Error("soltuion", "01"));
        Assert.Contains("see --help", Error("frobnicate"));
        Assert.Contains("there is no exercise 77; exercises are 01 to", Error("check", "77"));
    }
}
