using System.Text;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench;

/// <summary>Writes tables to .csv files.</summary>
static class CsvFile
{
    /// <summary>
    /// Writes a table to a temporary file and renames the file, so that no reader sees a partial table.
    /// </summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
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
            throw new LabException($"cannot write '{path}' ({error.Message}); choose another file with --out", error);
        }
    }
}
