using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Data;

/// <summary>
/// Training, validation and test examples, with the dataset's name for files and tables, such as <c>mnist</c>, and what
/// the network must know of the data.
/// </summary>
public sealed record NamedSplits(string Name, DigitSplits Splits, DataDescription Description)
{
    public NamedSplits(string name, DigitSplits splits)
        : this(name, splits, DataDescription.Digits with { Name = name })
    {
    }

    ChannelScale[]? channels;

    /// <summary>Returns the description for a network that standardizes its images.</summary>
    /// <exception cref="UsageException">The data is a table.</exception>
    public DataDescription Standardized() => Description.HasImages
        ? Description with { Channels = channels ??= ChannelScale.Measure(Splits.Training) }
        : throw new UsageException($"--standardize: the columns of '{Name}' are standardized anyway, and it has no "
            + "images; omit it");

    /// <summary>How the examples were split if the data has no test part of its own; null if it has one.</summary>
    public string? SplitNote { get; init; }
}

/// <summary>The examples to evaluate or predict.</summary>
/// <param name="Note">Which part of which data this is: <c>the test part of iris.csv (15 of 150 rows)</c>.</param>
/// <param name="IsPart">Whether there are other examples, which <c>--part all</c> adds.</param>
public sealed record NamedPart(string Name, Dataset Examples, string Note, bool IsPart = false);

/// <summary>
/// Loads the data that <c>--data</c> names: a dataset by its name, a folder of IDX files, a folder of class folders
/// with images, an IDX file, an image, or a table. If the option is omitted, loads MNIST, or synthetic digits if it is
/// unavailable.
/// </summary>
public static class DataLoader
{
    const int DefaultHeld = 10_000;

    /// <summary>Loads disjoint training, validation and test examples.</summary>
    /// <param name="validation">The value of <c>--validation</c>, or null
    /// for <paramref name="defaultValidation"/>, at most a tenth of the examples.</param>
    /// <param name="defaultValidation">The number of validation examples in the network's recipe.</param>
    /// <param name="notify">Called with one line per notice, such as a download.</param>
    /// <exception cref="UsageException">An option does not fit the data.</exception>
    /// <exception cref="LabException">There is no such data, or it cannot be trained on.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static NamedSplits Load(
        DataOptions options, int? validation, int defaultValidation, Action<string> notify)
    {
        if (LoadDigits(options.Source, validation ?? defaultValidation, notify) is { } digits)
            return options.Task is null ? CheckOptions(options, digits) : WithTask(CheckOptions(options, digits),
                options.Task.Value);
        var source = Open(options, notify);
        var (training, held, test) = source.Split(validation, defaultValidation);
        var description = source.Describe(training);
        var splits = new DigitSplits(source.Select(training, description),
            held.Length == 0 ? null : source.Select(held, description), source.Select(test, description),
            source.Origin);
        return new(source.Name, splits, description)
        {
            SplitNote = source.OwnTest > 0 ? null
                : $"no test part of its own: {source.Count:N0} {source.Noun}s split at random with seed "
                + $"{StratifiedSplit.Seed}{(description.Task == LearningTask.Classify ? ", class by class" : "")}",
        };
    }

    /// <summary>Loads examples for a trained network; without a value, digits of the kind it was trained on.</summary>
    /// <param name="part">The part; the test part is the same as in training if the data is the same.</param>
    /// <param name="needsTargets">Whether a table must have the columns to predict.</param>
    public static NamedPart LoadPart(
        string? value, DataDescription description, DataPart part, bool needsTargets, Action<string> notify)
    {
        if (value is null && !description.HasDigits)
            throw new UsageException($"--data: the network was trained on '{description.Name}'; name the data to use");
        var digits = value is null ? DigitLoader.LoadLike(description, DefaultHeld, notify)
            : LoadDigits(value, DefaultHeld, notify);
        if (digits is not null)
            return part == DataPart.Test
                ? new(digits.Name, digits.Splits.Test, $"the test set of {digits.Name}")
                : throw new UsageException($"--part all: {digits.Name} has a test set of its own; omit --part");
        var source = Open(value!, description, needsTargets, notify);
        var isWhole = part == DataPart.All || (source is TableSource { HasTargets: false } && !needsTargets)
            || source.Count == 1;
        int[] examples = isWhole ? [.. Enumerable.Range(0, source.Count)] : source.Split(0, 0).Test;
        var note = source.Count == 1 ? source.Name
            : isWhole ? $"all {source.Count:N0} {source.Noun}s of {source.Name}"
            : $"the test part of {source.Name} ({examples.Length:N0} of {source.Count:N0} {source.Noun}s)";
        return new(source.Name, source.Select(examples, description), note, !isWhole);
    }

    /// <summary>Returns whether a value of <c>--data</c> is a name and not a path.</summary>
    public static bool IsName(string source) =>
        source == DigitLoader.Synthetic || NamedDataset.Find(source) is not null;

    /// <summary>Loads MNIST or synthetic digits; null if the value names something else.</summary>
    static NamedSplits? LoadDigits(string? value, int validation, Action<string> notify)
    {
        if (value is null) return DigitLoader.LoadMnistOrSynthetic(validation, notify);
        if (value == DigitLoader.Synthetic) return DigitLoader.LoadSynthetic(validation);
        if (!Directory.Exists(value) || !IdxFolder.HasIdx(value)) return null;
        try
        {
            return new("mnist", Mnist.Load(value, validation));
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException or ArgumentException)
        {
            return null;         // not MNIST's own files; read as any other IDX files
        }
    }

    static NamedSplits WithTask(NamedSplits digits, LearningTask task) => task == LearningTask.Regress
        ? throw new UsageException($"--task regress: {digits.Name} has classes, no numbers to predict; omit --task")
        : digits with { Description = digits.Description with { Task = task } };

    static NamedSplits CheckOptions(DataOptions options, NamedSplits digits)
    {
        CheckNoTableOptions(options, digits.Name);
        CheckNoImageOptions(options, digits.Name);
        return digits;
    }

    static void CheckNoTableOptions(DataOptions options, string name)
    {
        if ((options.Target ?? options.Ignore) is not null)
            throw new UsageException($"--target, --ignore: {name} is no table with columns; omit the options");
    }

    static void CheckNoImageOptions(DataOptions options, string name)
    {
        if (options.Size is not null || options.Grey)
            throw new UsageException($"--image-size, --grey: {name} is no folder of image files; omit the options");
    }

    /// <summary>Opens data to train on.</summary>
    static ExampleSource Open(DataOptions options, Action<string> notify)
    {
        var value = options.Source!;
        if (NamedDataset.Find(value) is { } named)
        {
            CheckNoTableOptions(options, value);
            CheckNoImageOptions(options, value);
            using var download = new Download(progress: new DownloadReporter(notify));
            return named.Read(Environment.CurrentDirectory, download);
        }
        if (Directory.Exists(value))
        {
            CheckNoTableOptions(options, value);
            if (IdxFolder.HasIdx(value)) return IdxFolder.Read(value, options);
            return ImageFolder.IsImageFolder(value) ? ImageFolder.Read(value, options, notify) : throw NotData(value);
        }
        if (!File.Exists(value)) throw NotData(value);
        if (IdxFolder.IsImages(value)) return IdxFolder.ReadPair(value, options);
        if (ImageFile.IsForeign(value)) throw ImageFile.Unsupported(value);
        if (ImageFile.IsReadable(value))
            throw new LabException($"--data: {value} is one image; expects a folder with one folder of images per "
                + $"class");
        CheckNoImageOptions(options, value);
        if (options.Target is null && CsvDigits.IsDigits(value)) return OpenDigits(value, options.Task);
        return TableSource.Read(value, options, notify);
    }

    /// <summary>Opens data for a trained network.</summary>
    static ExampleSource Open(
        string value, DataDescription description, bool needsTargets, Action<string> notify)
    {
        if (File.Exists(value) && ImageFile.IsReadable(value) && !needsTargets) return OpenImage(value, description);
        if (description.Columns is not null && File.Exists(value))
            return TableSource.Read(value, description, needsTargets);
        if (description.Columns is not null)
            throw new LabException($"--data: expects a table with the columns of '{description.Name}', got '{value}'");
        if (File.Exists(value) && !IdxFolder.IsImages(value) && !ImageFile.IsForeign(value)
            && !ImageFile.IsReadable(value) && !CsvDigits.IsDigits(value))
            throw new LabException($"--data: the network was trained on images {description.ExampleShape}, got the "
                + $"table '{value}'; expects images, or rows of label,pixel0,…");
        return Open(ImageOptions(description) with { Source = value }, notify);
    }

    static DataOptions ImageOptions(DataDescription description) => new()
    {
        Grey = description.IsGrey,
        ImageSize = description.IsResized ? $"{description.InputShape[2]}x{description.InputShape[1]}" : null,
    };

    static ImageSource OpenImage(string path, DataDescription description)
    {
        var image = ImageFolder.Convert(ImageFile.Read(path), ImageOptions(description));
        var planes = new byte[image.Samples.Length];
        image.CopyPlanes(planes);
        return new(Path.GetFileName(path), path, [image.Channels, image.Height, image.Width], planes, [0], 1)
        {
            HasLabels = false,
        };
    }

    static ImageSource OpenDigits(string path, LearningTask? task)
    {
        var rows = CsvDigits.Read(path, classes: 256);
        return ImageSource.From(Path.GetFileName(path), path, [rows], Math.Max(10, rows.Labels().Max() + 1), task);
    }

    static LabException NotData(string value)
    {
        var what = Path.Exists(value) ? "has neither IDX files nor class folders with images"
            : "no such file or folder";
        return new($"--data: {what}: '{value}'; expects a folder with IDX files, a folder with one folder of PNG, PGM "
            + $"or PPM images per class, a .csv file with a header, or one of {DigitLoader.Synthetic}, "
            + string.Join(", ", NamedDataset.All.Select(dataset => dataset.Name)));
    }
}
