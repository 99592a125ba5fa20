namespace Exercises.Guide;

/// <summary>The guide's commands. Each returns the exit code.</summary>
public sealed class Commands(Course course, Judge judge, Notebook notebook, Screen screen)
{
    /// <summary>The bar, the table, and the next exercise.</summary>
    public int Overview()
    {
        var verdicts = Verdicts();
        screen.Progress(verdicts);
        screen.Blank();
        screen.Table(verdicts);
        screen.Blank();
        foreach (var milestone in course.Milestones)
        {
            var ready = milestone.Needs.All(need => verdicts.First(verdict => verdict.Exercise.Id == need).Passed);
            var state = ready ? $"ready: check {milestone.Id}" : $"after {string.Join(", ", milestone.Needs)}";
            screen.Say($"  {milestone.Id}  {milestone.Title}   {state}", ready ? "green" : "dim");
        }
        screen.Blank();
        if (Next(verdicts) is { } next) screen.Next(next);
        else screen.Say("All exercises pass. The milestones run on your code: check M1, M2, …", "green");
        return 0;
    }

    /// <summary>One exercise or milestone, or all exercises.</summary>
    public int Check(Exercise? exercise, bool small = false)
    {
        if (exercise is not null)
        {
            var verdict = judge.Check(exercise, small, exercise.IsMilestone ? line => screen.Say("  " + line) : null);
            screen.Show(verdict);
            return verdict.Passed ? 0 : 1;
        }
        var verdicts = Verdicts();
        foreach (var verdict in verdicts) screen.Show(verdict);
        screen.Progress(verdicts);
        return verdicts.All(verdict => verdict.Passed) ? 0 : 1;
    }

    /// <summary>One more hint than at the last call.</summary>
    public int Hint(Exercise exercise)
    {
        if (exercise.IsMilestone) return Refuse($"{exercise.Id} has no hints; see those of {string.Join(", ", exercise.Needs)}");
        var read = notebook.Hints(exercise);
        if (read < exercise.Hints.Count) notebook.ReadHint(exercise);
        foreach (var (hint, number) in exercise.Hints.Take(read + 1).Select((hint, i) => (hint, i + 1)))
        {
            screen.Say($"Hint {number} of {exercise.Hints.Count} for {exercise}", "bold");
            screen.Say(hint);
            screen.Blank();
        }
        return 0;
    }

    /// <summary>The solution, once the tests pass.</summary>
    public int Solution(Exercise exercise, bool giveUp)
    {
        if (exercise.IsMilestone) return Refuse($"{exercise.Id} is run on your own exercises; it has no solution of its own");
        if (!giveUp && !judge.Check(exercise).Passed)
            return Refuse($"{exercise.Id} does not pass yet; its solution opens when it does, or with --give-up");
        if (giveUp && !notebook.GaveUp(exercise) && !judge.Check(exercise).Passed) notebook.GiveUp(exercise);
        screen.Say(exercise.Solution.Text);
        screen.Say($"({course.Show(exercise.SolutionPath!)})", "dim");
        return 0;
    }

    /// <summary>The stub again; what was there is kept beside it.</summary>
    public int Reset(Exercise exercise)
    {
        if (exercise.IsMilestone) return Refuse($"{exercise.Id} has no file of yours; reset one of {string.Join(", ", exercise.Needs)}");
        var kept = exercise.Path + ".mine";
        for (var number = 2; File.Exists(kept); number++) kept = $"{exercise.Path}.mine.{number}";
        if (File.Exists(exercise.Path)) File.Move(exercise.Path, kept);
        File.WriteAllText(exercise.Path + ".new", exercise.Solution.Stub);
        File.Move(exercise.Path + ".new", exercise.Path);
        var yours = File.Exists(kept) ? $"; yours is kept as {Path.GetFileName(kept)}" : "";
        screen.Say($"{course.Show(exercise.Path)} is the stub again{yours}");
        return 0;
    }

    /// <summary>All exercises, each judged now; a file that nobody has touched needs no running.</summary>
    public IReadOnlyList<Verdict> Verdicts() => [.. course.Exercises.Select(Verdict)];

    /// <summary>The first exercise that does not pass.</summary>
    public static Exercise? Next(IReadOnlyList<Verdict> verdicts) => verdicts.FirstOrDefault(verdict => !verdict.Passed)?.Exercise;

    Verdict Verdict(Exercise exercise) => File.Exists(exercise.Path) && File.ReadAllText(exercise.Path) != exercise.Solution.Stub
        ? judge.Check(exercise)
        : new(exercise, Outcome.Todo, [], [], 0);

    int Refuse(string why)
    {
        screen.Say(why, "yellow");
        return 1;
    }
}
