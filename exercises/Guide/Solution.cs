using System.Text;

namespace Exercises.Guide;

/// <summary>A way that looks right and is not: its name, and the file it makes.</summary>
public sealed record WrongSolution(string Name, string Text);

/// <summary>
/// A solution, and what follows from it: the stub is the solution with its bodies taken out, and each wrong solution is the
/// solution with a few lines changed. So the three can never drift apart.
/// </summary>
/// <param name="exercise">Whose solution it is.</param>
/// <param name="text">The solution, with each body between <see cref="Begin"/> and <see cref="End"/>.</param>
/// <param name="changes">
/// The wrong ones: a line <c># name</c>, then lines to take out (<c>- …</c>) and to put in their place (<c>+ …</c>), indented as the first
/// that went; several such pairs may follow.
/// </param>
public sealed class Solution(Exercise exercise, string text, string changes)
{
    public const string Begin = "// ── begin ──";
    public const string End = "// ── end ──";

    /// <summary>The file without its marks: what is compiled and shown.</summary>
    public string Text => string.Join('\n', Lines.Where(line => line.Trim() is not (Begin or End)));

    /// <summary>What the learner starts from: each body is one throw.</summary>
    public string Stub
    {
        get
        {
            var stub = new StringBuilder();
            var inside = false;
            foreach (var line in Lines)
            {
                if (line.Trim() == Begin)
                {
                    inside = true;
                    stub.Append(line.Replace(Begin, $"throw new TodoException(\"{exercise.Id}\");")).Append('\n');
                }
                if (!inside) stub.Append(line).Append('\n');
                if (line.Trim() == End) inside = false;
            }
            return stub.ToString().TrimEnd('\n') + '\n';
        }
    }

    /// <summary>The solutions that the tests must refuse.</summary>
    public IReadOnlyList<WrongSolution> Wrong
    {
        get
        {
            var wrong = new List<WrongSolution>();
            foreach (var section in ("\n" + changes.ReplaceLineEndings("\n")).Split("\n# ", StringSplitOptions.RemoveEmptyEntries))
            {
                var lines = section.Split('\n');
                wrong.Add(new(lines[0].Trim(), Change(lines[0], lines[1..])));
            }
            return wrong;
        }
    }

    IEnumerable<string> Lines => text.ReplaceLineEndings("\n").Split('\n');

    /// <summary>Applies one section's changes; text is compared without its indentation, and must occur exactly once.</summary>
    string Change(string name, string[] lines)
    {
        var changed = Text.Split('\n').ToList();
        for (var at = 0; at < lines.Length;)
        {
            var removed = Take(lines, ref at, '-');
            var added = Take(lines, ref at, '+');
            if (removed.Count == 0 && added.Count == 0)
            {
                if (lines[at].Trim().Length > 0) throw Bad(name, $"a line begins with -, + or #, got `{lines[at]}`");
                at++;
                continue;
            }
            var places = Enumerable.Range(0, Math.Max(0, changed.Count - removed.Count + 1))
                .Where(start => removed.Select((line, i) => changed[start + i].Trim() == line.Trim()).All(same => same)).ToList();
            if (removed.Count == 0 || places.Count != 1)
                throw Bad(name, $"`{removed.FirstOrDefault()}` must stand exactly once in the solution, found {places.Count} times");
            var indent = new string(' ', changed[places[0]].TakeWhile(letter => letter == ' ').Count());
            changed.RemoveRange(places[0], removed.Count);
            changed.InsertRange(places[0], added.Select(line => indent + line));
        }
        return string.Join('\n', changed);
    }

    static List<string> Take(string[] lines, ref int at, char sign)
    {
        var taken = new List<string>();
        for (; at < lines.Length && lines[at].StartsWith(sign); at++) taken.Add(lines[at].Length > 2 ? lines[at][2..] : "");
        return taken;
    }

    InvalidDataException Bad(string name, string why) => new($"wrong.txt of {exercise}, `{name.Trim()}`: {why}");
}
