using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Data;

/// <summary>
/// Reads IDX files of any content: a folder with MNIST's four names, or with one pair of files, whose names contain
/// <c>images</c> and <c>labels</c>; or the file of images, with its labels beside it.
/// </summary>
public static class IdxFolder
{
    /// <summary>Whether the name is that of an IDX file of images, such as <c>train-images-idx3-ubyte.gz</c>.</summary>
    public static bool IsImages(string path) =>
        Path.GetFileName(path) is var name && name.Contains("images") && name.Contains("idx3");

    /// <summary>Whether the folder has an IDX file of images.</summary>
    public static bool HasIdx(string folder) => Directory.GetFiles(folder).Any(IsImages);

    /// <summary>Reads a folder.</summary>
    /// <exception cref="LabException">A file is missing, or there are several pairs.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static ImageSource Read(string folder, DataOptions options)
    {
        // Of a file and its .gz, the latter is the one that a download would have written.
        string[] images = [.. Directory.GetFiles(folder).Where(IsImages).OrderDescending(StringComparer.Ordinal)
            .DistinctBy(path => path.EndsWith(".gz") ? path[..^3] : path)];
        var tests = images.Where(IsTest).ToArray();
        var trains = images.Except(tests).ToArray();
        if (trains.Length != 1 || tests.Length > 1)
            throw new LabException($"{folder}: expects one IDX file of training images and at most one of test images "
                + $"(t10k or test in the name), got {string.Join(", ", images.Select(Path.GetFileName))}; name one "
                + "file with --data");
        return Read(trains[0], tests.FirstOrDefault(), folder, options);
    }

    /// <summary>Reads one file of images with its labels.</summary>
    /// <inheritdoc cref="Read(string, DataOptions)"/>
    public static ImageSource ReadPair(string images, DataOptions options) => Read(images, null, images, options);

    static ImageSource Read(string images, string? tests, string origin, DataOptions options)
    {
        if (options.Size is not null || options.Grey)
            throw new UsageException($"--image-size, --grey: {origin} has IDX images, which are grey and of one size; "
                + "omit the options");
        var data = Idx.Read(images, Labels(images));
        var test = tests is null ? null : Idx.Read(tests, Labels(tests));
        if (test is not null && test.ExampleShape != data.ExampleShape)
            throw new LabException($"{tests} has images {test.ExampleShape} but {images} has {data.ExampleShape}");
        var (classes, name) = (Math.Max(data.Classes, test?.Classes ?? 0),
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(origin))));
        if (classes < 2) throw new LabException($"{origin}: every label is 0; a classifier needs two classes");
        return ImageSource.From(name, origin, test is null ? [data] : [data, test], classes, options.Task);
    }

    /// <summary>Returns the path of the labels that belong to a file of images.</summary>
    static string Labels(string images)
    {
        var name = Path.GetFileName(images).Replace("images", "labels").Replace("idx3", "idx1");
        var path = Path.Combine(Path.GetDirectoryName(images)!, name);
        var other = path.EndsWith(".gz") ? path[..^3] : path + ".gz";
        return File.Exists(path) ? path : File.Exists(other) ? other : throw new LabException(
            $"{images}: its labels are missing; expects {path}");
    }

    static bool IsTest(string path) =>
        Path.GetFileName(path) is var name && (name.Contains("t10k") || name.Contains("test"));
}
