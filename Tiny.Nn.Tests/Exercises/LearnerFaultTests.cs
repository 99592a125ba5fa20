using System.Text.RegularExpressions;
using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>
/// Tests that a faulty learner file never blocks or crashes the course program, and that the message names a
/// source location.
/// </summary>
public sealed class LearnerFaultTests : IDisposable
{
    static readonly Course Course = CourseFixture.Course;
    static readonly Exercise Perceptron = Course.Find("01")!;
    readonly TestRunner runner = new(Course) { TestTimeout = TimeSpan.FromSeconds(5) };

    public void Dispose() => runner.Dispose();

    [Fact]
    public void An_endless_loop_is_reported_and_the_next_run_works()
    {
        var result = Check("while (b < 1 || b >= 1) { }");
        Assert.Equal(Outcome.TimedOut, result.Outcome);
        Assert.Contains("an endless loop, or far too many steps", result.LastTest!.Message);
        Assert.True(runner.Run(Perceptron, Perceptron.Solution.Text).Passed);
    }

    [Fact]
    public void An_endless_recursion_is_reported()
    {
        var result = Check("return 1 + Predict(w, b, x);");
        Assert.Equal(Outcome.Crashed, result.Outcome);
        Assert.Contains("stack overflow", result.LastTest!.Message);
    }

    [Fact]
    public void Code_that_exits_ends_only_the_test_host()
    {
        Assert.Equal(Outcome.Crashed, Check("System.Environment.Exit(0);").Outcome);
        Assert.True(runner.Run(Perceptron, Perceptron.Solution.Text).Passed);
    }

    [Fact]
    public void An_exception_is_shown_with_its_line_and_the_console_output()
    {
        var result = Check("Console.WriteLine(\"so far\");\n        var none = new int[0];\n" +
            "        b += none[x.Length];\n");
        Assert.Equal(Outcome.Threw, result.Outcome);
        var text = ConsoleOutput.Format(Course, result);
        Assert.Contains("IndexOutOfRangeException", text);
        Assert.Contains("so far", text);
        var line = Array.FindIndex(Perceptron.Solution.Text.Split('\n'), text => text.Contains("var sum = b;")) + 3;
        Assert.Contains($"Perceptron.cs:{line}", text);
    }

    [Fact]
    public void A_compile_error_is_shown_with_its_line()
    {
        var result = Check("retrun 1;");
        Assert.Equal(Outcome.DoesNotCompile, result.Outcome);
        Assert.All(result.Errors, error => Assert.EndsWith("Perceptron.cs", error.Path));
        Assert.Contains("Perceptron.cs:", ConsoleOutput.Format(Course, result));
    }

    [Fact]
    public void A_renamed_method_is_a_compile_error_with_an_explanation()
    {
        var result = runner.Run(Perceptron, Perceptron.Solution.Text.Replace("TrainEpoch(", "Study("));
        Assert.Equal(Outcome.DoesNotCompile, result.Outcome);
        Assert.Contains("the tests call Perceptron.cs here", ConsoleOutput.Format(Course, result));
    }

    [Fact]
    public void A_failure_shows_inputs_expected_got_formula_and_source_but_no_internals()
    {
        var wrong = Perceptron.Solution.Wrong[0];
        var text = ConsoleOutput.Format(Course, runner.Run(Perceptron, wrong.Text));
        foreach (var word in new[] { "inputs", "expected", "got", "formula   NN-03", "source", "Perceptron.cs:" })
            Assert.Contains(word, text);
        foreach (var word in new[] { "Exception", "Reflection", "   at ", "TestHost", "Assembly" })
            Assert.DoesNotContain(word, text);
    }

    [Fact]
    public void The_learners_file_is_compiled_and_never_the_solution()
    {
        foreach (var exercise in Course.Exercises)
        {
            var sources = Course.Sources(exercise, needed => SourceFile.Read(needed.Path));
            Assert.All(sources, source =>
                Assert.DoesNotContain($"{Path.DirectorySeparatorChar}solutions{Path.DirectorySeparatorChar}",
                source.Path));
        }
    }

    [Fact]
    public void A_wrong_solution_whose_lines_do_not_match_throws()
    {
        var solution = new ModelSolution(Perceptron, Perceptron.Solution.Text,
            "# matches nothing\n- no such line\n+ another\n");
        Assert.Contains("exactly once in the solution",
            Assert.Throws<InvalidDataException>(() => solution.Wrong).Message);
    }

    [Fact]
    public void The_README_has_a_row_for_every_exercise_and_milestone()
    {
        var readme = File.ReadAllText(Path.Combine(Course.Root, "README.md"));
        foreach (var exercise in Course.All) Assert.Contains($"| {exercise.Id} | {exercise.Title} |", readme);
    }

    [Fact]
    public void Every_path_to_read_exists()
    {
        foreach (var exercise in Course.Exercises)
            foreach (Match path in Regex.Matches(exercise.HeaderField("Read"),
                @"\b(?:Tiny\.Nn|exercises)/[\w./]*\w"))
                Assert.True(File.Exists(Path.Combine(Repository.Root, path.Value))
                    || Directory.Exists(Path.Combine(Repository.Root, path.Value)), $"{exercise}: {path.Value}");
    }

    /// <summary>
    /// Runs the tests of the perceptron exercise on its solution with these statements inserted at the
    /// start of Predict.
    /// </summary>
    ExerciseResult Check(string body) =>
        runner.Run(Perceptron, Perceptron.Solution.Text.Replace("var sum = b;", body + " var sum = b;"));
}
