using System.Text;

namespace Exercises.Guide;

/// <summary>A wrong solution: its name, which describes the error, and its text.</summary>
public sealed record WrongSolution(string Name, string Text);

/// <summary>
/// The solution of an exercise, with the stub and the wrong solutions derived from it. The stub is the solution without
/// its method bodies; a wrong solution is the solution with a few lines changed.
/// </summary>
/// <param name="exercise">The exercise that it solves.</param>
/// <param name="text">
/// The solution file, with each method body between <see cref="Begin"/> and <see cref="End"/>.
/// </param>
/// <param name="changes">
/// The wrong solutions. Each is a line <c># name</c>, then, once or more, lines to remove (<c>- …</c>) and lines to
/// insert (<c>+ …</c>). Inserted lines get the indentation of the first removed line.
/// </param>
public sealed class ModelSolution(Exercise exercise, string text, string changes)
{
    /// <summary>The line before a method body.</summary>
    public const string Begin = "// ── begin ──";

    /// <summary>
    /// The line before the stub's own body, in comment lines after the body of the solution. Most methods have none.
    /// </summary>
    public const string Given = "// ── stub ──";

    /// <summary>The line after a method body.</summary>
    public const string End = "// ── end ──";

    /// <summary>The solution without the begin and end lines and without the bodies of the stub.</summary>
    public string Text => string.Join('\n',
        Parts.Where(part => part.Place is null or Begin).Select(part => part.Line));

    /// <summary>
    /// The stub: each method body throws a <see cref="TodoException"/>, or is the body that the solution gives for it.
    /// </summary>
    public string Stub
    {
        get
        {
            var stub = new StringBuilder();
            foreach (var (line, place, isFirst) in Parts)
            {
                var indent = line[..^line.TrimStart().Length];
                if (place is null) stub.Append(line).Append('\n');
                else if (place is Given) stub.Append(indent).Append(line.TrimStart()[3..]).Append('\n');
                else if (isFirst) stub.Append(indent).Append($"throw new TodoException(\"{exercise.Id}\");\n");
            }
            return stub.ToString().TrimEnd('\n') + '\n';
        }
    }

    /// <summary>The wrong solutions, which the tests must reject.</summary>
    public IReadOnlyList<WrongSolution> Wrong
    {
        get
        {
            var wrong = new List<WrongSolution>();
            foreach (var section in ("\n" + changes.ReplaceLineEndings("\n"))
                .Split("\n# ", StringSplitOptions.RemoveEmptyEntries))
            {
                var lines = section.Split('\n');
                wrong.Add(new(lines[0].Trim(), Change(lines[0], lines[1..])));
            }
            return wrong;
        }
    }

    /// <summary>
    /// The lines without the markers, each with the last marker before it (null outside bodies), and whether it is the
    /// first line of a body for which the stub has none of its own.
    /// </summary>
    IEnumerable<(string Line, string? Place, bool IsFirst)> Parts
    {
        get
        {
            var lines = text.ReplaceLineEndings("\n").Split('\n');
            string? place = null;
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].Trim() is Begin or Given or End) place = lines[i].Trim() is End ? null : lines[i].Trim();
                else
                    yield return (lines[i], place, i > 0 && lines[i - 1].Trim() is Begin
                        && lines.Skip(i).First(line => line.Trim() is Given or End).Trim() is End);
            }
        }
    }

    /// <summary>
    /// Returns the solution's text with the changes of one section, that is, of one wrong solution. Lines are compared
    /// without indentation, and the removed lines must occur exactly once.
    /// </summary>
    string Change(string name, string[] lines)
    {
        var changed = Text.Split('\n').ToList();
        for (var at = 0; at < lines.Length;)
        {
            var removed = Take(lines, ref at, '-');
            var added = Take(lines, ref at, '+');
            if (removed.Count == 0 && added.Count == 0)
            {
                if (lines[at].Trim().Length > 0)
                    throw Error(name, $"expects a line that begins with -, + or #, got `{lines[at]}`");
                at++;
                continue;
            }
            var matches = Enumerable.Range(0, Math.Max(0, changed.Count - removed.Count + 1))
                .Where(start => removed.Select((line, i) => changed[start + i].Trim() == line.Trim()).All(same => same))
                    .ToList();
            if (removed.Count == 0 || matches.Count != 1)
                throw Error(name,
                    $"expects `{removed.FirstOrDefault()}` exactly once in the solution, found {matches.Count} times");
            var indent = new string(' ', changed[matches[0]].TakeWhile(letter => letter == ' ').Count());
            changed.RemoveRange(matches[0], removed.Count);
            changed.InsertRange(matches[0], added.Select(line => indent + line));
        }
        return string.Join('\n', changed);
    }

    static List<string> Take(string[] lines, ref int at, char sign)
    {
        var taken = new List<string>();
        for (; at < lines.Length && lines[at].StartsWith(sign); at++)
            taken.Add(lines[at].Length > 2 ? lines[at][2..] : "");
        return taken;
    }

    InvalidDataException Error(string name, string message) =>
        new($"wrong.txt of {exercise}, `{name.Trim()}`: {message}");
}
