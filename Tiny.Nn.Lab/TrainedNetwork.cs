using Tiny.Nn.Backends;
using Tiny.Nn.Files;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Exchange;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab;

/// <summary>A network on a backend, with weights loaded from a file.</summary>
public sealed record TrainedNetwork(NetworkDefinition Network, Sequential Layers, Backend Backend)
{
    /// <summary>
    /// Loads a weights file written by <c>train</c>, whose metadata describes network and data, or an ONNX model.
    /// </summary>
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
        if (Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
            return Check(path, LoadOnnx(path, backend));
        var file = Safetensors.Load(path);
        if (!file.Metadata.TryGetValue(RunFolder.NetworkKey, out var name))
            throw new LabException($"{path}: the metadata has no key '{RunFolder.NetworkKey}' with the network's name; "
                + "expects model.safetensors, which train writes at its end");
        var network = Describe(path, file.Metadata, name);
        var layers = network.Build();
        layers.Initialize(backend, seed: 0);
        file.CopyTo(layers);
        return Check(path, new(network, layers, backend));
    }

    static TrainedNetwork Check(string path, TrainedNetwork trained)
    {
        foreach (var (parameter, values) in trained.Layers.Parameters)
            if (values.Value.ToArray().Any(value => !double.IsFinite(value)))
                throw new LabException(
                    $"{path}: the parameter '{parameter}' has values that are not finite; train again");
        return trained;
    }

    /// <summary>Loads an ONNX model. Models of other programs are taken as classifiers of their outputs.</summary>
    static TrainedNetwork LoadOnnx(string path, Backend backend)
    {
        var network = OnnxNetwork.Load(path);
        var data = network.Metadata.TryGetValue(DataDescription.Key, out var text) ? DataDescription.Read(text)
            : network is { ExampleShape: { } example, OutputExampleShape: { } output }
                ? new DataDescription { Name = "onnx", InputShape = example.Lengths.ToArray(), Outputs = output.Count }
                : null;
        if (data is null)
            throw new LabException($"{path}: the model does not state the shapes of its input and output, such as "
                + "[batch, 1, 28, 28] and [batch, 10]; export it with them");
        var name = network.Metadata.GetValueOrDefault(RunFolder.NetworkKey, Path.GetFileNameWithoutExtension(path));
        var recipe = NetworkRegistry.All[0].Recipe with { Objective = data.CreateObjective() };
        var layers = new Sequential(network);
        layers.Initialize(backend, seed: 0);
        return new(new(name, $"from {Path.GetFileName(path)}", recipe, () => layers) { Data = data }, layers, backend);
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
