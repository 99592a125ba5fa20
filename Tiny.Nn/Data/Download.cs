using Tiny.Nn.Files;

namespace Tiny.Nn.Data;

/// <summary>
/// The progress of a download. <paramref name="Total"/> is null if the server does not report a length.
/// </summary>
public readonly record struct DownloadProgress(string File, Uri From, long Received, long? Total);

/// <summary>The data is neither on disk nor downloadable. The one-line message lists the locations tried.</summary>
public sealed class DataUnavailableException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>Downloads files, each from the first mirror that has it complete.</summary>
/// <remarks>
/// The content stays in memory until its check has passed; then the file is written atomically. A failed
/// download leaves no file and no folder.
/// </remarks>
/// <param name="network">The handler of the requests; by default the network, with 5 seconds for a
/// connection.</param>
/// <param name="progress">Notified of every chunk received.</param>
/// <param name="cancellation">Cancels every download.</param>
public sealed class Download(HttpMessageHandler? network = null, IProgress<DownloadProgress>? progress = null,
    CancellationToken cancellation = default) : IDisposable
{
    const int MaximumBytes = 64 << 20;

    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5), ReadTimeout = TimeSpan.FromSeconds(20);

    readonly HttpClient client = new(network
        ?? new SocketsHttpHandler { ConnectTimeout = ConnectTimeout }, disposeHandler: network is null)
    {
        Timeout = ReadTimeout,
    };

    /// <summary>Downloads a file to a folder and returns its path.</summary>
    /// <param name="folder">Created if necessary, after the download.</param>
    /// <param name="file">The file's name, at the mirrors and in the folder.</param>
    /// <param name="mirrors">Addresses that end in "/", tried in order.</param>
    /// <param name="check">Throws <see cref="InvalidDataException"/> if the content is invalid.</param>
    /// <exception cref="DataUnavailableException">Every mirror failed, with each one's reason; or the folder is not
    /// writable.</exception>
    /// <exception cref="OperationCanceledException">The download was cancelled.</exception>
    public string To(string folder, string file, IReadOnlyList<Uri> mirrors, Action<Stream> check)
    {
        var reasons = new List<string>();
        foreach (var mirror in NotNull(mirrors))
            try
            {
                // On another thread, so that the caller's synchronization context cannot deadlock.
                using var content = Task.Run(() => Fetch(new Uri(mirror, file), file)).GetAwaiter().GetResult();
                check(content);
                return Save(content, folder, file);
            }
            catch (Exception error) when (IsMirrorFailure(error))
            {
                var reason = error is OperationCanceledException
                    ? "no answer in time" : error.Message.ReplaceLineEndings(" ")
                        .Replace($" ({mirror.Host}:{mirror.Port})", "").TrimEnd('.');
                reasons.Add($"{mirror.Host}: {reason}");
            }
        throw new DataUnavailableException($"{file} could not be downloaded ({string.Join("; ", reasons)})");
    }

    public void Dispose() => client.Dispose();

    bool IsMirrorFailure(Exception error) =>
        error is HttpRequestException or InvalidDataException or (IOException and not DataUnavailableException)
        || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    async Task<MemoryStream> Fetch(Uri address, string file)
    {
        using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead,
            cancellation).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var content = new MemoryStream();
        var chunk = new byte[1 << 16];
        while (await Read(body, chunk).ConfigureAwait(false) is var length and > 0)
        {
            if (content.Length + length > MaximumBytes)
                throw new InvalidDataException($"the response is longer than {MaximumBytes} bytes");
            content.Write(chunk, 0, length);
            progress?.Report(new(file, address, content.Length, response.Content.Headers.ContentLength));
        }
        content.Position = 0;
        return content;
    }

    /// <summary>Reads a chunk of the body, with a timeout: the client's own timeout ends with the headers.</summary>
    async Task<int> Read(Stream body, byte[] chunk)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(ReadTimeout);
        return await body.ReadAsync(chunk, timeout.Token).ConfigureAwait(false);
    }

    static string Save(MemoryStream content, string folder, string file)
    {
        var path = Path.Combine(folder, file);
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, content.WriteTo);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataUnavailableException($"{file} was downloaded but cannot be saved: {error.Message}", error);
        }
    }
}
