using Tiny.Nn.Data;

namespace Tiny.Nn.Tests.Data;

/// <summary>
/// Tests that a download is complete and verified, or leaves no file. A stub handler replaces the network.
/// </summary>
public sealed class DownloadTests : IDisposable
{
    static readonly Uri[] Mirrors = [new("https://first.example/mnist/"), new("https://second.example/mnist/")];

    readonly TemporaryFolder folder = new();

    string Target => Path.Combine(folder.Path, "new", "mnist");

    public void Dispose() => folder.Dispose();

    static void RequireValid(Stream content)
    {
        if (content.ReadByte() != 'g') throw new InvalidDataException("not good");
    }

    [Fact]
    public void A_valid_file_is_saved_under_its_name_and_leaves_no_other()
    {
        var handler = new StubHttpHandler(_ => [.. "good"u8]);
        var reports = new List<DownloadProgress>();
        using var download = new Download(handler, new RecordingProgress(reports));
        var path = download.To(Target, "file.gz", Mirrors, RequireValid);
        Assert.Equal("good", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(Target));
        Assert.Equal([new Uri("https://first.example/mnist/file.gz")], handler.Requests);
        Assert.Equal(new DownloadProgress("file.gz", handler.Requests[0], 4, 4), reports[^1]);
    }

    [Fact]
    public void The_second_mirror_is_used_if_the_first_has_a_damaged_file()
    {
        var handler = new StubHttpHandler(address => address.Host == "first.example" ? [.. "bad"u8] : [.. "good"u8]);
        using var download = new Download(handler);
        Assert.Equal("good", File.ReadAllText(download.To(Target, "file.gz", Mirrors, RequireValid)));
        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public void A_damaged_download_throws_and_leaves_no_file()
    {
        using var download = new Download(new StubHttpHandler(_ => [.. "bad"u8]));
        var error =
            Assert.Throws<DataUnavailableException>(() => download.To(Target, "file.gz", Mirrors, RequireValid));
        Assert.Equal("file.gz could not be downloaded (first.example: not good; second.example: not good)",
            error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Without_a_network_the_message_states_the_reason_for_each_mirror()
    {
        using var download = new Download(new StubHttpHandler());
        Assert.Equal("file.gz could not be downloaded " +
            "(first.example: there is no network; second.example: there is no network)",
            Assert.Throws<DataUnavailableException>(() =>
                download.To(Target, "file.gz", Mirrors, RequireValid)).Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>.NET's message about a name that is not resolved ends with host and port.</summary>
    [Fact]
    public void Every_host_is_named_once()
    {
        using var download = new Download(new StubHttpHandler(address =>
            throw new HttpRequestException($"Name or service not known ({address.Host}:{address.Port})")));
        Assert.Equal("file.gz could not be downloaded (first.example: Name or service not known; "
            + "second.example: Name or service not known)", Assert.Throws<DataUnavailableException>(() =>
                download.To(Target, "file.gz", Mirrors, RequireValid)).Message);
    }

    [Fact]
    public void A_response_with_status_404_throws()
    {
        using var download = new Download(new StubHttpHandler(_ => null));
        var error =
            Assert.Throws<DataUnavailableException>(() => download.To(Target, "file.gz", Mirrors, RequireValid));
        Assert.Contains("404", error.Message);
    }

    [Fact]
    public void A_folder_that_cannot_be_created_is_named_in_the_message()
    {
        var blocked = folder.Write("blocked", []);
        using var download = new Download(new StubHttpHandler(_ => [.. "good"u8]));
        var target = Path.Combine(blocked, "mnist");
        var error =
            Assert.Throws<DataUnavailableException>(() => download.To(target, "file.gz", Mirrors, RequireValid));
        Assert.StartsWith("file.gz was downloaded but cannot be saved: ", error.Message);
        Assert.Contains(blocked, error.Message);
    }

    [Fact]
    public void A_response_beyond_the_size_limit_throws()
    {
        using var download = new Download(new StubHttpHandler(_ => new byte[(64 << 20) + 1]));
        var error =
            Assert.Throws<DataUnavailableException>(() => download.To(Target, "file.gz", [Mirrors[0]], RequireValid));
        Assert.Equal("file.gz could not be downloaded (first.example: the response is longer than 67108864 bytes)",
            error.Message);
    }

    [Fact]
    public void A_cancelled_download_throws_and_leaves_no_file()
    {
        using var download =
            new Download(new StubHttpHandler(_ => [.. "good"u8]), cancellation: new CancellationToken(canceled: true));
        Assert.ThrowsAny<OperationCanceledException>(() => download.To(Target, "file.gz", Mirrors, RequireValid));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    sealed class RecordingProgress(List<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => reports.Add(value);
    }
}
