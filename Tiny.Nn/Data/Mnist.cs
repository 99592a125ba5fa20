namespace Tiny.Nn.Data;

/// <summary>
/// MNIST (LeCun, Cortes, Burges): 60,000 + 10,000 handwritten digits of 28×28 pixels in [0, 1]. Its four files are looked for in an
/// explicit folder, else in the folder that the environment variable TINYNN_DATA names, else in <c>datasets/mnist/</c>, found upward
/// from the current folder; else they are downloaded to there. Names may end in <c>.gz</c> or not, and have <c>-idx3-</c> or
/// <c>.idx3-</c>. The uncompressed content must have its published SHA-256: what is loaded is MNIST, or it is an error.
/// </summary>
public static class Mnist
{
    /// <summary>The environment variable that may name the folder.</summary>
    public const string Variable = "TINYNN_DATA";

    const int TrainingCount = 60_000;

    static readonly MnistFile
        trainImages = new("train-images", 3, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        trainLabels = new("train-labels", 1, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        testImages = new("t10k-images", 3, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        testLabels = new("t10k-labels", 1, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    static readonly MnistFile[] files = [trainImages, trainLabels, testImages, testLabels];

    static readonly Uri[] mirrors =
    [
        new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
    ];

    /// <summary>Loads the digits, and downloads them first where they are not on this machine.</summary>
    /// <param name="folder">Where the files are; null looks where the class's description says.</param>
    /// <param name="validation">How many of the 60,000 training images, the last ones, are set apart; 0 trains on all, and
    /// <see cref="DigitSplits.Validation"/> is null.</param>
    /// <param name="progress">Told about downloads.</param>
    /// <exception cref="ArgumentException"><paramref name="validation"/> is not 0 … 59,999.</exception>
    /// <exception cref="FileNotFoundException">The explicit folder has not all four files.</exception>
    /// <exception cref="DataUnavailableException">The files are nowhere on this machine and cannot be downloaded.</exception>
    /// <exception cref="InvalidDataException">A file is there but damaged.</exception>
    public static DigitSplits Load(string? folder = null, int validation = 10_000, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (validation is < 0 or >= TrainingCount)
            throw new ArgumentException(
                $"Mnist: 0 to {TrainingCount - 1} of the {TrainingCount} training images can be set apart for validation, " +
                $"got {validation}");
        using var download = new Download(progress: progress, cancellation: cancellation);
        var found = Find(folder, Environment.GetEnvironmentVariable(Variable), Environment.CurrentDirectory, download);
        var (training, rest) = Read(found, trainImages, trainLabels, "MNIST training").Split(TrainingCount - validation);
        return new(training, validation == 0 ? null : rest, Read(found, testImages, testLabels, "MNIST test"), found);
    }

    /// <summary>The folder with the four files, in the order of the class's description; the contents are not looked at.</summary>
    /// <param name="folder">The explicit folder, or null.</param>
    /// <param name="named">The environment variable's value, or null.</param>
    /// <param name="start">Where the upward search for datasets/ begins.</param>
    /// <param name="download">Fetches what is missing in datasets/mnist/.</param>
    /// <inheritdoc cref="Load"/>
    public static string Find(string? folder, string? named, string start, Download download)
    {
        if (folder is null) return IsWhole(named) ? named! : Complete(Home(start), named, download);
        return IsWhole(folder)
            ? folder
            : throw new FileNotFoundException(
                $"{folder} has no {Missing(folder)}; name the folder with MNIST's four files, or none to have them downloaded");
    }

    static bool IsWhole(string? folder) => !string.IsNullOrEmpty(folder) && files.All(file => file.FindIn(folder) is not null);

    static string Missing(string folder) =>
        string.Join(", ", files.Where(file => file.FindIn(folder) is null).Select(file => file.DownloadName));

    /// <summary>Downloads whatever is missing in datasets/mnist.</summary>
    static string Complete(string folder, string? named, Download download)
    {
        try
        {
            foreach (var file in files.Where(file => file.FindIn(folder) is null))
                download.To(folder, file.DownloadName, mirrors, content => file.Parse(content, file.DownloadName));
            return folder;
        }
        catch (DataUnavailableException error)
        {
            var alsoLooked = string.IsNullOrEmpty(named)
                ? $"{Variable} is not set"
                : $"{Variable} names {named}, which has no {Missing(named)}";
            throw new DataUnavailableException($"MNIST is not in {folder}; {alsoLooked}; {error.Message}", error);
        }
    }

    /// <summary>datasets/mnist beside or above the folder; where there is no datasets/, the one that a download would make here.</summary>
    static string Home(string start)
    {
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "datasets") is var datasets && Directory.Exists(datasets)) return Path.Combine(datasets, "mnist");
        return Path.Combine(start, "datasets", "mnist");
    }

    static Dataset Read(string folder, MnistFile images, MnistFile labels, string name)
    {
        var (imagesPath, labelsPath) = (images.FindIn(folder)!, labels.FindIn(folder)!);
        return Idx.Join(images.Read(imagesPath), labels.Read(labelsPath), imagesPath, labelsPath, 10, name);
    }
}

/// <summary>One of MNIST's four files: its names, and the checksum of its content.</summary>
/// <param name="Stem">The name's first part, such as train-images.</param>
/// <param name="Rank">3 for images, 1 for labels.</param>
/// <param name="Sha256">Of the uncompressed content.</param>
sealed record MnistFile(string Stem, int Rank, string Sha256)
{
    /// <summary>The name at the mirrors.</summary>
    public string DownloadName => $"{Stem}-idx{Rank}-ubyte.gz";

    /// <summary>The file under one of its names, or null.</summary>
    public string? FindIn(string folder) =>
        new[] { DownloadName, $"{Stem}-idx{Rank}-ubyte", $"{Stem}.idx{Rank}-ubyte.gz", $"{Stem}.idx{Rank}-ubyte" }
            .Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public IdxContent Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Parse(file, path);
    }

    /// <summary>Reads the content and checks it.</summary>
    /// <exception cref="InvalidDataException">It is not the published file.</exception>
    public IdxContent Parse(Stream content, string name)
    {
        var parsed = Idx.Parse(content, Rank, name);
        return parsed.Checksum() is var sum && sum == Sha256
            ? parsed
            : throw new InvalidDataException(
                $"{name}: this is not MNIST's file: the content's SHA-256 is {sum}, expected {Sha256}; " +
                "delete it to have it downloaded again");
    }
}
