using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using static Tiny.Nn.Files.SafetensorsHeader;

namespace Tiny.Nn.Files;

/// <summary>One tensor of a file, in host memory.</summary>
/// <param name="data">The values as the file stores them.</param>
public sealed class StoredTensor(Shape shape, SafetensorsType type, byte[] data)
{
    public Shape Shape => shape;

    /// <summary>The type of the values in the file.</summary>
    public SafetensorsType Type => type;

    /// <summary>The values, row-major.</summary>
    public double[] ToArray() => type.Decode(data);

    internal byte[] Data => data;

    /// <summary>Stores a buffer in its backend's precision.</summary>
    internal static StoredTensor From(Backend backend, Shape shape, ValueBuffer buffer)
    {
        var values = new double[shape.Count];
        backend.Read(buffer, values);
        var type = backend.Precision > 1e-10 ? SafetensorsType.Float32 : SafetensorsType.Float64;
        return new(shape, type, type.Encode(values));
    }
}

/// <summary>The content of a <c>.safetensors</c> file: metadata and tensors by name.</summary>
/// <param name="Path">The file.</param>
/// <param name="Metadata">The metadata, such as the network's name.</param>
/// <param name="Tensors">The tensors by name.</param>
public sealed record SafetensorsFile(string Path, IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyDictionary<string, StoredTensor> Tensors)
{
    /// <summary>
    /// Copies the tensors to the parameters of the same names in an initialised network, rounded to its backend's
    /// precision. PyTorch's counters of batches in batch norms (<c>num_batches_tracked</c>) are ignored.
    /// </summary>
    /// <param name="strict">If true, the default, any mismatch is an error, and nothing is copied. If false, the
    /// tensors that fit are copied.</param>
    /// <param name="rename">Returns the name of a parameter in the network for a name in the file, as in
    /// <c>name => name.Replace("features.", "")</c>.</param>
    /// <returns>The mismatches, one sentence each; empty if <paramref name="strict"/>.</returns>
    /// <exception cref="InvalidDataException">The names or shapes differ from those of the network.</exception>
    /// <exception cref="InvalidOperationException">The network is not initialised.</exception>
    public IReadOnlyList<string> CopyTo(Layer network, bool strict = true, Func<string, string>? rename = null)
    {
        var parameters = NotNull(network).Parameters.ToDictionary(entry => entry.Path, entry => entry.Parameter);
        var (missing, mismatches) = (parameters.Keys.ToList(), new List<string>());
        var values = new List<(Tensor To, double[] Values)>();
        foreach (var (stored, tensor) in Tensors)
        {
            var name = rename is null ? stored : rename(stored);
            if (!parameters.TryGetValue(name, out var parameter))
            {
                if (!IsCounter(name, tensor.Type, parameters)) mismatches.Add($"the network has no {Quoted(name)}");
            }
            else if (!missing.Remove(name)) mismatches.Add($"a second tensor is renamed to {Quoted(name)}");
            else if (tensor.Shape != parameter.Shape)
                mismatches.Add($"{Quoted(name)} has shape {tensor.Shape} in the file, but {parameter.Shape} in the " +
                    "network");
            else values.Add((parameter.Value, tensor.ToArray()));
        }
        mismatches.AddRange(missing.Select(name => $"the file has no {Quoted(name)}"));
        if (strict && mismatches.Count > 0)
            throw new InvalidDataException(
                $"{Path}: belongs to another network: {Some(mismatches)}; build the network that the file was saved " +
                "from, rename its tensors, or load what fits with strict: false");
        foreach (var (parameter, value) in values) parameter.Assign(value);
        return mismatches;
    }

    /// <summary>Whether a tensor counts the batches of a batch norm, which has running averages beside it.</summary>
    static bool IsCounter(string name, SafetensorsType type, Dictionary<string, Parameter> parameters)
    {
        const string counter = "num_batches_tracked";
        return type == SafetensorsType.Int64 && name.EndsWith(counter)
            && parameters.ContainsKey(name[..^counter.Length] + "running_mean");
    }

    /// <summary>The first mismatches, and the number of the others.</summary>
    static string Some(List<string> mismatches) =>
        string.Join("; ", mismatches.Take(3)) + (mismatches.Count > 3 ? $"; and {mismatches.Count - 3} more" : "");
}
