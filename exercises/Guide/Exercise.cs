using System.Text.RegularExpressions;

namespace Exercises.Guide;

/// <summary>A formula in the header of an exercise: its source id and its text.</summary>
public sealed record Formula(string Id, string Text);

/// <summary>
/// An exercise or milestone, read from its files. The first comment of its source file is the header. It has the line
/// <c>NN · title · chapter</c>, the idea, then fields that begin with Formula, Shapes, Example, File, Read, Needs or
/// Passes. A prediction has its choices (a), (b), … and the fields Answer and Explore. A field may continue on indented
/// lines.
/// </summary>
/// <remarks>
/// <code>
/// course/NN-name/Name.cs    the learner's file     solutions/NN-name/Name.cs     the solution
/// course/NN-name/Tests.cs   the tests              solutions/NN-name/wrong.txt   wrong solutions
/// course/NN-name/hints.md   three hints            milestones/MN-name/Milestone.cs
/// framework/Name.cs         the learner's file if the header has the field File
/// </code>
/// </remarks>
public sealed class Exercise
{
    Exercise(string folder, string path, string? solutionPath, string header)
    {
        (Folder, Path, SolutionPath, Header) = (folder, path, solutionPath, header);
        var first = header.Split('\n')[0].Split('·', StringSplitOptions.TrimEntries);
        if (first.Length != 3)
            throw new InvalidDataException(
                $"{path}: expects a first line `// NN · title · chapter`, got `{header.Split('\n')[0]}`");
        (Id, Title, Chapter) = (first[0], first[1], first[2]);
        Idea = header.Split('\n').Skip(1).SkipWhile(line => line.Length == 0).TakeWhile(line => line.Length > 0)
            .ToArray();
        Formulas = [.. Regex.Matches(header, @"^(?:Formula|       )  ([A-Z]{2}-\d\d)  (.+(?:\n {16}.+)*)$",
            RegexOptions.Multiline).Select(match => new Formula(match.Groups[1].Value, Joined(match.Groups[2].Value)))];
        Needs = [.. Regex.Matches(HeaderField("Needs"), @"\d\d").Select(match => match.Value)];
    }

    /// <summary>The id: 01, 02, … for an exercise, M1, M2, … for a milestone, P1, P2, … for a prediction.</summary>
    public string Id { get; }

    /// <summary>The title.</summary>
    public string Title { get; }

    /// <summary>The chapter, such as <c>1 Neurons</c>.</summary>
    public string Chapter { get; }

    /// <summary>The number at the start of <see cref="Chapter"/>; 0 for a milestone.</summary>
    public int ChapterNumber => int.TryParse(Chapter.Split(' ')[0], out var number) ? number : 0;

    /// <summary>The lines of the header that explain the idea.</summary>
    public IReadOnlyList<string> Idea { get; }

    /// <summary>The formulas with their source ids.</summary>
    public IReadOnlyList<Formula> Formulas { get; }

    /// <summary>The ids of the exercises whose code this exercise or milestone uses.</summary>
    public IReadOnlyList<string> Needs { get; }

    /// <summary>The first comment of the file, without slashes.</summary>
    public string Header { get; }

    /// <summary>The path of the folder under course/ or milestones/.</summary>
    public string Folder { get; }

    /// <summary>The path of the learner's file, or of the milestone's file.</summary>
    public string Path { get; }

    /// <summary>The path of the solution; null for a milestone.</summary>
    public string? SolutionPath { get; }

    /// <summary>Whether this is a milestone or a prediction: it has no tests and no solution of its own.</summary>
    public bool IsMilestone => SolutionPath is null;

    /// <summary>
    /// Whether this is a part of the learner's framework, which is compiled without Tiny.Nn. Its file is in the folder
    /// framework/, as the header's field File says.
    /// </summary>
    public bool IsFrameworkPart => HeaderField("File").Length > 0;

    /// <summary>The choices of a prediction, by their letters; empty for others.</summary>
    public IReadOnlyDictionary<char, string> Choices => Regex.Matches(Header, @"^\(([a-d])\)\s+(.*(?:\n {9}.+)*)$",
        RegexOptions.Multiline).ToDictionary(match => match.Groups[1].Value[0], match => Joined(match.Groups[2].Value));

    /// <summary>The command that runs it, such as check 07 or predict P1.</summary>
    public string Command => Choices.Count > 0 ? $"predict {Id}" : $"check {Id}";

    /// <summary>The path of the tests.</summary>
    public string TestsPath => System.IO.Path.Combine(Folder, "Tests.cs");

    /// <summary>The name of the learner's file, such as Perceptron.cs.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The three hints, in order; empty for a milestone.</summary>
    public IReadOnlyList<string> Hints => IsMilestone ? [] :
        [.. Regex.Split(File.ReadAllText(System.IO.Path.Combine(Folder, "hints.md")), @"^## .*$",
            RegexOptions.Multiline).Skip(1).Select(hint => hint.Trim())];

    /// <summary>The solution, read from its files.</summary>
    public ModelSolution Solution => new(this, File.ReadAllText(SolutionPath!),
        File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(SolutionPath)!, "wrong.txt")));

    /// <summary>Returns a field of the header, with continuation lines joined; empty if there is none.</summary>
    public string HeaderField(string name) => Joined(
        Regex.Match(Header, $@"^{name}\s+(.*(?:\n {{9}}.+)*)$", RegexOptions.Multiline).Groups[1].Value);

    /// <summary>Reads an exercise. The header comes from the solution, since the learner may edit the stub.</summary>
    public static Exercise ReadExercise(string folder, string solutions)
    {
        var name = System.IO.Path.GetFileName(folder);
        var found = Directory.Exists(System.IO.Path.Combine(solutions, name))
            ? Directory.GetFiles(System.IO.Path.Combine(solutions, name), "*.cs") : [];
        if (found is not [var solution])
            throw new InvalidDataException(
                $"{solutions}: expects one .cs file in the folder {name}, found {found.Length}");
        var own = System.IO.Path.Combine(folder, System.IO.Path.GetFileName(solution));
        var exercise = new Exercise(folder, own, solution, HeaderOf(solution));
        return exercise.IsFrameworkPart
            ? new(folder, System.IO.Path.GetFullPath(System.IO.Path.Combine(solutions, "..",
                exercise.HeaderField("File"))), solution, exercise.Header)
            : exercise;
    }

    /// <summary>Reads a milestone or a prediction from its file.</summary>
    public static Exercise ReadProgram(string folder, string file)
    {
        var path = System.IO.Path.Combine(folder, file);
        return new(folder, path, null, HeaderOf(path));
    }

    /// <summary>Returns id and title.</summary>
    public override string ToString() => $"{Id} {Title}";

    static string Joined(string text) => Regex.Replace(text, @"\s*\n\s*", " ").Trim();

    static string HeaderOf(string path) =>
        string.Join('\n', File.ReadLines(path).TakeWhile(line => line.StartsWith("//"))
            .Select(line => line.Length > 3 ? line[3..].TrimEnd() : ""));
}
