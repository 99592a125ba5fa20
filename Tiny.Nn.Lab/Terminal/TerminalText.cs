using System.Globalization;
using System.Text;

namespace Tiny.Nn.Lab.Terminal;

/// <summary>
/// Makes text safe for a terminal. Names of files, data, arguments and metadata may contain characters that move the
/// cursor, change colors or reverse the writing direction.
/// </summary>
public static class TerminalText
{
    /// <summary>
    /// Returns the text with each control or format character, line separator and lone surrogate as its number, such
    /// as <c>\u001B</c> for ESC.
    /// </summary>
    public static string Escape(string text)
    {
        if (!text.Any(letter => IsUnsafe(letter) || char.IsSurrogate(letter))) return text;
        var escaped = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
            if (i + 1 < text.Length && char.IsSurrogatePair(text, i)
                && !IsFormat(CharUnicodeInfo.GetUnicodeCategory(text, i)))
                escaped.Append(text, i++, 2);
            else if (IsUnsafe(text[i]) || char.IsSurrogate(text[i])) escaped.Append($"\\u{(int)text[i]:X4}");
            else escaped.Append(text[i]);
        return escaped.ToString();
    }

    static bool IsUnsafe(char letter) => char.IsControl(letter) || IsFormat(char.GetUnicodeCategory(letter));

    static bool IsFormat(UnicodeCategory category) => category
        is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
