using System.Text.RegularExpressions;

namespace Exercises.Guide;

/// <summary>One formula of a header: its source id, and how it is written.</summary>
public sealed record Formula(string Id, string Text);

/// <summary>
/// One exercise or milestone, as its files say it: nothing about it is written anywhere else. The first comment of the file is its
/// header: <c>NN · title · chapter</c>, the idea, then lines that begin with Formula, Shapes, Number, Read or Needs.
/// </summary>
/// <remarks>
/// <code>
/// course/NN-name/Name.cs         what the learner writes         solutions/NN-name/Name.cs      one way to do it
/// course/NN-name/Tests.cs        what it must fulfil             solutions/NN-name/wrong.txt    ways that look right and are not
/// course/NN-name/hints.md        three hints                     milestones/MN-name/Milestone.cs
/// </code>
/// </remarks>
public sealed class Exercise
{
    Exercise(string folder, string path, string? solutionPath, string header)
    {
        (Folder, Path, SolutionPath, Header) = (folder, path, solutionPath, header);
        var first = header.Split('\n')[0].Split('·', StringSplitOptions.TrimEntries);
        if (first.Length != 3)
            throw new InvalidDataException($"{path}: the header begins with `// NN · title · chapter`, got `{header.Split('\n')[0]}`");
        (Id, Title, Chapter) = (first[0], first[1], first[2]);
        Idea = header.Split('\n').Skip(1).SkipWhile(line => line.Length == 0).TakeWhile(line => line.Length > 0).ToArray();
        Formulas = [.. Regex.Matches(header, @"^(?:Formula|       )\s+([A-Z]{2}-\d\d)\s+(.+)$", RegexOptions.Multiline)
            .Select(match => new Formula(match.Groups[1].Value, match.Groups[2].Value.Trim()))];
        Needs = [.. Regex.Matches(Line("Needs"), @"\d\d").Select(match => match.Value)];
    }

    /// <summary>What the learner types: 01 … for an exercise, M1 … for a milestone.</summary>
    public string Id { get; }

    public string Title { get; }

    /// <summary>As in <c>1 Neurons</c>.</summary>
    public string Chapter { get; }

    /// <summary>The idea, a few lines.</summary>
    public IReadOnlyList<string> Idea { get; }

    /// <summary>The formulas with their source ids.</summary>
    public IReadOnlyList<Formula> Formulas { get; }

    /// <summary>The exercises whose code a milestone runs on.</summary>
    public IReadOnlyList<string> Needs { get; }

    /// <summary>The first comment of the file, without its slashes.</summary>
    public string Header { get; }

    /// <summary>The folder under course/ or milestones/.</summary>
    public string Folder { get; }

    /// <summary>The learner's file, or the milestone's.</summary>
    public string Path { get; }

    /// <summary>The file under solutions/; null for a milestone.</summary>
    public string? SolutionPath { get; }

    public bool IsMilestone => SolutionPath is null;

    public string TestsPath => System.IO.Path.Combine(Folder, "Tests.cs");

    /// <summary>The learner's file's name, such as Perceptron.cs.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The three hints, in order; empty for a milestone.</summary>
    public IReadOnlyList<string> Hints => IsMilestone ? [] :
        [.. Regex.Split(File.ReadAllText(System.IO.Path.Combine(Folder, "hints.md")), @"^## .*$", RegexOptions.Multiline).Skip(1)
            .Select(hint => hint.Trim())];

    /// <summary>The solution, as it is shown.</summary>
    public Solution Solution => new(this, File.ReadAllText(SolutionPath!),
        File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(SolutionPath)!, "wrong.txt")));

    /// <summary>What a line of the header that begins with this word says; empty where there is none.</summary>
    public string Line(string word) => Regex.Match(Header, $@"^{word}\s+(.*)$", RegexOptions.Multiline).Groups[1].Value.Trim();

    /// <summary>Reads an exercise of the course. The header comes from the solution, which a learner leaves alone.</summary>
    public static Exercise OfCourse(string folder, string solutions)
    {
        var name = System.IO.Path.GetFileName(folder);
        var found = Directory.Exists(System.IO.Path.Combine(solutions, name))
            ? Directory.GetFiles(System.IO.Path.Combine(solutions, name), "*.cs") : [];
        return found is [var solution]
            ? new(folder, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(solution)), solution, HeaderOf(solution))
            : throw new InvalidDataException($"{solutions}: expects one solution in the folder {name}, found {found.Length}");
    }

    /// <summary>Reads a milestone.</summary>
    public static Exercise OfMilestone(string folder)
    {
        var path = System.IO.Path.Combine(folder, "Milestone.cs");
        return new(folder, path, null, HeaderOf(path));
    }

    public override string ToString() => $"{Id} {Title}";

    static string HeaderOf(string path) => string.Join('\n', File.ReadLines(path).TakeWhile(line => line.StartsWith("//"))
        .Select(line => line.Length > 3 ? line[3..].TrimEnd() : ""));
}
