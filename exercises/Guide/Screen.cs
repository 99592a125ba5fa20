using Spectre.Console;

namespace Exercises.Guide;

/// <summary>
/// All that the guide shows. On a terminal in colour; where the output goes to a file or a pipe, the same words without colour and
/// without line breaks of its own; where the terminal has no Unicode, letters in the place of signs.
/// </summary>
public sealed class Screen(IAnsiConsole console, Course course, Notebook notebook)
{
    bool IsRich => console.Profile.Capabilities.Unicode;

    string Tick => IsRich ? "✓" : "ok";

    string Cross => IsRich ? "✗" : "no";

    /// <summary>The screen of this process.</summary>
    public static IAnsiConsole OfProcess() =>
        Console.IsOutputRedirected ? Plain(Console.Out) : AnsiConsole.Create(new AnsiConsoleSettings());

    /// <summary>A verdict as plain text.</summary>
    public static string Text(Course course, Verdict verdict)
    {
        var text = new StringWriter();
        new Screen(Plain(text), course, new Notebook(course.Root)).Show(verdict);
        return text.ToString();
    }

    /// <summary>Words only, in lines as long as they are.</summary>
    public static IAnsiConsole Plain(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output),
        });
        (console.Profile.Width, console.Profile.Capabilities.Unicode) = (1000, true);
        return console;
    }

    public void Blank() => console.WriteLine();

    /// <summary>Words as they are.</summary>
    public void Say(string text, string style = "default") => console.MarkupLine($"[{style}]{Markup.Escape(text)}[/]");

    /// <summary>Wipes a terminal; elsewhere, an empty line.</summary>
    public void Clear()
    {
        if (Console.IsOutputRedirected) Blank();
        else console.Clear();
    }

    /// <summary>The bar over all exercises, and the number.</summary>
    public void Progress(IReadOnlyList<Verdict> verdicts)
    {
        var passed = verdicts.Count(verdict => verdict.Passed);
        var (full, empty) = IsRich ? ('█', '░') : ('#', '.');
        var bar = string.Concat(verdicts.Select(verdict => verdict.Passed ? full : empty));
        console.MarkupLine($"[green]{bar}[/]  [bold]{passed}[/] of {verdicts.Count}");
    }

    /// <summary>Every chapter with its exercises, and how each stands.</summary>
    public void Table(IReadOnlyList<Verdict> verdicts)
    {
        foreach (var chapter in verdicts.GroupBy(verdict => verdict.Exercise.Chapter))
        {
            Say(chapter.Key, "bold");
            foreach (var verdict in chapter)
            {
                var (sign, colour) = Sign(verdict);
                var note = notebook.GaveUp(verdict.Exercise) ? "   (solution opened before it passed)" : "";
                console.MarkupLine($"  [{colour}]{sign}[/] {verdict.Exercise.Id}  {Markup.Escape(verdict.Exercise.Title)}[dim]{note}[/]");
            }
        }
    }

    /// <summary>What to do next: the exercise, what it teaches, what to open.</summary>
    public void Next(Exercise exercise)
    {
        Say($"Next: {exercise.Id} {exercise.Title}", "bold");
        foreach (var line in exercise.Idea) Say($"  {line}");
        foreach (var formula in exercise.Formulas) Say($"  {formula.Id}  {formula.Text}", "aqua");
        Blank();
        if (exercise.Line("Read") is { Length: > 0 } read) Say($"  read   {read}");
        Say($"  open   {course.Show(exercise.Path)}");
        Say($"  check  dotnet run --project exercises -- check {exercise.Id}");
        if (!exercise.IsMilestone) Say($"  stuck  dotnet run --project exercises -- hint {exercise.Id}");
    }

    /// <summary>How an exercise ended, with the smallest case that fails.</summary>
    public void Show(Verdict verdict)
    {
        var (sign, colour) = Sign(verdict);
        console.MarkupLine($"[{colour}]{sign} {verdict.Exercise.Id} {Markup.Escape(verdict.Exercise.Title)}[/]  " +
            $"[dim]{course.Show(verdict.Exercise.Path)}   {verdict.Seconds:0.0} s[/]");
        foreach (var error in verdict.Errors) Show(error, verdict.Exercise);
        foreach (var test in verdict.Tests)
        {
            var good = test.Outcome is Outcome.Passed;
            console.MarkupLine(test.Outcome is Outcome.Skipped
                ? $"  [yellow]- {Markup.Escape(test.Sentence)}: skipped, {Markup.Escape(test.Message!)}[/]"
                : $"  [{(good ? "green" : "red")}]{(good ? Tick : Cross)} {Markup.Escape(test.Sentence)}[/]");
            if (!good && test.Outcome is not Outcome.Skipped) Explain(test, verdict.Exercise);
            if (!verdict.Exercise.IsMilestone && test == verdict.Last)
                foreach (var measured in verdict.Said) Field("measured", measured);
            if (test.Printed is { } printed) Field("you print", printed.ReplaceLineEndings("\n              "));
        }
    }

    (string, string) Sign(Verdict verdict) => verdict.Outcome switch
    {
        Outcome.Passed => (Tick, "green"),
        Outcome.Skipped => ("-", "yellow"),
        Outcome.Todo => (IsRich ? "·" : ".", "dim"),
        _ => (Cross, "red"),
    };

    void Explain(TestResult test, Exercise exercise)
    {
        if (test.Outcome is Outcome.Todo)
        {
            var todo = course.Find(test.Message!) ?? exercise;
            Field("to write", $"exercise {test.Message}, in {Place(todo, test.Method)}");
            return;
        }
        if (test.Inputs is { } inputs) Field("inputs", inputs);
        if (test.Expected is { } expected) Field("expected", expected);
        if (test.Got is { } got) Field("got", got);
        if (test.Message is { } message) Field("thrown", message);
        if (exercise.Formulas.FirstOrDefault(formula => formula.Id == test.Formula) is { } formula)
            Field("formula", $"{formula.Id}   {formula.Text}");
        if (test.File is { } file && test.Line is { } line) Field("look at", $"{course.Show(file)}:{line}{Quote(file, line)}");
        else Field("look at", Place(exercise, test.Method));
        if (test.TestLine is { } place && !exercise.IsMilestone)
            Field("called in", $"{course.Show(exercise.TestsPath)}:{place}{Quote(exercise.TestsPath, place)}");
    }

    void Show(CompileError error, Exercise exercise)
    {
        var mine = !error.Path.EndsWith("Tests.cs", StringComparison.Ordinal);
        Say($"  {course.Show(error.Path)}:{error.Line}:{error.Column}", "red");
        var why = mine ? "" : $"   (the tests use it so: is a name or a parameter in {exercise.FileName} different now?)";
        Field("error", error.Message + why);
        if (Quote(error.Path, error.Line) is { Length: > 0 } quote) Field("line", quote.Trim());
    }

    string Place(Exercise exercise, string method)
    {
        foreach (var candidate in exercise.IsMilestone ? exercise.Needs.Select(id => course.Find(id)!) : [exercise])
            if (File.Exists(candidate.Path) && SourceFile.Read(candidate.Path).LineOf(method) is { } line)
                return $"{course.Show(candidate.Path)}:{line}   {method}";
        return course.Show(exercise.Path);
    }

    static string Quote(string file, int line) =>
        File.Exists(file) && File.ReadLines(file).Skip(line - 1).FirstOrDefault() is { } text ? $"   {text.Trim()}" : "";

    void Field(string name, string value) => console.MarkupLine($"      [dim]{name,-9}[/] {Markup.Escape(value)}");
}
