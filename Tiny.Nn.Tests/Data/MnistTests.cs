using Tiny.Nn.Data;
using static Tiny.Nn.Tests.Data.TemporaryFolder;

namespace Tiny.Nn.Tests.Data;

/// <summary>
/// Tests of loading MNIST from the folder in TINYNN_DATA (skipped if it is not set), and of the errors of files and
/// downloads. A stub handler replaces the network: no test connects.
/// </summary>
public sealed class MnistTests : IDisposable
{
    static readonly string? MnistFolder = Environment.GetEnvironmentVariable(Mnist.Variable);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact, Trait("Id", "NM-00")]
    public void The_MNIST_files_have_the_expected_counts_and_first_labels()
    {
        Skip.If(string.IsNullOrEmpty(MnistFolder), "TINYNN_DATA names no folder with MNIST");
        var digits = Mnist.Load();
        Assert.Equal((50_000, 10_000, 10_000), (digits.Training.Count, digits.Validation!.Count, digits.Test.Count));
        Assert.Equal([5, 0, 4, 1, 9], digits.Training.Take(5).Labels());
        Assert.Equal([7, 2, 1, 0, 4], digits.Test.Take(5).Labels());
        Assert.Equal("[1, 28, 28]", digits.Training.ExampleShape.ToString());
        var first = digits.Training.Input(0);
        Assert.Equal((0f, 1f), (first.Min(), first.Max()));
        Assert.Equal(MnistFolder, digits.Origin);
    }

    [SkippableFact]
    public void Without_a_validation_set_all_60000_images_are_training_data()
    {
        Skip.If(string.IsNullOrEmpty(MnistFolder), "TINYNN_DATA names no folder with MNIST");
        var digits = Mnist.Load(MnistFolder, validation: 0);
        Assert.Equal(60_000, digits.Training.Count);
        Assert.Null(digits.Validation);
    }

    [SkippableFact]
    public void Alternative_file_names_and_uncompressed_files_are_found()
    {
        Skip.If(string.IsNullOrEmpty(MnistFolder), "TINYNN_DATA names no folder with MNIST");
        foreach (var path in Directory.GetFiles(MnistFolder, "*ubyte*"))
        {
            var name = Path.GetFileName(path).Replace("-idx", ".idx");
            if (name.Contains("labels")) folder.Write(name.Replace(".gz", ""), Unpacked(path));
            else File.CreateSymbolicLink(Path.Combine(folder.Path, name), path);
        }
        Assert.Equal(10_000, Mnist.Load(folder.Path).Test.Count);
    }

    [Fact]
    public void A_folder_without_the_files_throws_with_the_missing_names()
    {
        folder.Write("t10k-labels.idx1-ubyte", []);
        var error = Assert.Throws<FileNotFoundException>(() => Mnist.Load(folder.Path));
        Assert.Equal($"{folder.Path} has no train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, " +
            "t10k-images-idx3-ubyte.gz; specify the folder with MNIST's four files, or none to download them",
            error.Message);
    }

    [Fact]
    public void A_file_with_a_wrong_checksum_throws()
    {
        foreach (var stem in new[] { "train", "t10k" })
        {
            folder.Write($"{stem}-images-idx3-ubyte", Idx(0x803, [1, 1, 1], 9));
            folder.Write($"{stem}-labels-idx1-ubyte", Idx(0x801, [1], 9));
        }
        var path = Path.Combine(folder.Path, "train-images-idx3-ubyte");
        var checksum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
        Assert.Equal($"{path}: this is not MNIST's file: the SHA-256 of its content is {checksum}, " +
            "expected ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db; read other data with "
                + "Idx.Read, " +
            "or specify a folder without this file to download MNIST",
            Assert.Throws<InvalidDataException>(() => Mnist.Load(folder.Path)).Message);
    }

    [Fact]
    public void A_validation_set_of_all_training_images_throws() =>
        Assert.Equal("Mnist: the validation set has 0 to 59999 of the 60000 training images, got 60000",
            Assert.Throws<ArgumentException>(() => Mnist.Load(folder.Path, validation: 60_000)).Message);

    static readonly string[] FileNames =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    string FolderWithNames(params string[] parts)
    {
        var path = Directory.CreateDirectory(Path.Combine([folder.Path, .. parts])).FullName;
        foreach (var name in FileNames) File.WriteAllBytes(Path.Combine(path, name), []);
        return path;
    }

    [Fact]
    public void Folders_are_searched_in_the_documented_order()
    {
        using var download = new Download(new StubHttpHandler());
        string named = FolderWithNames("named"), argument = FolderWithNames("given"),
            home = FolderWithNames("project", "datasets", "mnist");
        var start = Directory.CreateDirectory(Path.Combine(folder.Path, "project", "deep", "down")).FullName;
        Assert.Equal(argument, Mnist.Find(argument, named, start, download));
        Assert.Equal(named, Mnist.Find(null, named, start, download));
        Assert.Equal(home, Mnist.Find(null, null, start, download));
        Assert.Equal(home, Mnist.Find(null, "", start, download));
        Assert.Equal(home, Mnist.Find(null, folder.Path, start, download));
    }

    [Fact]
    public void If_no_source_is_available_the_message_lists_all_of_them_and_no_folder_is_left()
    {
        var handler = new StubHttpHandler();
        using var download = new Download(handler);
        var error = Assert.Throws<DataUnavailableException>(() => Mnist.Find(null, null, folder.Path, download));
        Assert.Equal($"MNIST is not in {Path.Combine(folder.Path, "datasets", "mnist")}; TINYNN_DATA is not set; " +
            "train-images-idx3-ubyte.gz could not be downloaded " +
            "(ossci-datasets.s3.amazonaws.com: there is no network; " +
            "storage.googleapis.com: there is no network)", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public void A_mirror_with_other_files_is_rejected()
    {
        using var download = new Download(new StubHttpHandler(_ => Gzip(Idx(0x803, [1, 1, 1], 9))));
        var error = Assert.Throws<DataUnavailableException>(() => Mnist.Find(null, null, folder.Path, download));
        Assert.Contains("this is not MNIST's file", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [SkippableFact]
    public void Only_missing_files_are_downloaded_to_datasets_mnist()
    {
        Skip.If(string.IsNullOrEmpty(MnistFolder), "TINYNN_DATA names no folder with MNIST");
        var home = FolderWithNames("datasets", "mnist");
        File.Delete(Path.Combine(home, "t10k-labels-idx1-ubyte"));
        var handler = new StubHttpHandler(address =>
            File.ReadAllBytes(Path.Combine(MnistFolder, Path.GetFileName(address.LocalPath))));
        using var download = new Download(handler);
        Assert.Equal(home, Mnist.Find(null, null, home, download));
        Assert.Equal("https://ossci-datasets.s3.amazonaws.com/mnist/t10k-labels-idx1-ubyte.gz",
            handler.Requests.Single().ToString());
        Assert.Equal(10_000, Tiny.Nn.Data.Idx.ReadFile(Path.Combine(home, "t10k-labels-idx1-ubyte.gz"), 1).Lengths[0]);
    }

    static byte[] Unpacked(string path)
    {
        using var gzip = new System.IO.Compression.GZipStream(File.OpenRead(path),
            System.IO.Compression.CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
