using Spectre.Console;

namespace Exercises.Guide;

/// <summary>
/// Writes results, tables and messages to a console. On a terminal the output is coloured. Redirected output has the
/// same text without colours and line wrapping. Without Unicode, letters replace check marks.
/// </summary>
public sealed class ConsoleOutput(IAnsiConsole console, Course course, HelpHistory history)
{
    bool HasUnicode => console.Profile.Capabilities.Unicode;

    string Tick => HasUnicode ? "✓" : "ok";

    string Circle => HasUnicode ? "○" : "slow";

    string Cross => HasUnicode ? "✗" : "no";

    /// <summary>Returns the console of this process; it writes plain text if the output is redirected.</summary>
    public static IAnsiConsole ProcessConsole() =>
        Console.IsOutputRedirected ? PlainConsole(Console.Out) : AnsiConsole.Create(new AnsiConsoleSettings());

    /// <summary>Returns a result as plain text.</summary>
    public static string Format(Course course, ExerciseResult result)
    {
        var text = new StringWriter();
        new ConsoleOutput(PlainConsole(text), course, new HelpHistory(course.Root)).WriteResult(result);
        return text.ToString();
    }

    /// <summary>Returns a console that writes plain text without line wrapping.</summary>
    public static IAnsiConsole PlainConsole(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output),
        });
        (console.Profile.Width, console.Profile.Capabilities.Unicode) = (1000, true);
        return console;
    }

    /// <summary>Writes an empty line.</summary>
    public void WriteLine() => console.WriteLine();

    /// <summary>Writes a line in a style of Spectre.Console.</summary>
    public void WriteLine(string text, string style = "default") =>
        console.MarkupLine($"[{style}]{Markup.Escape(text)}[/]");

    /// <summary>Clears a terminal. Redirected output gets an empty line instead.</summary>
    public void Clear()
    {
        if (Console.IsOutputRedirected) WriteLine();
        else console.Clear();
    }

    /// <summary>Writes a bar with one cell per exercise, and the number of exercises that pass.</summary>
    public void WriteProgress(IReadOnlyList<ExerciseResult> results)
    {
        var passed = results.Count(result => result.Passed);
        var (full, empty) = HasUnicode ? ('█', '░') : ('#', '.');
        var bar = string.Concat(results.Select(result => result.Passed ? full : empty));
        console.MarkupLine($"[green]{bar}[/]  [bold]{passed}[/] of {results.Count}");
    }

    /// <summary>Writes every chapter with its exercises and their outcomes.</summary>
    public void WriteTable(IReadOnlyList<ExerciseResult> results)
    {
        foreach (var chapter in results.GroupBy(result => result.Exercise.Chapter))
        {
            WriteLine(chapter.Key, "bold");
            foreach (var result in chapter)
            {
                var (sign, colour) = Sign(result);
                var note = history.GaveUp(result.Exercise) ? "   (solution opened before the tests passed)" : "";
                var title = Markup.Escape(result.Exercise.Title);
                console.MarkupLine($"  [{colour}]{sign}[/] {result.Exercise.Id}  {title}[dim]{note}[/]");
            }
        }
    }

    /// <summary>Writes what the next exercise teaches, which file to open and which commands to run.</summary>
    public void WriteNext(Exercise exercise)
    {
        WriteLine($"Next: {exercise.Id} {exercise.Title}", "bold");
        foreach (var line in exercise.Idea) WriteLine($"  {line}");
        foreach (var formula in exercise.Formulas) WriteLine($"  {formula.Id}  {formula.Text}", "aqua");
        WriteLine();
        if (exercise.HeaderField("Read") is { Length: > 0 } read) WriteLine($"  read   {read}");
        WriteLine($"  open   {course.RelativePath(exercise.Path)}");
        WriteLine($"  check  dotnet run --project exercises -- check {exercise.Id}");
        if (!exercise.IsMilestone) WriteLine($"  hint   dotnet run --project exercises -- hint {exercise.Id}");
    }

    /// <summary>
    /// Writes the outcome of an exercise and of each of its tests. For a failed test, it also writes the
    /// smallest failing case.
    /// </summary>
    public void WriteResult(ExerciseResult result)
    {
        var (sign, colour) = Sign(result);
        console.MarkupLine($"[{colour}]{sign} {result.Exercise.Id} {Markup.Escape(result.Exercise.Title)}[/]  " +
            $"[dim]{course.RelativePath(result.Exercise.Path)}   {result.Seconds:0.0} s[/]");
        foreach (var error in result.Errors) WriteError(error, result.Exercise);
        foreach (var test in result.Tests)
        {
            WriteTest(test, result.Exercise);
            if (!result.Exercise.IsMilestone && test == result.LastTest)
                foreach (var measured in result.Output) WriteField("measured", measured);
            if (test.Printed is { } printed) WriteField("output", printed.ReplaceLineEndings("\n                "));
        }
    }

    (string, string) Sign(ExerciseResult result) => result.Outcome switch
    {
        Outcome.Passed => (Tick, "green"),
        Outcome.NotFaster => (Circle, "yellow"),
        Outcome.Skipped => ("-", "yellow"),
        Outcome.Todo => (HasUnicode ? "·" : ".", "dim"),
        _ => (Cross, "red"),
    };

    void WriteTest(TestResult test, Exercise exercise)
    {
        var sentence = Markup.Escape(test.Sentence);
        console.MarkupLine(test.Outcome switch
        {
            Outcome.Passed => $"  [green]{Tick} {sentence}[/]",
            Outcome.NotFaster => $"  [yellow]{Circle} {sentence}: {Markup.Escape(test.Message!)}[/]",
            Outcome.Skipped => $"  [yellow]- {sentence}: skipped, {Markup.Escape(test.Message!)}[/]",
            _ => $"  [red]{Cross} {sentence}[/]",
        });
        if (test.Outcome is Outcome.Todo)
        {
            var todo = course.Find(test.Message!) ?? exercise;
            WriteField("to write", $"exercise {test.Message}, in {MethodLocation(todo, test.Method)}");
        }
        else if (!test.Passed) WriteFailure(test, exercise);
    }

    void WriteFailure(TestResult test, Exercise exercise)
    {
        if (test.Inputs is { } inputs) WriteField("inputs", inputs);
        if (test.Expected is { } expected) WriteField("expected", expected);
        if (test.Got is { } got) WriteField("got", got);
        if (test.Message is { } message) WriteField("error", message);
        if (exercise.Formulas.FirstOrDefault(formula => formula.Id == test.Formula) is { } formula)
            WriteField("formula", $"{formula.Id}   {formula.Text}");
        WriteField("source", test.File is { } file && test.Line is { } line
            ? $"{course.RelativePath(file)}:{line}{Quote(file, line)}"
            : MethodLocation(exercise, test.Method));
        if (test.TestLine is { } at && !exercise.IsMilestone)
            WriteField("called by", $"{course.RelativePath(exercise.TestsPath)}:{at}{Quote(exercise.TestsPath, at)}");
    }

    void WriteError(CompileError error, Exercise exercise)
    {
        var inTests = error.Path.EndsWith("Tests.cs", StringComparison.Ordinal);
        WriteLine($"  {course.RelativePath(error.Path)}:{error.Line}:{error.Column}", "red");
        var reason = inTests
            ? $"   (the tests call {exercise.FileName} here: did a method's name or a parameter change?)" : "";
        WriteField("error", error.Message + reason);
        if (Quote(error.Path, error.Line) is { Length: > 0 } quote) WriteField("line", quote.Trim());
    }

    /// <summary>Returns file, line and name of the learner's method, or only the file if it is not found.</summary>
    string MethodLocation(Exercise exercise, string method)
    {
        foreach (var candidate in exercise.IsMilestone ? exercise.Needs.Select(id => course.Find(id)!) : [exercise])
            if (File.Exists(candidate.Path) && SourceFile.Read(candidate.Path).LineOf(method) is { } line)
                return $"{course.RelativePath(candidate.Path)}:{line}   {method}";
        return course.RelativePath(exercise.Path);
    }

    static string Quote(string file, int line) =>
        File.Exists(file) && File.ReadLines(file).Skip(line - 1).FirstOrDefault() is { } text ? $"   {text.Trim()}"
            : "";

    void WriteField(string name, string value) => console.MarkupLine($"      [dim]{name,-9}[/] {Markup.Escape(value)}");
}
