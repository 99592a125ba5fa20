namespace Exercises.Guide;

/// <summary>The commands of the course program. Each method returns the exit code.</summary>
public sealed class Commands(Course course, TestRunner runner, HelpHistory history, ConsoleOutput output)
{
    readonly FrameworkLibrary framework = new(course);

    /// <summary>Prints the progress bar, the table of exercises, the milestones and the next exercise.</summary>
    public int Overview()
    {
        var results = Results();
        output.WriteProgress(results);
        output.WriteLine();
        output.WriteTable(results);
        output.WriteLine();
        foreach (var program in course.Programs)
        {
            var open = program.Needs.All(need => results.First(result => result.Exercise.Id == need).Passed);
            var state = open ? $"open: {program.Command}" : $"after {string.Join(", ", program.Needs)}";
            output.WriteLine($"  {program.Id}  {program.Title}   {state}", open ? "green" : "dim");
        }
        output.WriteLine();
        if (Next(results) is { } next) output.WriteNext(next);
        else output.WriteLine("All exercises pass. The milestones run on your code: check M1, M2, …", "green");
        return 0;
    }

    /// <summary>
    /// Runs the tests of one exercise or milestone, or of all exercises if <paramref name="exercise"/> is null.
    /// </summary>
    public int Check(Exercise? exercise, bool small = false)
    {
        if (exercise is not null) return CheckOne(exercise, small);
        var results = Results();
        foreach (var result in results) output.WriteResult(result);
        output.WriteProgress(results);
        return results.All(result => result.Passed) ? 0 : 1;
    }

    /// <summary>
    /// Prints the question and the choices of a prediction. With a <paramref name="choice"/>, it runs the prediction on
    /// the learner's code, prints the picture, and says whether the choice is right and why.
    /// </summary>
    public int Predict(Exercise prediction, string? choice)
    {
        if (prediction.Choices.Count == 0)
            return Fail($"{prediction.Id} is not a prediction; these are: " +
                string.Join(", ", course.Predictions.Select(one => one.Id)));
        var letter = choice is [var only] ? only : ' ';
        if (!prediction.Choices.ContainsKey(letter))
        {
            output.WriteLine($"{prediction}", "bold");
            foreach (var line in prediction.Idea) output.WriteLine(line);
            foreach (var (name, text) in prediction.Choices) output.WriteLine($"  {name}  {text}");
            output.WriteLine($"Decide, then run:  predict {prediction.Id} a", "dim");
            return choice is null ? 0 : 1;
        }
        if (!NeedsPass(prediction)) return 1;
        var result = runner.Run(prediction, small: false, line => output.WriteLine("  " + line));
        if (result.Outcome is not (Outcome.Passed or Outcome.NotFaster))
        {
            output.WriteResult(result);
            return result.Passed ? 0 : 1;
        }
        var measured = result.Output[^1][^1];
        output.WriteLine(measured == letter ? $"Your prediction {letter} is right." :
            $"You predicted {letter}; the run shows {measured}: {prediction.Choices[measured]}",
            measured == letter ? "green" : "yellow");
        output.WriteLine(prediction.HeaderField("Answer"));
        foreach (var place in prediction.HeaderField("Explore").Split("; ", StringSplitOptions.TrimEntries))
            output.WriteLine($"Explore: {place}", "dim");
        return 0;
    }

    bool NeedsPass(Exercise exercise)
    {
        foreach (var need in course.Needs(exercise))
            if (Result(need) is { Passed: false } failed)
            {
                output.WriteResult(failed);
                Fail($"{exercise.Id} uses your code of exercise {need}, which does not pass yet: check {need.Id}");
                return false;
            }
        return true;
    }

    int CheckOne(Exercise exercise, bool small)
    {
        if (!NeedsPass(exercise)) return 1;
        var usesFramework = exercise.IsMilestone && framework.IsUsedBy(exercise);
        if (usesFramework && runner.CompileAlone(framework.Files()) is { Count: > 0 } errors)
        {
            output.WriteResult(new(exercise, Outcome.DoesNotCompile, [], errors, 0));
            return Fail("your framework is a library of its own: it must compile with .NET alone");
        }
        var result = runner.Run(exercise, small, exercise.IsMilestone ? line => output.WriteLine("  " + line) : null);
        output.WriteResult(result);
        string[] notes = result.Passed && usesFramework ? [framework.Size(framework.Files())] : [];
        foreach (var note in notes) output.WriteLine(note);
        if (result.Page.Length > 0)
            output.WriteLine($"page: {course.RelativePath(new MilestonePageWriter(course).Write(result, notes))}");
        if (result.Passed) WriteOpenPrograms(exercise);
        return result.Passed ? 0 : 1;
    }

    /// <summary>
    /// Prints each milestone and prediction that needs this exercise and whose other exercises pass too.
    /// </summary>
    public void WriteOpenPrograms(Exercise passed)
    {
        foreach (var program in course.Programs)
            if (course.Needs(program) is var needs && needs.Contains(passed)
                && needs.All(need => need == passed || Result(need).Passed))
                output.WriteLine($"{program} is open now: {program.Command}", "green");
    }

    /// <summary>Prints the hints shown so far and the next one.</summary>
    public int Hint(Exercise exercise)
    {
        if (exercise.IsMilestone)
            return Fail($"{exercise.Id} has no hints; see those of {string.Join(", ", exercise.Needs)}");
        var shown = history.HintCount(exercise);
        if (shown < exercise.Hints.Count) history.AddHint(exercise);
        foreach (var (hint, number) in exercise.Hints.Take(shown + 1).Select((hint, i) => (hint, i + 1)))
        {
            output.WriteLine($"Hint {number} of {exercise.Hints.Count} for {exercise}", "bold");
            output.WriteLine(hint);
            output.WriteLine();
        }
        return 0;
    }

    /// <summary>Prints the solution if the tests pass or the learner gives up.</summary>
    public int Solution(Exercise exercise, bool giveUp)
    {
        if (exercise.IsMilestone) return Fail($"{exercise.Id} runs on your exercises; it has no solution of its own");
        if (!giveUp && !runner.Run(exercise).Passed)
            return Fail($"{exercise.Id} does not pass yet; to see its solution now, add --give-up");
        if (giveUp && !history.GaveUp(exercise) && !runner.Run(exercise).Passed) history.AddGiveUp(exercise);
        output.WriteLine(exercise.Solution.Text);
        output.WriteLine($"({course.RelativePath(exercise.SolutionPath!)})", "dim");
        return 0;
    }

    /// <summary>
    /// Restores the stub of an exercise. The learner's file is kept under the name .mine, .mine.2, ….
    /// </summary>
    public int Reset(Exercise exercise)
    {
        if (exercise.IsMilestone)
            return Fail($"{exercise.Id} has no file to reset; reset one of {string.Join(", ", exercise.Needs)}");
        var kept = exercise.Path + ".mine";
        for (var number = 2; File.Exists(kept); number++) kept = $"{exercise.Path}.mine.{number}";
        if (File.Exists(exercise.Path)) File.Move(exercise.Path, kept);
        File.WriteAllText(exercise.Path + ".new", exercise.Solution.Stub);
        File.Move(exercise.Path + ".new", exercise.Path);
        var backup = File.Exists(kept) ? $"; your file is kept as {Path.GetFileName(kept)}" : "";
        output.WriteLine($"{course.RelativePath(exercise.Path)} is the stub again{backup}");
        return 0;
    }

    /// <summary>Runs all exercises and returns their results. Unchanged stubs are not run.</summary>
    public IReadOnlyList<ExerciseResult> Results() => [.. course.Exercises.Select(Result)];

    /// <summary>Returns the first exercise that does not pass, or null if all pass.</summary>
    public static Exercise? Next(IReadOnlyList<ExerciseResult> results) =>
        results.FirstOrDefault(result => !result.Passed)?.Exercise;

    ExerciseResult Result(Exercise exercise) =>
        File.Exists(exercise.Path) && File.ReadAllText(exercise.Path) != exercise.Solution.Stub
            ? runner.Run(exercise)
            : new(exercise, Outcome.Todo, [], [], 0);

    int Fail(string message)
    {
        output.WriteLine(message, "yellow");
        return 1;
    }
}
