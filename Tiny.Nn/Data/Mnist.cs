namespace Tiny.Nn.Data;

/// <summary>MNIST (LeCun, Cortes, Burges): 60,000 + 10,000 handwritten digits of 28×28 pixels in [0, 1].</summary>
/// <remarks>
/// The four files are read from an explicit folder, else from the folder in the environment variable TINYNN_DATA, else
/// from <c>datasets/mnist/</c> in the current folder or the nearest folder above it; missing files are downloaded to
/// the latter. Names may end in <c>.gz</c> or not, and contain <c>-idx3-</c> or <c>.idx3-</c>. The uncompressed content
/// must have the published SHA-256.
/// </remarks>
public static class Mnist
{
    /// <summary>The environment variable for the folder.</summary>
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

    /// <summary>Loads the digits; downloads them first if necessary.</summary>
    /// <param name="folder">The folder of the files; null searches the locations above.</param>
    /// <param name="validation">The number of training images, the last of the 60,000, that form the validation set;
    /// with 0,
    /// <see cref="DigitSplits.Validation"/> is null.</param>
    /// <param name="progress">Notified of downloads.</param>
    /// <exception cref="ArgumentException"><paramref name="validation"/> is not 0 … 59,999.</exception>
    /// <exception cref="FileNotFoundException">The explicit folder lacks a file.</exception>
    /// <exception cref="DataUnavailableException">The files are neither on disk nor downloadable.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static DigitSplits Load(string? folder = null, int validation = 10_000,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (validation is < 0 or >= TrainingCount)
            throw new ArgumentException(
                $"Mnist: the validation set has 0 to {TrainingCount - 1} of the {TrainingCount} training images, got " +
                    $"{validation}");
        using var download = new Download(progress: progress, cancellation: cancellation);
        var found = Find(folder, Environment.GetEnvironmentVariable(Variable), Environment.CurrentDirectory, download);
        var (training, rest) = Read(found, trainImages, trainLabels,
            "MNIST training").Split(TrainingCount - validation);
        return new(training, validation == 0 ? null : rest, Read(found, testImages, testLabels, "MNIST test"), found);
    }

    /// <summary>
    /// The first of the locations with all four files, after downloading if necessary; does not check the contents.
    /// </summary>
    /// <param name="folder">The explicit folder, or null.</param>
    /// <param name="named">The environment variable's value, or null.</param>
    /// <param name="start">The folder where the upward search for datasets/ starts.</param>
    /// <param name="download">Downloads the files missing in datasets/mnist/.</param>
    /// <inheritdoc cref="Load"/>
    public static string Find(string? folder, string? named, string start, Download download)
    {
        if (folder is null) return IsComplete(named) ? named! : Complete(DefaultFolder(start), named, download);
        return IsComplete(folder)
            ? folder
            : throw new FileNotFoundException(
                $"{folder} has no {Missing(folder)}; specify the folder with MNIST's four files, or none to download " +
                    $"them");
    }

    static bool IsComplete(string? folder) =>
        !string.IsNullOrEmpty(folder) && files.All(file => file.FindIn(folder) is not null);

    static string Missing(string folder) =>
        string.Join(", ", files.Where(file => file.FindIn(folder) is null).Select(file => file.DownloadName));

    /// <summary>Downloads the files missing in the folder.</summary>
    static string Complete(string folder, string? named, Download download)
    {
        try
        {
            foreach (var file in files.Where(file => file.FindIn(folder) is null))
                NotNull(download).To(folder, file.DownloadName, mirrors,
                    content => file.Check(
                        Idx.Parse(content, file.Rank, file.DownloadName), file.DownloadName));
            return folder;
        }
        catch (DataUnavailableException error)
        {
            var variable = string.IsNullOrEmpty(named)
                ? $"{Variable} is not set"
                : $"{Variable} is {named}, which has no {Missing(named)}";
            throw new DataUnavailableException($"MNIST is not in {folder}; {variable}; {error.Message}", error);
        }
    }

    /// <summary>
    /// datasets/mnist in the nearest folder, from <paramref name="start"/> upwards, with datasets/; else in
    /// <paramref name="start"/>.
    /// </summary>
    static string DefaultFolder(string start)
    {
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "datasets") is var datasets
                && Directory.Exists(datasets)) return Path.Combine(datasets, "mnist");
        return Path.Combine(start, "datasets", "mnist");
    }

    static Dataset Read(string folder, MnistFile images, MnistFile labels, string name)
    {
        var (imagesPath, labelsPath) = (images.FindIn(folder)!, labels.FindIn(folder)!);
        return Idx.Join(images.Read(imagesPath), labels.Read(labelsPath), imagesPath, labelsPath, 10, name);
    }
}

/// <summary>One of MNIST's four files: its possible names, and the checksum of its content.</summary>
/// <param name="Stem">The first part of the name, such as train-images.</param>
/// <param name="Rank">3 for images, 1 for labels.</param>
/// <param name="Sha256">The checksum of the uncompressed content.</param>
sealed record MnistFile(string Stem, int Rank, string Sha256)
{
    /// <summary>The name at the mirrors.</summary>
    public string DownloadName => $"{Stem}-idx{Rank}-ubyte.gz";

    /// <summary>The path of the file under one of its names, or null.</summary>
    public string? FindIn(string folder) =>
        new[] { DownloadName, $"{Stem}-idx{Rank}-ubyte", $"{Stem}.idx{Rank}-ubyte.gz", $"{Stem}.idx{Rank}-ubyte" }
            .Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public IdxContent Read(string path) => Check(Idx.ReadFile(path, Rank), path);

    /// <summary>Returns the content if it has the published checksum.</summary>
    /// <exception cref="InvalidDataException">It is another file.</exception>
    public IdxContent Check(IdxContent content, string name) => content.Checksum() is var sum && sum == Sha256
        ? content
        : throw new InvalidDataException(
            $"{name}: this is not MNIST's file: the SHA-256 of its content is {sum}, expected {Sha256}; read other " +
                $"data with Idx.Read, or specify a folder without this file to download MNIST");
}
