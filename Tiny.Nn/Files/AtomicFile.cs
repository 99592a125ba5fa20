namespace Tiny.Nn.Files;

/// <summary>
/// Replaces a file atomically. The content is written under a temporary name, flushed to the disk and renamed, so that
/// a reader finds the old file or the new one, whenever the process is killed.
/// </summary>
/// <remarks>A killed process may leave a file <c>NAME.PROCESS.tmp</c>, which may be deleted.</remarks>
public static class AtomicFile
{
    /// <summary>Wraps every stream that is written; null except in tests of a full disk.</summary>
    internal static AsyncLocal<Func<Stream, Stream>?> Interceptor { get; } = new();

    /// <summary>Writes a file; on an error, the old file stays and the temporary one is deleted.</summary>
    /// <param name="write">Writes the content to the stream.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is read-only.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                NotNull(write)(Interceptor.Value?.Invoke(file) ?? file);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
