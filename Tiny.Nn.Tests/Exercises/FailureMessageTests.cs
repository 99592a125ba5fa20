using Exercises;
using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>Tests that the message of a failed exercise shows the reason of the failure.</summary>
public class FailureMessageTests(CourseFixture fixture) : IClassFixture<CourseFixture>
{
    [Theory, InlineData(0.46291, 0.462911), InlineData(1, 1 + 1e-11), InlineData(1234567.25, 1234567.5),
        InlineData(-1e-7, 1e-7)]
    public void Expected_and_got_have_as_many_digits_as_they_need_to_differ(double expected, double got)
    {
        var failed = Assert.Throws<AssertionException>(() => Expect.Equal(expected, got, "x", tolerance: 0));
        Assert.NotEqual(failed.Expected, failed.Got);
        failed = Assert.Throws<AssertionException>(() => Expect.Equal([3, expected], [3.0, got], "x", tolerance: 0));
        Assert.NotEqual(failed.Expected, failed.Got.Split("   ")[0]);
    }

    [Fact]
    public void A_message_says_that_the_array_was_not_empty_or_not_written()
    {
        Assert.Contains("every element of the array was 98.765 before the call: the array was not empty, so write, " +
            "do not add", GotOfWrong("13", "adds to the previous values of dx"));
        Assert.Contains("write, do not add", GotOfWrong("26", "adds to the previous values of dx"));
        Assert.Contains("write, do not add", GotOfWrong("34", "adds to the previous values of C"));
        Assert.Contains("this one was not written", Assert.Throws<AssertionException>(() =>
            Expect.Equal([1, 2], [1, TestData.Filler], "y")).Got);
    }

    [Theory, InlineData("03", "Probabilities"), InlineData("10", "Minimize"), InlineData("11", "Create")]
    public void Null_is_named(string id, string method)
    {
        var exercise = CourseFixture.Course.Find(id)!;
        var text = exercise.Solution.Text;
        var body = text.IndexOf($" {method}(", StringComparison.Ordinal);
        body = text.IndexOf("    {\n", body, StringComparison.Ordinal) + 6;
        var result = fixture.Runner.Run(exercise, text[..body] + "return null!;\n" + text[body..]);
        Assert.False(result.Passed);
        Assert.Contains("null", CourseFixture.Text(result));
        Assert.DoesNotContain("Exception", CourseFixture.Text(result));
    }

    [Fact]
    public void A_wrong_order_is_shown_with_the_names_of_the_nodes()
    {
        var got = GotOfWrong("08", "lists users before their inputs");
        Assert.Equal("(y, t, x)", got);
    }

    [Theory, InlineData("keeps the visited nodes in a list", "grows faster than the number of nodes"),
        InlineData("follows every path and keeps each node once", "visit nodes, not paths")]
    public void A_slow_solution_is_not_taken_for_an_endless_loop(string wrong, string reason) =>
        Assert.Contains(reason, GotOfWrong("08", wrong));

    [Fact]
    public void A_solution_without_speed_up_is_marked_as_not_faster_yet()
    {
        var exercise = CourseFixture.Course.Find("33")!;
        var result = fixture.Runner.Run(exercise, exercise.Solution.Stub.Replace("throw new TodoException(\"33\");",
            "var sum = 0.0;\nfor (var i = 0; i < a.Length; i++) sum += a[i] * b[i];\nreturn sum;"));
        Assert.Equal(Outcome.NotFaster, result.Outcome);
        Assert.True(result.Passed);
        Assert.Contains("○ The speedup over a plain loop: not faster yet", CourseFixture.Text(result));
    }

    [Fact]
    public void A_matrix_product_without_blocks_is_marked_as_not_faster_yet()
    {
        var exercise = CourseFixture.Course.Find("34")!;
        var text = exercise.Solution.Text.Replace("const int block = 64;", "var block = depth;");
        Assert.NotEqual(text, exercise.Solution.Text);
        string[] accepted = ["larger than the cache: not faster yet", "blocks gain little here"];
        ExerciseResult result;
        var attempt = 0;
        do result = fixture.Runner.Run(exercise, text);         // a measurement on a busy computer may mislead
        while (!accepted.Any(CourseFixture.Text(result).Contains) && ++attempt < 3);
        Assert.True(result.Passed);
        Assert.Contains(accepted, CourseFixture.Text(result).Contains);
    }

    [Fact]
    public void Exercise_29_shows_the_kernel_that_it_uses()
    {
        var exercise = CourseFixture.Course.Find("29")!;
        Assert.Contains("kernel (1 2 3 / 0 0 0 / 0 0 0)",
            fixture.Runner.Run(exercise, exercise.Solution.Wrong[0].Text).LastTest!.Inputs);
    }

    /// <summary>Returns the value got in the failure of a wrong solution.</summary>
    string GotOfWrong(string id, string wrong)
    {
        var exercise = CourseFixture.Course.Find(id)!;
        var result = fixture.Runner.Run(exercise,
            exercise.Solution.Wrong.Single(solution => solution.Name == wrong).Text);
        Assert.True(result.Outcome is Outcome.Failed, CourseFixture.Text(result));
        return result.LastTest!.Got!;
    }
}
