using Tiny.Nn.Backends;
using Tiny.Nn.Files;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab;

/// <summary>A network on a backend, with weights loaded from a file.</summary>
public sealed record TrainedNetwork(NetworkDefinition Network, Sequential Layers, Backend Backend)
{
    /// <summary>Loads a weights file written by <c>train</c>; its metadata describes network and data.</summary>
    /// <exception cref="LabException">
    /// The file is missing, names no known network, or contains non-finite weights.
    /// </exception>
    /// <exception cref="InvalidDataException">The file is corrupt, or its weights do not fit the network.</exception>
    public static TrainedNetwork Load(string path, Backend backend)
    {
        if (!File.Exists(path))
            throw new LabException(
                $"--model: file not found: '{path}'; " + (RunFolder.FindResumeCommand(Path.GetDirectoryName(path))
                    is { } command
                    ? $"the run is not complete; continue it with: {command}"
                    : "train writes model.safetensors to its --out folder"));
        var file = Safetensors.Load(path);
        if (!file.Metadata.TryGetValue(RunFolder.NetworkKey, out var name))
            throw new LabException($"{path}: the metadata has no key '{RunFolder.NetworkKey}' with the network's name; "
                + "expects model.safetensors, which train writes at its end");
        var network = Describe(path, file.Metadata, name);
        var layers = network.Build();
        layers.Initialize(backend, seed: 0);
        file.CopyTo(layers);
        foreach (var (parameter, values) in layers.Parameters)
            if (values.Value.ToArray().Any(value => !double.IsFinite(value)))
                throw new LabException(
                    $"{path}: the parameter '{parameter}' has values that are not finite; train again");
        return new(network, layers, backend);
    }

    /// <summary>Reads only the description of the network in a weights file.</summary>
    /// <inheritdoc cref="Load"/>
    public static NetworkDefinition LoadDefinition(string path)
    {
        using var backend = new Reference();
        return Load(path, backend).Network;
    }

    static NetworkDefinition Describe(string path, IReadOnlyDictionary<string, string> metadata, string name)
    {
        var data = metadata.TryGetValue(DataDescription.Key, out var text)
            ? DataDescription.Read(text) ?? throw new LabException(
                $"{path}: the description of the data in the metadata is not valid; train again")
            : DataDescription.Digits;
        try
        {
            if (metadata.TryGetValue(RunFolder.LayersKey, out var line)) return NetworkFit.FromLine(line).For(data, 1);
            var network = NetworkRegistry.FindOrNull(name) ?? throw new LabException(
                $"{path}: unknown network '{name}' in the metadata; "
                + $"expects one of {string.Join(", ", NetworkRegistry.All.Select(known => known.Name))}");
            return network.For(data, 1);
        }
        catch (UsageException error)
        {
            throw new LabException($"{path}: the network in the metadata is not valid: {error.Message}", error);
        }
    }
}
