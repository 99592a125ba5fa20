using System.Security.Cryptography;
using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Data;

/// <summary>
/// A dataset that <c>--data</c> selects by its name: four IDX files in <c>datasets/NAME</c>, downloaded if they are
/// missing. Downloads must have the published checksums.
/// </summary>
/// <param name="Mirrors">Addresses that end in "/", tried in order.</param>
/// <param name="Files">The names of the files with the MD5 of each.</param>
/// <param name="Classes">The names of the classes.</param>
public sealed record NamedDataset(
    string Name, IReadOnlyList<Uri> Mirrors, IReadOnlyList<(string Name, string Md5)> Files, string[] Classes)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedDataset> All { get; } =
    [
        // Xiao, Rasul, Vollgraf: "Fashion-MNIST" (2017); 28×28 pixels, 60,000 + 10,000 images.
        new("fashion-mnist",
            [
                new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
                new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            ],
            [
                ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
                ("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
                ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
                ("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
            ],
            ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]),

        // Clanuwat et al.: "Deep learning for classical Japanese literature" (2018); of the same sizes.
        new("kmnist", [new("http://codh.rois.ac.jp/kmnist/dataset/kmnist/")],
            [
                ("train-images-idx3-ubyte.gz", "bdb82020997e1d708af4cf47b453dcf7"),
                ("train-labels-idx1-ubyte.gz", "e144d726b3acfaa3e44228e80efcd344"),
                ("t10k-images-idx3-ubyte.gz", "5c965bf0a639b31b8f53240b1b52f4d7"),
                ("t10k-labels-idx1-ubyte.gz", "7320c461ea6c1c855c0b718fb2a4b134"),
            ],
            ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]),
    ];

    /// <summary>Returns the dataset of that name, or null.</summary>
    public static NamedDataset? Find(string name) => All.FirstOrDefault(dataset => dataset.Name == name);

    /// <summary>Reads the images, after downloading missing files.</summary>
    /// <param name="start">The folder where the upward search for <c>datasets/</c> begins.</param>
    /// <exception cref="LabException">The files are neither on disk nor downloadable.</exception>
    public ImageSource Read(string start, Download download)
    {
        var folder = Path.Combine(DatasetsFolder(start), Name);
        try
        {
            foreach (var (file, md5) in Files)
                if (!File.Exists(Path.Combine(folder, file)) && !File.Exists(Path.Combine(folder, file[..^3])))
                    download.To(folder, file, Mirrors, content => Check(content, md5));
        }
        catch (DataUnavailableException error)
        {
            throw new LabException(
                $"{Name} is not in {folder}, and {error.Message}; put its four files there, or try again later", error);
        }
        return IdxFolder.Read(folder, new()).WithClasses(Name, Classes);
    }

    static void Check(Stream content, string expected)
    {
        var found = Convert.ToHexStringLower(MD5.HashData(content));
        content.Position = 0;
        if (found != expected)
            throw new InvalidDataException($"the MD5 of the file is {found}, expected {expected}");
    }

    /// <summary>
    /// Returns <c>datasets</c> in the nearest folder, from <paramref name="start"/> upwards, that has one; else in
    /// <paramref name="start"/>.
    /// </summary>
    static string DatasetsFolder(string start)
    {
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "datasets") is var datasets && Directory.Exists(datasets)) return datasets;
        return Path.Combine(start, "datasets");
    }
}
