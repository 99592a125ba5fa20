using Tiny.Nn.Backends;
using Tiny.Nn.Files;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab;

/// <summary>A network with the weights of a file, on a machine.</summary>
public sealed record TrainedNetwork(NetworkDefinition Network, Sequential Layers, Backend Backend)
{
    /// <summary>Reads a file that this program wrote; the network's name is in it.</summary>
    /// <exception cref="LabException">There is no such file, it names no network of this program, or weights are not finite.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or its weights are another network's.</exception>
    public static TrainedNetwork Load(string path, Backend backend)
    {
        if (!File.Exists(path))
            throw new LabException($"--model: there is no file '{path}'; train writes one named model.safetensors into its --out folder");
        var file = Safetensors.Load(path);
        if (!file.Metadata.TryGetValue(RunFolder.NetworkKey, out var name))
            throw new LabException($"{path}: its metadata names no network under '{RunFolder.NetworkKey}'; give a file that train wrote");
        var network = NetworkRegistry.FindOrNull(name) ?? throw new LabException(
            $"{path}: holds the network '{name}', which this program does not have; "
            + $"it has {string.Join(", ", NetworkRegistry.All.Select(known => known.Name))}");
        var layers = network.Build();
        layers.Initialize(backend, seed: 0);
        file.CopyTo(layers);
        foreach (var (parameter, values) in layers.Parameters)
            if (values.Value.ToArray().Any(number => !double.IsFinite(number)))
                throw new LabException($"{path}: the weights '{parameter}' hold numbers that are not finite, so nothing can be read with them; train again");
        return new(network, layers, backend);
    }
}
