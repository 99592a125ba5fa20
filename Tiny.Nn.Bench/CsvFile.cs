using System.Text;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench;

/// <summary>How this program writes its tables to files.</summary>
static class CsvFile
{
    /// <summary>Writes the lines to a temporary name and renames it, so that nobody reads half a table.</summary>
    /// <exception cref="LabException">It cannot be written there.</exception>
    public static void Save(string path, string header, IEnumerable<string> lines)
    {
        var text = new StringBuilder(header).Append('\n');
        foreach (var line in lines) text.Append(line).Append('\n');
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, text.ToString());
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"cannot write '{path}' ({error.Message}); name another file with --out", error);
        }
    }
}
