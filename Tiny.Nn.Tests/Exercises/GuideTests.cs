using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>
/// What can happen to a learner's file, and what the guide makes of it: never a hang, never a crash, always a place to look at.
/// </summary>
public sealed class GuideTests : IDisposable
{
    static readonly Course Course = CourseFixture.Course;
    static readonly Exercise Perceptron = Course.Find("01")!;
    readonly Judge judge = new(Course) { Limit = TimeSpan.FromSeconds(5) };

    public void Dispose() => judge.Dispose();

    [Fact]
    public void An_endless_loop_ends_in_a_sentence_and_the_next_check_works()
    {
        var verdict = Check("while (b < 1 || b >= 1) { }");
        Assert.Equal(Outcome.TimedOut, verdict.Outcome);
        Assert.Contains("does a loop never end?", verdict.Last!.Message);
        Assert.True(judge.Check(Perceptron, Perceptron.Solution.Text).Passed);
    }

    [Fact]
    public void An_endless_recursion_ends_in_a_sentence()
    {
        var verdict = Check("return 1 + Predict(w, b, x);");
        Assert.Equal(Outcome.Crashed, verdict.Outcome);
        Assert.Contains("stack overflow", verdict.Last!.Message);
    }

    [Fact]
    public void Code_that_ends_the_program_ends_its_own_only()
    {
        Assert.Equal(Outcome.Crashed, Check("System.Environment.Exit(0);").Outcome);
        Assert.True(judge.Check(Perceptron, Perceptron.Solution.Text).Passed);
    }

    [Fact]
    public void An_exception_is_shown_with_its_line_and_what_was_printed_before()
    {
        var verdict = Check("Console.WriteLine(\"so far\");\n        var none = new int[0];\n        b += none[x.Length];\n");
        Assert.Equal(Outcome.Threw, verdict.Outcome);
        var text = Screen.Text(Course, verdict);
        Assert.Contains("IndexOutOfRangeException", text);
        Assert.Contains("so far", text);
        var line = Array.FindIndex(Perceptron.Solution.Text.Split('\n'), text => text.Contains("var sum = b;")) + 3;
        Assert.Contains($"Perceptron.cs:{line}", text);
    }

    [Fact]
    public void A_compile_error_is_shown_with_its_line()
    {
        var verdict = Check("retrun 1;");
        Assert.Equal(Outcome.DoesNotCompile, verdict.Outcome);
        Assert.All(verdict.Errors, error => Assert.EndsWith("Perceptron.cs", error.Path));
        Assert.Contains("Perceptron.cs:", Screen.Text(Course, verdict));
    }

    [Fact]
    public void A_renamed_method_is_an_error_that_explains_itself()
    {
        var verdict = judge.Check(Perceptron, Perceptron.Solution.Text.Replace("Learn(", "Study("));
        Assert.Equal(Outcome.DoesNotCompile, verdict.Outcome);
        Assert.Contains("the tests use it so", Screen.Text(Course, verdict));
    }

    [Fact]
    public void A_failure_names_inputs_expected_got_formula_and_place_and_no_machinery()
    {
        var wrong = Perceptron.Solution.Wrong[0];
        var text = Screen.Text(Course, judge.Check(Perceptron, wrong.Text));
        foreach (var word in new[] { "inputs", "expected", "got", "formula   NN-03", "look at", "Perceptron.cs:" }) Assert.Contains(word,
            text);
        foreach (var word in new[] { "Exception", "Reflection", "   at ", "Referee", "Assembly" }) Assert.DoesNotContain(word, text);
    }

    [Fact]
    public void A_test_never_runs_on_the_solution_in_the_place_of_the_learners_file()
    {
        foreach (var exercise in Course.Exercises)
        {
            var sources = Course.Sources(exercise, needed => SourceFile.Read(needed.Path));
            Assert.All(sources, source => Assert.DoesNotContain($"{Path.DirectorySeparatorChar}solutions{Path.DirectorySeparatorChar}",
                source.Path));
        }
    }

    [Fact]
    public void A_change_that_does_not_fit_its_solution_is_refused()
    {
        var solution = new Solution(Perceptron, Perceptron.Solution.Text, "# is elsewhere\n- no such line\n+ another\n");
        Assert.Contains("must stand exactly once", Assert.Throws<InvalidDataException>(() => solution.Wrong).Message);
    }

    [Fact]
    public void The_readme_has_a_row_for_every_exercise_and_milestone()
    {
        var readme = File.ReadAllText(Path.Combine(Course.Root, "README.md"));
        foreach (var exercise in Course.All) Assert.Contains($"| {exercise.Id} | {exercise.Title} |", readme);
    }

    [Fact]
    public void What_an_exercise_tells_to_read_exists()
    {
        foreach (var exercise in Course.Exercises)
            foreach (System.Text.RegularExpressions.Match path in System.Text.RegularExpressions.Regex.Matches(exercise.Line("Read"),
                @"\b(?:Tiny\.Nn|exercises)/[\w./]*\w"))
                Assert.True(File.Exists(Path.Combine(Repository.Root, path.Value))
                    || Directory.Exists(Path.Combine(Repository.Root, path.Value)), $"{exercise}: {path.Value}");
    }

    /// <summary>The perceptron, with this in the place of Predict's body.</summary>
    Verdict Check(string body) => judge.Check(Perceptron, Perceptron.Solution.Text.Replace("var sum = b;", body + " var sum = b;"));
}
