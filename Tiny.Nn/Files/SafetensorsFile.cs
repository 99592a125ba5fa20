using Tiny.Nn.Backends;
using Tiny.Nn.Layers;

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
    /// Copies the tensors to the parameters of an initialised network, rounded to its backend's precision; on an error,
    /// none.
    /// </summary>
    /// <exception cref="InvalidDataException">The names or shapes differ from those of the network.</exception>
    /// <exception cref="InvalidOperationException">The network is not initialised.</exception>
    public void CopyTo(Layer network)
    {
        var parameters = NotNull(network).Parameters;
        Check(parameters);
        var values = parameters.Select(entry => (entry.Parameter.Value,
            Values: Tensors[entry.Path].ToArray())).ToArray();
        foreach (var (tensor, value) in values) tensor.Assign(value);
    }

    void Check(IReadOnlyList<(string Path, Parameter Parameter)> parameters)
    {
        var missing = parameters.Select(entry => entry.Path).Where(name => !Tensors.ContainsKey(name)).ToArray();
        var unexpected = Tensors.Keys.Except(parameters
            .Select(entry => entry.Path)).Order(StringComparer.Ordinal).ToArray();
        if (missing.Length + unexpected.Length > 0)
            throw new InvalidDataException(
                $"{Path}: belongs to another network: it lacks {Some(missing)} and has unexpected {Some(unexpected)}; "
                + "build the network that the file was saved from");
        foreach (var (name, parameter) in parameters)
            if (Tensors[name].Shape != parameter.Shape)
                throw new InvalidDataException(
                    $"{Path}: belongs to another network: {name} has shape {Tensors[name].Shape}, but this network " +
                        $"needs {parameter.Shape}; "
                    + "build the network that the file was saved from");
    }

    /// <summary>The first names, and the number of the others.</summary>
    static string Some(string[] names) => names.Length switch
    {
        0 => "nothing",
        <= 3 => string.Join(", ", names.Select(SafetensorsHeader.Quoted)),
        _ => $"{string.Join(", ", names[..3].Select(SafetensorsHeader.Quoted))} and {names.Length - 3} more",
    };
}
