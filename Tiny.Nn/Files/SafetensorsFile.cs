using Tiny.Nn.Layers;

namespace Tiny.Nn.Files;

/// <summary>The numbers of one tensor as the file has them; any machine can take them.</summary>
public sealed class StoredTensor
{
    readonly byte[] data;

    internal StoredTensor(Shape shape, SafetensorsType type, byte[] data) => (Shape, Type, this.data) = (shape, type, data);

    public Shape Shape { get; }

    /// <summary>The precision in which the file keeps them.</summary>
    public SafetensorsType Type { get; }

    /// <summary>The numbers, row-major.</summary>
    public double[] ToArray() => Type.Decode(data);
}

/// <summary>What a <c>.safetensors</c> file holds: words and tensors, by name; and the way into a network.</summary>
public sealed class SafetensorsFile
{
    internal SafetensorsFile(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, StoredTensor> tensors) =>
        (Path, Metadata, Tensors) = (path, metadata, tensors);

    public string Path { get; }

    /// <summary>The words, such as the network's name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>Gives an initialised network the numbers of this file, rounded to its machine; all of them or, on an error, none.</summary>
    /// <exception cref="InvalidDataException">A name is missing or one too many, or a shape is another.</exception>
    /// <exception cref="InvalidOperationException">The network is not initialised.</exception>
    public void CopyTo(Layer network)
    {
        var parameters = network.Parameters;
        Check(parameters);
        var values = parameters.Select(entry => (entry.Parameter.Value, Numbers: Tensors[entry.Path].ToArray())).ToArray();
        foreach (var (tensor, numbers) in values) tensor.Assign(numbers);
    }

    void Check(IReadOnlyList<(string Path, Parameter Parameter)> parameters)
    {
        var missing = parameters.Select(entry => entry.Path).Where(name => !Tensors.ContainsKey(name)).ToArray();
        var unexpected = Tensors.Keys.Except(parameters.Select(entry => entry.Path)).Order(StringComparer.Ordinal).ToArray();
        if (missing.Length + unexpected.Length > 0)
            throw new InvalidDataException(
                $"{Path}: is the file of another network: it lacks {Some(missing)} and has unexpected {Some(unexpected)}; build the network that the file was saved from");
        foreach (var (name, parameter) in parameters)
            if (Tensors[name].Shape != parameter.Shape)
                throw new InvalidDataException(
                    $"{Path}: is the file of another network: {name} has shape {Tensors[name].Shape}, and this network needs {parameter.Shape}; build the network that the file was saved from");
    }

    /// <summary>The first names, and how many more.</summary>
    static string Some(string[] names) => names.Length switch
    {
        0 => "nothing",
        <= 3 => string.Join(", ", names.Select(SafetensorsHeader.Quoted)),
        _ => $"{string.Join(", ", names[..3].Select(SafetensorsHeader.Quoted))} and {names.Length - 3} more",
    };
}
