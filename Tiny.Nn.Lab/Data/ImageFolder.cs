namespace Tiny.Nn.Lab.Data;

/// <summary>
/// Reads a folder of class folders with PNG, PGM or PPM images. The folder may instead hold the folders <c>train</c>
/// and <c>test</c>, optionally <c>validation</c>, each with class folders.
/// </summary>
public static class ImageFolder
{
    static readonly string[] trainNames = ["train", "training"], validationNames = ["validation", "val", "valid"],
        testNames = ["test", "testing"];

    /// <summary>Whether the folder has class folders or the folders of parts.</summary>
    public static bool IsImageFolder(string folder) => Folders(folder).Length > 0;

    /// <summary>Reads all images; classes are sorted by name.</summary>
    /// <param name="options">The size to stretch images to, and whether colors become grey levels.</param>
    /// <param name="notify">Called with one line per notice, such as files that are no images.</param>
    /// <exception cref="LabException">The folder has no images, or images of different sizes or formats.</exception>
    /// <exception cref="InvalidDataException">An image is damaged; the message names it.</exception>
    public static ImageSource Read(string folder, DataOptions options, Action<string> notify)
    {
        var train = Part(folder, trainNames);
        var test = Part(folder, testNames);
        if (train is null != test is null)
            throw new LabException($"{folder}: has the folder '{Path.GetFileName(train ?? test)}', but no folder "
                + $"'{(train is null ? trainNames[0] : testNames[0])}'; expects both, or class folders only");
        string[] parts = train is null ? [folder]
            : Part(folder, validationNames) is { } validation ? [train, validation, test!] : [train, test!];
        var names = ClassNames(folder, parts);
        var files = parts.Select(part => FilesOf(part, names, notify)).ToArray();
        return ReadFiles(folder, names, files, options);
    }

    static ImageSource ReadFiles(
        string folder, string[] names, List<(string Path, int Label)>[] files, DataOptions options)
    {
        var all = files.SelectMany(part => part).ToArray();
        if (all.Length == 0) throw new LabException($"{folder}: its class folders have no PNG, PGM or PPM images");
        byte[] pixels = [];
        DecodedImage? first = null;
        for (var index = 0; index < all.Length; index++)
        {
            var image = Convert(ImageFile.Read(all[index].Path), options);
            if (first is null)
            {
                var size = (long)all.Length * image.Samples.Length;
                if (size > Shape.MaximumCount)
                    throw new LabException($"{folder}: {all.Length} images of {image.Width}×{image.Height} pixels have "
                        + $"{size} samples, more than {Shape.MaximumCount}; reduce them with --image-size");
                (first, pixels) = (image, new byte[size]);
            }
            CheckSame(first, image, all[0].Path, all[index].Path);
            image.CopyPlanes(pixels.AsSpan(index * image.Samples.Length));
        }
        return new(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), folder,
            [first!.Channels, first.Height, first.Width], pixels, [.. all.Select(file => file.Label)], names.Length)
        {
            ClassNames = names, IsResized = options.Size is not null, IsGrey = options.Grey, Task = options.Task,
            OwnValidation = files.Length == 3 ? files[1].Count : 0, OwnTest = files.Length > 1 ? files[^1].Count : 0,
        };
    }

    /// <summary>Converts an image as the options say.</summary>
    public static DecodedImage Convert(DecodedImage image, DataOptions options)
    {
        var opaque = options.Grey ? image.ToGrey() : image.WithoutAlpha();
        return options.Size is { } size ? opaque.Resized(size.Width, size.Height) : opaque;
    }

    static void CheckSame(DecodedImage first, DecodedImage image, string firstPath, string path)
    {
        if (image.Channels != first.Channels)
            throw new LabException($"{path} has {Describe(image.Channels)} but {firstPath} has "
                + $"{Describe(first.Channels)}; add --grey to turn all images to grey");
        if ((image.Width, image.Height) != (first.Width, first.Height))
            throw new LabException($"{path} has {image.Width}×{image.Height} pixels but {firstPath} has "
                + $"{first.Width}×{first.Height}; add a size for all images, such as --image-size "
                + $"{first.Width}x{first.Height}");
    }

    static string Describe(int channels) => channels == 1 ? "grey levels" : "colors";

    /// <summary>Returns the names of the class folders; every part must have the same or fewer.</summary>
    static string[] ClassNames(string folder, string[] parts)
    {
        string[] names = [.. Folders(parts[0]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        foreach (var part in parts.Skip(1))
            if (Folders(part).Select(path => Path.GetFileName(path)).Except(names).FirstOrDefault() is { } unknown)
                throw new LabException($"{part}: has the class folder '{unknown}', which {parts[0]} has not");
        if (names.Length < 2)
            throw new LabException($"{folder}: has {(names.Length == 0 ? "no class folder" : "one class folder only, "
                + $"'{names[0]}'")}; expects one folder with images per class, such as "
                + $"{Path.Combine(folder, "cats")} and {Path.Combine(folder, "dogs")}");
        return names;
    }

    static List<(string Path, int Label)> FilesOf(string part, string[] names, Action<string> notify)
    {
        var (files, others) = (new List<(string, int)>(), new List<string>());
        foreach (var (label, name) in names.Index())
        {
            if (Path.Combine(part, name) is var folder && !Directory.Exists(folder)) continue;
            foreach (var path in Directory.GetFiles(folder).Where(IsVisible).Order(StringComparer.Ordinal))
                if (ImageFile.IsReadable(path)) files.Add((path, label));
                else if (ImageFile.IsForeign(path)) throw ImageFile.Unsupported(path);
                else others.Add(path);
        }
        if (others.Count > 0)
            notify($"{part}: {others.Count} {(others.Count == 1 ? "file is" : "files are")} no image and left out, "
                + $"such "
                + $"as {others[0]}");
        return files;
    }

    static string? Part(string folder, string[] names) =>
        Folders(folder).FirstOrDefault(path => names.Contains(Path.GetFileName(path).ToLowerInvariant()));

    static string[] Folders(string folder) => [.. Directory.GetDirectories(folder).Where(IsVisible)];

    static bool IsVisible(string path) => Path.GetFileName(path) is not (['.', ..] or "Thumbs.db" or "__MACOSX");
}
