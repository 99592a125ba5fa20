using System.Text;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>A text file to which lines are appended, by a program that can be killed at any time.</summary>
static class ResultFile
{
    /// <summary>
    /// Returns the complete lines, none if the file does not exist. Removes an incomplete last line from the file.
    /// </summary>
    public static string[] Read(string path)
    {
        if (!File.Exists(path)) return [];
        var text = File.ReadAllText(path);
        var length = text.LastIndexOf('\n') + 1;
        if (length < text.Length)
        {
            using var file = File.OpenWrite(path);
            file.SetLength(Encoding.UTF8.GetByteCount(text.AsSpan(0, length)));
        }
        return text[..length].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static void Append(string path, string line) => File.AppendAllText(path, $"{line}\n");
}
