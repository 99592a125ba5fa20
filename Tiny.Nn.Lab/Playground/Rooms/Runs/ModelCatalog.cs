using System.Collections.Concurrent;

namespace Tiny.Nn.Lab.Playground.Rooms.Runs;

/// <summary>What the playground can do with a network.</summary>
public enum ModelKind { Other, DigitClassifier, DigitAutoencoder }

/// <summary>A trained network below <c>runs/</c>.</summary>
/// <param name="Name">The path of its file below the folder, with '/'.</param>
/// <param name="Accuracy">The test accuracy of its run, if known.</param>
public sealed record ModelEntry(string Name, string Network, ModelKind Kind, double? Accuracy);

/// <summary>The trained networks below <c>runs/</c>: weights that <c>train</c> wrote, and ONNX models.</summary>
public static class ModelCatalog
{
    const int MaximumModels = 50;

    static readonly ConcurrentDictionary<(string Path, DateTime Changed), (string Network, ModelKind Kind)> known = [];

    /// <summary>Returns the newest networks, the newest first. Files that cannot be loaded are left out.</summary>
    public static IReadOnlyList<ModelEntry> List(string root) =>
        [.. Files(root).Take(MaximumModels).Select(file => Describe(root, file)).OfType<ModelEntry>()];

    /// <summary>Returns the path of a network that <see cref="List"/> returns.</summary>
    /// <exception cref="ArgumentException">There is no such network of that kind.</exception>
    public static string Find(string root, string name, ModelKind kind)
    {
        foreach (var file in Files(root).Take(MaximumModels))
            if (RunCatalog.NameOf(root, file.FullName) == name && Describe(root, file)?.Kind == kind)
                return file.FullName;
        throw new ArgumentException($"network: '{root}' has no network '{name}' that can be used here; choose one of "
            + "the list");
    }

    static IEnumerable<FileInfo> Files(string root) =>
        from folder in RunCatalog.Folders(root)
        from file in folder.GetFiles("*", RunCatalog.InFolder)
        where file.Name == RunFolder.ModelName || file.Extension == ".onnx"
        orderby file.LastWriteTimeUtc descending, file.FullName
        select file;

    static ModelEntry? Describe(string root, FileInfo file)
    {
        try
        {
            var (network, kind) = known.GetOrAdd((file.FullName, file.LastWriteTimeUtc),
                key => Classify(TrainedNetwork.LoadDefinition(key.Path)));
            return new(RunCatalog.NameOf(root, file.FullName), network, kind,
                RunFolder.ReadSummary(file.DirectoryName!)?.TestAccuracy);
        }
        catch (Exception error) when (error is LabException or InvalidDataException or IOException
            or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    static (string, ModelKind) Classify(NetworkDefinition network) => (network.Layers ?? network.Name,
        network.Data.HasDigits && network.Recipe.IsClassification ? ModelKind.DigitClassifier
        : network.Recipe.IsReconstruction && network.Data.ExampleShape == NetworkDefinition.InputShape
            ? ModelKind.DigitAutoencoder
        : ModelKind.Other);
}
