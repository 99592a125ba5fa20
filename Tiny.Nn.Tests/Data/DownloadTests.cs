using Tiny.Nn.Data;

namespace Tiny.Nn.Tests.Data;

/// <summary>A download is whole and checked, or leaves nothing behind. The network is played by a handler.</summary>
public sealed class DownloadTests : IDisposable
{
    static readonly Uri[] mirrors = [new("https://first.example/mnist/"), new("https://second.example/mnist/")];

    readonly TemporaryFolder folder = new();

    string Target => Path.Combine(folder.Path, "new", "mnist");

    public void Dispose() => folder.Dispose();

    static void MustBeGood(Stream content)
    {
        if (content.ReadByte() != 'g') throw new InvalidDataException("not good");
    }

    [Fact]
    public void A_good_file_arrives_under_its_name_and_alone()
    {
        var network = new Network(_ => [.. "good"u8]);
        var seen = new List<DownloadProgress>();
        using var download = new Download(network, new Heard(seen));
        var path = download.To(Target, "file.gz", mirrors, MustBeGood);
        Assert.Equal("good", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(Target));
        Assert.Equal([new Uri("https://first.example/mnist/file.gz")], network.Asked);
        Assert.Equal(new DownloadProgress("file.gz", network.Asked[0], 4, 4), seen[^1]);
    }

    [Fact]
    public void The_second_mirror_helps_where_the_first_has_a_damaged_file()
    {
        var network = new Network(address => address.Host == "first.example" ? [.. "bad"u8] : [.. "good"u8]);
        using var download = new Download(network);
        Assert.Equal("good", File.ReadAllText(download.To(Target, "file.gz", mirrors, MustBeGood)));
        Assert.Equal(2, network.Asked.Count);
    }

    [Fact]
    public void A_damaged_download_is_refused_and_leaves_nothing_behind()
    {
        using var download = new Download(new Network(_ => [.. "bad"u8]));
        var error = Assert.Throws<DataUnavailableException>(() => download.To(Target, "file.gz", mirrors, MustBeGood));
        Assert.Equal("file.gz could not be downloaded (first.example: not good; second.example: not good)", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Without_a_network_the_reasons_are_told_in_one_line()
    {
        using var download = new Download(new Network());
        Assert.Equal("file.gz could not be downloaded (first.example: there is no network; second.example: there is no network)",
            Assert.Throws<DataUnavailableException>(() => download.To(Target, "file.gz", mirrors, MustBeGood)).Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_missing_file_is_no_file()
    {
        using var download = new Download(new Network(_ => null));
        var error = Assert.Throws<DataUnavailableException>(() => download.To(Target, "file.gz", mirrors, MustBeGood));
        Assert.Contains("404", error.Message);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        var blocked = folder.Write("blocked", []);
        using var download = new Download(new Network(_ => [.. "good"u8]));
        var target = Path.Combine(blocked, "mnist");
        var error = Assert.Throws<DataUnavailableException>(() => download.To(target, "file.gz", mirrors, MustBeGood));
        Assert.StartsWith("file.gz was downloaded but cannot be saved: ", error.Message);
        Assert.Contains(blocked, error.Message);
    }

    [Fact]
    public void An_endless_answer_is_cut_off()
    {
        using var download = new Download(new Network(_ => new byte[(64 << 20) + 1]));
        var error = Assert.Throws<DataUnavailableException>(() => download.To(Target, "file.gz", [mirrors[0]], MustBeGood));
        Assert.Equal("file.gz could not be downloaded (first.example: the response is longer than 67108864 bytes)", error.Message);
    }

    [Fact]
    public void A_download_that_is_called_off_says_so()
    {
        using var download = new Download(new Network(_ => [.. "good"u8]), cancellation: new CancellationToken(canceled: true));
        Assert.ThrowsAny<OperationCanceledException>(() => download.To(Target, "file.gz", mirrors, MustBeGood));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    sealed class Heard(List<DownloadProgress> list) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => list.Add(value);
    }
}
