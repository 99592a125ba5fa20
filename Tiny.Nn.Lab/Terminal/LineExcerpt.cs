namespace Tiny.Nn.Lab.Terminal;

/// <summary>Formats a part of a line with marks under one word.</summary>
static class LineExcerpt
{
    const int Before = 40, After = 30;

    /// <summary>Returns two lines: the surroundings of the word, and carets under it.</summary>
    public static string Of(string line, int start, int length)
    {
        var (from, to) = (Math.Max(0, start - Before), Math.Min(line.Length, start + length + After));
        var (head, word) = (TerminalText.Escape(line[from..start]), TerminalText.Escape(line[start..(start + length)]));
        if (from > 0) head = "… " + head;
        var tail = TerminalText.Escape(line[(start + length)..to]) + (to < line.Length ? " …" : "");
        return $"  {head}{word}{tail}\n  {new string(' ', head.Length)}{new string('^', Math.Max(1, word.Length))}";
    }
}
