using System.Text.RegularExpressions;
using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>
/// The course proves itself: stubs compile and ask for their own work, solutions pass, wrong solutions do not, hints help step by step.
/// What a learner has already written plays no part, except in the one test that looks at the stubs as they lie in the course.
/// </summary>
public partial class ExerciseTests(CourseFixture fixture) : IClassFixture<CourseFixture>
{
    static Exercise Exercise(string id) => CourseFixture.Course.Find(id)!;

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void A_stub_compiles_and_asks_for_its_own_work(string id)
    {
        var verdict = fixture.Judge.Check(Exercise(id), Exercise(id).Solution.Stub);
        Assert.True(verdict.Outcome is Outcome.Todo, CourseFixture.Text(verdict));
        Assert.Equal(id, verdict.Last!.Message);
    }

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void A_file_in_which_everything_is_still_to_do_is_the_solution_without_its_bodies(string id)
    {
        var (exercise, todo) = (Exercise(id), $"throw new TodoException(\"{id}\")");
        var (mine, stub) = (File.ReadAllText(exercise.Path).ReplaceLineEndings("\n"), exercise.Solution.Stub);
        Assert.Contains(todo, stub);
        if (mine.Split(todo).Length == stub.Split(todo).Length) Assert.Equal(stub, mine);
    }

    [SkippableTheory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void A_solution_passes(string id)
    {
        var verdict = fixture.Judge.Check(Exercise(id), Exercise(id).Solution.Text);
        Skip.If(verdict.Outcome is Outcome.Skipped, verdict.Last!.Message);
        Assert.True(verdict.Passed, CourseFixture.Text(verdict));
        Assert.True(verdict.Tests.Count >= 3, $"{Exercise(id)} has at least three tests, found {verdict.Tests.Count}");
    }

    [SkippableTheory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void At_least_three_wrong_solutions_are_refused(string id)
    {
        var wrong = Exercise(id).Solution.Wrong;
        Assert.True(wrong.Count >= 3, $"{Exercise(id)} has {wrong.Count} wrong solutions");
        Assert.Equal(wrong.Count, wrong.Select(solution => solution.Text).Distinct().Count());
        foreach (var solution in wrong)
        {
            var verdict = fixture.Judge.Check(Exercise(id), solution.Text);
            Skip.If(verdict.Outcome is Outcome.Skipped, verdict.Last!.Message);
            Assert.True(verdict.Outcome is Outcome.Failed or Outcome.Threw or Outcome.TimedOut or Outcome.Crashed,
                $"{Exercise(id)} accepts a solution that {solution.Name}: {CourseFixture.Text(verdict)}");
        }
    }

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void There_are_three_different_hints(string id)
    {
        var hints = Exercise(id).Hints;
        Assert.Equal(3, hints.Count);
        Assert.Equal(3, hints.Distinct().Count());
        Assert.All(hints, hint => Assert.True(hint.Length > 20, $"{Exercise(id)}: a hint says something, got `{hint}`"));
    }

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void Its_formulas_are_among_those_the_project_tests_and_its_tests_name_no_other(string id)
    {
        var exercise = Exercise(id);
        Assert.NotEmpty(exercise.Formulas);
        Assert.All(exercise.Formulas, formula => Assert.Contains(formula.Id, TestedIds.Value));
        var named = AboutPattern().Matches(File.ReadAllText(exercise.TestsPath)).Select(match => match.Groups[1].Value);
        Assert.Empty(named.Except(exercise.Formulas.Select(formula => formula.Id)));
    }

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void Its_header_says_idea_shapes_a_worked_number_and_what_to_read(string id)
    {
        var exercise = Exercise(id);
        Assert.InRange(exercise.Idea.Count, 2, 6);
        Assert.All(new[] { "Shapes", "Number", "Read" }, word => Assert.True(exercise.Line(word).Length > 0,
            $"{exercise}: the header has no line {word}"));
        Assert.Contains($"namespace Exercise{id};", exercise.Solution.Text);
    }

    [Fact, Trait("Id", "NN-03")]
    public void A_perceptron_learns_AND_and_OR_and_never_XOR()
    {
        var verdict = fixture.Judge.Check(Exercise("01"), Exercise("01").Solution.Text);
        var passed = verdict.Tests.Where(test => test.Outcome is Outcome.Passed).Select(test => test.Name);
        Assert.Contains("It_learns_AND_and_OR", passed);
        Assert.Contains("It_never_learns_XOR", passed);
    }

    /// <summary>The source ids that the project's tests carry.</summary>
    static readonly Lazy<HashSet<string>> TestedIds = new(() => [..
        from type in typeof(ExerciseTests).Assembly.GetTypes()
        from attribute in type.GetCustomAttributesData().Concat(type.GetMethods().SelectMany(method => method.GetCustomAttributesData()))
        where attribute.AttributeType == typeof(TraitAttribute) && Equals(attribute.ConstructorArguments[0].Value, "Id")
        select (string)attribute.ConstructorArguments[1].Value!]);

    [GeneratedRegex("About\\(\"([A-Z]{2}-\\d\\d)\"")]
    private static partial Regex AboutPattern();
}
