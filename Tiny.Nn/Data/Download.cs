namespace Tiny.Nn.Data;

/// <summary>How far a download is. <paramref name="Total"/> is null where the server does not say.</summary>
public readonly record struct DownloadProgress(string File, Uri From, long Received, long? Total);

/// <summary>Data were to be had neither on this machine nor from the network. The message is one line and says where was looked.</summary>
public sealed class DataUnavailableException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>
/// Fetches one file from the first mirror that has it whole. The content is held in memory until its check has passed, then written
/// under a temporary name and renamed: under the final name there is a good file or none. No folder is made for a download that fails.
/// </summary>
public sealed class Download : IDisposable
{
    const int MaximumBytes = 64 << 20;

    static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5), SilencePatience = TimeSpan.FromSeconds(20);

    readonly HttpClient client;
    readonly IProgress<DownloadProgress>? progress;
    readonly CancellationToken cancellation;

    /// <summary>Prepares; nothing is fetched yet.</summary>
    /// <param name="network">What answers the requests; by default the network, with 5 seconds for a connection.</param>
    /// <param name="progress">Told about every piece that arrives.</param>
    public Download(HttpMessageHandler? network = null, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        client = network is null
            ? new HttpClient(new SocketsHttpHandler { ConnectTimeout = ConnectPatience })
            : new HttpClient(network, disposeHandler: false);
        client.Timeout = SilencePatience;
        (this.progress, this.cancellation) = (progress, cancellation);
    }

    /// <summary>Fetches a file into a folder.</summary>
    /// <param name="folder">Made if need be, once there is something to put into it.</param>
    /// <param name="file">The file's name, at the mirrors and in the folder.</param>
    /// <param name="mirrors">Addresses that end in "/", tried in order.</param>
    /// <param name="check">Throws <see cref="InvalidDataException"/> where the content is not what it should be.</param>
    /// <exception cref="DataUnavailableException">No mirror had the file whole, and the message has each mirror's reason; or
    /// the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was called off.</exception>
    public string To(string folder, string file, IReadOnlyList<Uri> mirrors, Action<Stream> check)
    {
        var reasons = new List<string>();
        foreach (var mirror in mirrors)
            try
            {
                // On a thread of its own, so that a caller's synchronization context cannot deadlock.
                using var content = Task.Run(() => Fetch(new Uri(mirror, file), file)).GetAwaiter().GetResult();
                check(content);
                return Keep(content, folder, file);
            }
            catch (Exception error) when (IsTheMirrorsFault(error))
            {
                reasons.Add($"{mirror.Host}: {OneLine(error)}");
            }
        throw new DataUnavailableException($"{file} could not be downloaded ({string.Join("; ", reasons)})");
    }

    public void Dispose() => client.Dispose();

    bool IsTheMirrorsFault(Exception error) =>
        error is HttpRequestException or InvalidDataException or (IOException and not DataUnavailableException)
        || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    static string OneLine(Exception error) => error is OperationCanceledException
        ? "no answer in time"
        : error.Message.ReplaceLineEndings(" ").TrimEnd('.');

    async Task<MemoryStream> Fetch(Uri address, string file)
    {
        using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var content = new MemoryStream();
        var piece = new byte[1 << 16];
        while (await Next(body, piece).ConfigureAwait(false) is var length and > 0)
        {
            if (content.Length + length > MaximumBytes) throw new InvalidDataException($"the answer is longer than {MaximumBytes} bytes");
            content.Write(piece, 0, length);
            progress?.Report(new(file, address, content.Length, response.Content.Headers.ContentLength));
        }
        content.Position = 0;
        return content;
    }

    /// <summary>The next piece of the body; a server that falls silent is given up.</summary>
    async Task<int> Next(Stream body, byte[] piece)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(SilencePatience);
        return await body.ReadAsync(piece, patience.Token).ConfigureAwait(false);
    }

    static string Keep(MemoryStream content, string folder, string file)
    {
        var path = Path.Combine(folder, file);
        var temporary = $"{path}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(temporary, content.ToArray());
            File.Move(temporary, path, overwrite: true);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            throw new DataUnavailableException($"{file} was downloaded but cannot be kept: {error.Message}", error);
        }
    }
}
