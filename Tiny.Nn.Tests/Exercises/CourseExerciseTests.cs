using System.Text.RegularExpressions;
using Exercises.Guide;

namespace Tiny.Nn.Tests.Exercises;

/// <summary>
/// Tests that every exercise is complete: the stub compiles and reports its own id, the solution passes, wrong
/// solutions fail, and there are three hints. The learner's files are not used, except in the test that compares
/// unchanged stubs with the solutions.
/// </summary>
public partial class CourseExerciseTests(CourseFixture fixture) : IClassFixture<CourseFixture>
{
    static Exercise Exercise(string id) => CourseFixture.Course.Find(id)!;

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void A_stub_compiles_and_reports_its_own_id(string id)
    {
        var result = fixture.Runner.Run(Exercise(id), Exercise(id).Solution.Stub);
        Assert.True(result.Outcome is Outcome.Todo, CourseFixture.Text(result));
        Assert.Equal(id, result.LastTest!.Message);
    }

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void An_unchanged_stub_equals_the_solution_without_its_bodies(string id)
    {
        var (exercise, todo) = (Exercise(id), $"throw new TodoException(\"{id}\")");
        var (file, stub) = (File.ReadAllText(exercise.Path).ReplaceLineEndings("\n"), exercise.Solution.Stub);
        Assert.Contains(todo, stub);
        if (file.Split(todo).Length == stub.Split(todo).Length) Assert.Equal(stub, file);
    }

    [SkippableTheory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void A_solution_passes(string id)
    {
        var result = fixture.Runner.Run(Exercise(id), Exercise(id).Solution.Text);
        Skip.If(result.Outcome is Outcome.Skipped, result.LastTest!.Message);
        Assert.True(result.Passed, CourseFixture.Text(result));
        Assert.True(result.Tests.Count >= 3,
            $"{Exercise(id)} expects at least three tests, found {result.Tests.Count}");
    }

    [SkippableTheory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void At_least_three_wrong_solutions_fail(string id)
    {
        var wrong = Exercise(id).Solution.Wrong;
        Assert.True(wrong.Count >= 3, $"{Exercise(id)} has {wrong.Count} wrong solutions");
        Assert.Equal(wrong.Count, wrong.Select(solution => solution.Text).Distinct().Count());
        foreach (var solution in wrong)
        {
            var result = fixture.Runner.Run(Exercise(id), solution.Text);
            Skip.If(result.Outcome is Outcome.Skipped, result.LastTest!.Message);
            Assert.True(result.Outcome is Outcome.Failed or Outcome.Threw or Outcome.TimedOut or Outcome.Crashed,
                $"{Exercise(id)} passes with a solution that {solution.Name}: {CourseFixture.Text(result)}");
            var changed = ChangedMethods(Exercise(id).Solution.Text, solution.Text);
            Assert.True(changed.Count == 0 || changed.Contains(result.LastTest!.Method),
                $"{Exercise(id)}, a solution that {solution.Name}: expects the message to name " +
                $"{string.Join(" or ", changed)}, got {result.LastTest!.Method}");
        }
    }

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void The_header_and_the_first_two_hints_contain_no_line_of_the_solution(string id)
    {
        var exercise = Exercise(id);
        static string Dense(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
        var given = Dense(exercise.Header + exercise.Hints[0] + exercise.Hints[1]);
        var known = exercise.Solution.Stub.Split('\n').ToHashSet();
        foreach (var line in exercise.Solution.Text.Split('\n').Where(line => !known.Contains(line)))
            if (Dense(line) is { Length: >= 25 } code && !code.StartsWith("__kernel"))     // the signature is given
                Assert.False(given.Contains(code.TrimEnd(';')), $"{exercise}: the header or a hint contains `{code}`");
    }

    [Theory, InlineData("12", "μ·v + g"), InlineData("20", "dβ/m"), InlineData("25", "dy_j·w_t"),
        InlineData("28", "s·(o − 1)")]
    public void The_final_formula_is_in_the_last_hint_only(string id, string formula)
    {
        Assert.DoesNotContain(formula, Exercise(id).Header);
        Assert.DoesNotContain(formula, Exercise(id).Hints[0] + Exercise(id).Hints[1]);
    }

    [Fact]
    public void The_exercises_are_ordered_by_chapter_so_that_pooling_comes_before_its_milestone()
    {
        var chapters = CourseFixture.Course.Exercises.Select(exercise => exercise.ChapterNumber).ToArray();
        Assert.Equal(chapters.Order(), chapters);
        Assert.Equal(5, Exercise("32").ChapterNumber);
        var readme = File.ReadAllText(Path.Combine(CourseFixture.Course.Root, "README.md"));
        Assert.True(readme.IndexOf("| 32 |", StringComparison.Ordinal)
            < readme.IndexOf("| 28 |", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void There_are_three_different_hints(string id)
    {
        var hints = Exercise(id).Hints;
        Assert.Equal(3, hints.Count);
        Assert.Equal(3, hints.Distinct().Count());
        Assert.All(hints, hint =>
            Assert.True(hint.Length > 20, $"{Exercise(id)}: a hint has more than 20 characters, got `{hint}`"));
    }

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void The_project_tests_its_formulas_and_its_tests_use_no_others(string id)
    {
        var exercise = Exercise(id);
        Assert.NotEmpty(exercise.Formulas);
        Assert.All(exercise.Formulas, formula => Assert.Contains(formula.Id, TestedIds.Value));
        var named = TestPattern().Matches(File.ReadAllText(exercise.TestsPath)).Select(match => match.Groups[1].Value);
        Assert.Empty(named.Except(exercise.Formulas.Select(formula => formula.Id)));
    }

    [Theory, MemberData(nameof(CourseFixture.Ids), MemberType = typeof(CourseFixture))]
    public void The_header_has_an_idea_and_the_fields_shapes_example_and_read(string id)
    {
        var exercise = Exercise(id);
        Assert.InRange(exercise.Idea.Count, 2, 6);
        Assert.All(new[] { "Shapes", "Example", "Read" }, name => Assert.True(exercise.HeaderField(name).Length > 0,
            $"{exercise}: the header has no field {name}"));
        Assert.Contains(exercise.IsFrameworkPart ? "namespace Framework;" : $"namespace Exercise{id};",
            exercise.Solution.Text);
    }

    [Fact, Trait("Id", "NN-03")]
    public void A_perceptron_learns_AND_and_OR_and_never_XOR()
    {
        var result = fixture.Runner.Run(Exercise("01"), Exercise("01").Solution.Text);
        var passed = result.Tests.Where(test => test.Outcome is Outcome.Passed).Select(test => test.Name);
        Assert.Contains("It_learns_AND_and_OR", passed);
        Assert.Contains("It_never_learns_XOR", passed);
    }

    /// <summary>Returns the names of the public methods that differ between two texts of one file.</summary>
    static List<string> ChangedMethods(string before, string after)
    {
        var methods = new SourceFile("", before).PublicMethods();
        return [.. new SourceFile("", after).PublicMethods()
            .Where(method => methods.GetValueOrDefault(method.Key) != method.Value).Select(method => method.Key)];
    }

    /// <summary>The source ids in the traits of the project's tests.</summary>
    static readonly Lazy<HashSet<string>> TestedIds = new(() => [..
        from type in typeof(CourseExerciseTests).Assembly.GetTypes()
        from attribute in type.GetCustomAttributesData()
            .Concat(type.GetMethods().SelectMany(method => method.GetCustomAttributesData()))
        where attribute.AttributeType == typeof(TraitAttribute) && Equals(attribute.ConstructorArguments[0].Value, "Id")
        select (string)attribute.ConstructorArguments[1].Value!]);

    [GeneratedRegex("ExerciseTest\\(\"([A-Z]{2}-\\d\\d)\"")]
    private static partial Regex TestPattern();
}
