using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Tests.Data;

namespace Tiny.Nn.Tests.Lab.Data;

/// <summary>
/// Tests of own images: class folders of PNG, PGM and PPM files, IDX files of any content, and datasets by name.
/// </summary>
public sealed class ImageDataTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    readonly List<string> notices = [];

    public void Dispose() => folder.Dispose();

    string Root => System.IO.Path.Combine(folder.Path, "own");

    /// <summary>Writes a PNG with one value per class and image.</summary>
    void WriteImage(string path, int value, int width = 6, int height = 5, int color = 0) => WriteFile(path,
        PngWriter.Write(width, height, 8, color, false, (x, y, _) => (value + 10 * x + y) % 256, row => row % 5));

    string WriteFile(string path, byte[] bytes)
    {
        var full = System.IO.Path.Combine(Root, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    void WriteClasses(string part = "", int count = 10, int color = 0)
    {
        foreach (var (label, name) in new[] { "ant", "bee" }.Index())
            for (var image = 0; image < count; image++)
                WriteImage($"{part}{name}/{image}.png", 100 * label + image, color: color);
    }

    NamedSplits Load(DataOptions? options = null, string? source = null) =>
        DataLoader.Load((options ?? new()) with { Source = source ?? Root }, null, 10_000, notices.Add);

    [Fact]
    public void Class_folders_become_classes_in_the_order_of_their_names()
    {
        WriteClasses();
        WriteFile("bee/notes.txt", [1]);
        WriteFile(".hidden/a.png", [1]);
        var loaded = Load();
        var (training, validation, test, _) = loaded.Splits;
        Assert.Equal(("own", "own: 16 × [1, 5, 6], 2 classes"), (loaded.Name, training.ToString()));
        Assert.Equal((2, 2), (validation!.Count, test.Count));
        Assert.Equal(["ant", "bee"], loaded.Description.Classes!);
        foreach (var part in new[] { training, validation, test })
            for (var example = 0; example < part.Count; example++)
            {
                var first = (int)Math.Round(255 * part.Input(example)[0]);
                Assert.Equal(first / 100, part.Label(example));
                Assert.Equal(first + 10 + 1, (int)Math.Round(255 * part.Input(example)[6 + 1]));
            }
        Assert.Equal([$"{Root}: 1 file is no image and left out, such as "
            + $"{System.IO.Path.Combine(Root, "bee", "notes.txt")}"],
            notices);
    }

    [Fact]
    public void Folders_of_parts_are_kept()
    {
        WriteClasses("train/", 7);
        WriteClasses("test/", 2);
        var (training, validation, test, _) = Load().Splits;
        Assert.Equal((12, 2, 4), (training.Count, validation!.Count, test.Count));
        WriteClasses("val/", 3);
        (training, validation, test, _) = Load().Splits;
        Assert.Equal((14, 6, 4), (training.Count, validation!.Count, test.Count));
        Assert.All(Enumerable.Range(0, 4),
            example => Assert.InRange((int)Math.Round(255 * test.Input(example)[0]) % 100, 0, 1));
        Assert.Null(Load().SplitNote);
        Directory.Delete(System.IO.Path.Combine(Root, "test"), recursive: true);
        Fails($"{Root}: has the folder 'train', but no folder 'test'; expects both, or class folders only");
    }

    [Fact]
    public void Colors_keep_their_channels_and_become_grey_and_another_size_on_request()
    {
        WriteClasses(color: 2);
        WriteFile("bee/p.ppm", [.. "P6 6 5 255\n"u8, .. new byte[90]]);
        Assert.Equal(Shape.Of(3, 5, 6), Load().Splits.Training.ExampleShape);
        var grey = Load(new() { Grey = true, ImageSize = "12x10" });
        Assert.Equal(Shape.Of(1, 10, 12), grey.Splits.Training.ExampleShape);
        Assert.Equal((true, true), (grey.Description.IsGrey, grey.Description.IsResized));
    }

    [Fact]
    public void Images_that_differ_are_named()
    {
        WriteClasses();
        var (first, odd) = (System.IO.Path.Combine(Root, "ant", "0.png"), System.IO.Path.Combine(Root, "bee", "9.png"));
        WriteImage("bee/9.png", 3, width: 7);
        Fails($"{odd} has 7×5 pixels but {first} has 6×5; add a size for all images, such as --image-size 6x5");
        WriteImage("bee/9.png", 3, color: 2);
        Fails($"{odd} has colors but {first} has grey levels; add --grey to turn all images to grey");
        var photo = WriteFile("bee/photo.JPG", [1]);
        Fails($"{photo}: JPEG is not supported; expects PNG, PGM or PPM; convert with ImageMagick: mogrify -format png "
            + $"{System.IO.Path.Combine(Root, "bee", "*.JPG")}, then remove the originals");
        File.Delete(photo);
        File.WriteAllBytes(odd, [1, 2, 3]);
        Assert.Equal($"{odd}: is not a PNG file: its first bytes are not the PNG signature",
            Assert.Throws<InvalidDataException>(() => Load()).Message);
    }

    [Fact]
    public void Folders_without_classes_are_explained()
    {
        WriteFile("ant/readme.txt", [1]);
        Fails($"{Root}: has one class folder only, 'ant'; expects one folder with images per class, such as "
            + $"{System.IO.Path.Combine(Root, "cats")} and {System.IO.Path.Combine(Root, "dogs")}");
        WriteFile("bee/readme.txt", [1]);
        Fails($"{Root}: its class folders have no PNG, PGM or PPM images");
        Directory.Delete(Root, recursive: true);
        Directory.CreateDirectory(Root);
        Assert.StartsWith($"--data: has neither IDX files nor class folders with images: '{Root}'; expects ",
            Assert.Throws<LabException>(() => Load()).Message);
    }

    [Fact]
    public void Options_of_other_data_are_refused()
    {
        WriteClasses();
        Usage($"--target, --ignore: {Root} is no table with columns; omit the options", new() { Target = "a" });
        Usage($"--task regress: {Root} has images with classes, no numbers to predict; omit --task",
            new() { Task = LearningTask.Regress });
        Usage("--image-size, --grey: synthetic is no folder of image files; omit the options",
            new() { Grey = true }, "synthetic");

        void Usage(string message, DataOptions options, string? source = null) =>
            Assert.Equal(message, Assert.Throws<UsageException>(() => Load(options, source)).Message);
    }

    [Fact]
    public void A_network_trains_on_own_images_and_predicts_a_file()
    {
        using var run = new LabTestRun();
        WriteClasses(color: 2, count: 20);
        Assert.Equal(0, run.Run("train", "--data", Root, "--image-size", "20", "--out", run.Folder, "--epochs", "1",
            "--threads", "1", "--layers", "conv 4 5, relu, global-pool, flatten, dense 2"));
        var page = run.Read("report.html");
        Assert.Contains("<th>bee</th>", page);
        var model = run.At("model.safetensors");
        Assert.Equal(0, run.Run("evaluate", "--model", model, "--data", Root));
        Assert.StartsWith("Data: the test part of own (4 of 40 images); --part all evaluates every one\n", run.Output);
        Assert.Equal(0, run.Run("predict", "--model", model, "--data", System.IO.Path.Combine(Root, "bee", "3.png")));
        Assert.StartsWith("Image 0 of 3.png; network custom\n", run.Output);
        Assert.Contains("\nbee  ", run.Output);
        Assert.DoesNotContain("label", run.Output);
        Directory.Move(System.IO.Path.Combine(Root, "ant"), System.IO.Path.Combine(Root, "cat"));
        Assert.Equal(1, run.Run("evaluate", "--model", model, "--data", Root, "--part", "all"));
        Assert.Equal($"error: {Root}: the class 'cat' is none of the network's 2 classes ant, bee; it was trained on "
            + "'own'\n", run.Error);
    }

    [Fact]
    public void Standardized_channels_have_mean_0_and_deviation_1_over_the_training_images()
    {
        WriteClasses(color: 2, count: 20);
        var loaded = Load();
        var training = loaded.Splits.Training;
        var scales = loaded.Standardized().Channels!;
        using var backend = new Tiny.Nn.Backends.Reference();
        float[] pixels = [.. Enumerable.Range(0, training.Count).SelectMany(training.Input)];
        var outputs = new ChannelStandardization(scales).Predict(backend, [training.Count, 3, 5, 6], pixels).ToArray();
        for (var channel = 0; channel < 3; channel++)
        {
            var values = outputs.Where((_, i) => i / 30 % 3 == channel).ToArray();
            Assert.Equal(0, values.Average(), 1e-5);
            Assert.Equal(1, values.Average(value => value * value), 1e-5);
        }
    }

    [Fact]
    public void A_network_of_standardized_images_takes_its_standardization_along()
    {
        using var run = new LabTestRun();
        WriteClasses(count: 20);
        Assert.Equal(0, run.Run("train", "--data", Root, "--standardize", "--out", run.Folder, "--epochs", "2",
            "--threads", "1", "--layers", "conv 4 3, relu, global-pool, flatten, dropout 0.1, dense 2"));
        var (model, onnx, again) = (run.At("model.safetensors"), run.At("model.onnx"), run.At("again"));
        Assert.Equal(0, run.Run("show", "--model", model));
        Assert.Matches(@"│ Standardize\(\([0-9.]+, [0-9.]+\)\) +│ +\[1, 5, 6\] ", run.Output);
        Assert.Equal(0, run.Run("evaluate", "--model", model, "--data", Root));
        var accuracy = System.Text.RegularExpressions.Regex.Match(run.Output, "accuracy.*").Value;
        Assert.Equal(0, run.Run("export", "--model", model, "--onnx", onnx));
        Assert.Equal(0, run.Run("evaluate", "--model", onnx, "--data", Root));
        Assert.Contains(accuracy, run.Output);
        Assert.Equal(0, run.Run("train", "--like", run.Folder, "--out", again));
        Assert.Equal(run.Weights(), run.Weights("again/model.safetensors"));
        Assert.Contains("--standardize", run.Read("again/summary.json"));
    }

    [Fact]
    public void A_validation_part_of_one_class_warns()
    {
        using var run = new LabTestRun();
        WriteClasses("train/", 7);
        WriteClasses("test/", 2);
        for (var image = 0; image < 12; image++) WriteImage($"val/bee/{image}.png", image);
        Assert.Equal(0, run.Run("train", "--data", Root, "--out", run.Folder, "--epochs", "1", "--threads", "1"));
        Assert.Equal("warning: all 12 validation examples are of the class 'bee', so their accuracy does not select "
            + "the "
            + "best epoch; shuffle the data, or add --validation 0\n", run.Error);
        Assert.Contains("14 training, 12 validation, 4 test images", run.Output);
    }

    /// <summary>Writes IDX files of 5×4 pixels, whose labels are 0, 1, …, classes − 1, 0, …</summary>
    void WriteIdx(string stem, int count, int classes, bool isGzip = false)
    {
        var images = TemporaryFolder.Idx(0x803, [(uint)count, 5, 4],
            [.. Enumerable.Range(0, count * 20).Select(i => (byte)(i / 20 % classes))]);
        var labels = TemporaryFolder.Idx(0x801, [(uint)count],
            [.. Enumerable.Range(0, count).Select(i => (byte)(i % classes))]);
        var end = isGzip ? ".gz" : "";
        WriteFile($"{stem}-images-idx3-ubyte{end}", isGzip ? TemporaryFolder.Gzip(images) : images);
        WriteFile($"{stem}-labels-idx1-ubyte{end}", isGzip ? TemporaryFolder.Gzip(labels) : labels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Idx_files_with_mnists_names_and_other_content_are_read(bool isGzip)
    {
        WriteIdx("train", 60, 3, isGzip);
        WriteIdx("t10k", 9, 4, isGzip);
        var loaded = Load();
        var (training, validation, test, _) = loaded.Splits;
        Assert.Equal((50, 10, 9, 4), (training.Count, validation!.Count, test.Count, loaded.Description.Outputs));
        Assert.Null(loaded.SplitNote);
        Assert.All(Enumerable.Range(0, 9), example =>
            Assert.Equal(test.Label(example), (int)Math.Round(255 * test.Input(example)[0])));
    }

    [Fact]
    public void One_pair_of_idx_files_is_split()
    {
        WriteIdx("letters-train", 50, 5);
        var loaded = Load(source: System.IO.Path.Combine(Root, "letters-train-images-idx3-ubyte"));
        var (training, validation, test, _) = loaded.Splits;
        Assert.Equal((40, 5, 5), (training.Count, validation!.Count, test.Count));
        Assert.Equal(40, Load().Splits.Training.Count);
        WriteIdx("digits-train", 50, 5);
        Fails($"{Root}: expects one IDX file of training images and at most one of test images (t10k or test in the "
            + "name), got letters-train-images-idx3-ubyte, digits-train-images-idx3-ubyte; name one file with --data");
        File.Delete(System.IO.Path.Combine(Root, "digits-train-images-idx3-ubyte"));
        File.Delete(System.IO.Path.Combine(Root, "letters-train-labels-idx1-ubyte"));
        Fails($"{System.IO.Path.Combine(Root, "letters-train-images-idx3-ubyte")}: its labels are missing; expects "
            + System.IO.Path.Combine(Root, "letters-train-labels-idx1-ubyte"));
    }

    [Fact]
    public void A_named_dataset_is_downloaded_checked_and_has_names_of_classes()
    {
        WriteIdx("train", 30, 2, isGzip: true);
        WriteIdx("t10k", 4, 2, isGzip: true);
        var files = Directory.GetFiles(Root).ToDictionary(path => System.IO.Path.GetFileName(path), File.ReadAllBytes);
        var dataset = new NamedDataset("letters", [new("https://mirror.example/letters/")],
            [.. files.Select(file => (file.Key,
                Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(file.Value))))],
            ["alpha", "beta", "gamma"]);
        var handler = new StubHttpHandler(address => files[System.IO.Path.GetFileName(address.LocalPath)]);
        using (var download = new Download(handler))
        {
            var source = dataset.Read(folder.Path, download);
            Assert.Equal(("letters", 34, 4), (source.Name, source.Count, source.OwnTest));
            Assert.Equal(["alpha", "beta", "gamma"], source.Describe([]).Classes!);
            Assert.Equal(4, handler.Requests.Count);
            dataset.Read(folder.Path, download);
            Assert.Equal(4, handler.Requests.Count);
        }
        var wrong = dataset with { Name = "other", Files = [("train-images-idx3-ubyte.gz", new string('0', 32))] };
        using var again = new Download(handler);
        var error = Assert.Throws<LabException>(() => wrong.Read(folder.Path, again));
        var home = System.IO.Path.Combine(folder.Path, "datasets", "other");
        Assert.Matches($"^other is not in {home}, and train-images-idx3-ubyte.gz could not be downloaded "
            + @"\(mirror.example: the MD5 of the file is [0-9a-f]{32}, expected 0{32}\); put its four files there, "
            + "or try "
            + "again later$", error.Message);
        Assert.False(Directory.Exists(home));
    }

    [Fact]
    public void The_named_datasets_have_four_files_and_ten_classes_each()
    {
        Assert.Equal(["fashion-mnist", "kmnist"], NamedDataset.All.Select(dataset => dataset.Name));
        Assert.All(NamedDataset.All, dataset =>
        {
            Assert.Equal((4, 10), (dataset.Files.Count, dataset.Classes.Distinct().Count()));
            Assert.Equal(4, dataset.Files.Select(file => file.Md5).Distinct().Count());
            Assert.All(dataset.Files, file => Assert.Matches("^[0-9a-f]{32}$", file.Md5));
            Assert.All(dataset.Mirrors, mirror => Assert.EndsWith("/", mirror.AbsoluteUri));
        });
    }

    void Fails(string message) => Assert.Equal(message, Assert.Throws<LabException>(() => Load()).Message);
}
