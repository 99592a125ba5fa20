using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Exchange.Onnx;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Exchange;

/// <summary>The named values of one evaluation of an ONNX graph: tensors, integers, pooling indices.</summary>
sealed class OnnxValues(Backend backend, IReadOnlyDictionary<string, long[]> integers)
{
    public Backend Backend => backend;

    public Dictionary<string, Tensor> Tensors { get; } = [];

    public Dictionary<string, long[]> Vectors { get; } = new(integers);

    public Dictionary<string, PoolingIndices> Indices { get; } = [];

    /// <summary>Returns a tensor by its name.</summary>
    /// <param name="user">Who needs it, for the error message.</param>
    /// <exception cref="InvalidDataException">There is no tensor of that name.</exception>
    public Tensor Tensor(string name, string user) => Tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new InvalidDataException($"ONNX: {user} needs the tensor '{name}', which no earlier node computes");
}

/// <summary>One node during an evaluation: its inputs, attributes and outputs.</summary>
readonly struct OnnxCall(NodeProto node, OnnxValues values)
{
    public Backend Backend => values.Backend;

    public int InputCount => node.Input.Count;

    /// <summary>Whether an optional input is given.</summary>
    public bool Has(int input) => input < node.Input.Count && node.Input[input].Length > 0;

    /// <summary>Whether an input is a vector of integers, such as a shape.</summary>
    public bool IsVector(int input) => Has(input) && values.Vectors.ContainsKey(node.Input[input]);

    public Tensor X(int input = 0) => values.Tensor(Input(input), Name);

    public Tensor? Optional(int input) => Has(input) ? X(input) : null;

    public long[] Vector(int input) => values.Vectors.TryGetValue(Input(input), out var vector)
        ? vector
        : throw new InvalidDataException($"ONNX: {Name} needs integers '{Input(input)}' that are constant");

    public PoolingIndices Indices(int input) => values.Indices.TryGetValue(Input(input), out var indices)
        ? indices
        : throw new InvalidDataException($"ONNX: {Name} needs the indices '{Input(input)}' of a MaxPool");

    public void Set(Tensor value) => values.Tensors[node.Output[0]] = value;

    public void Set(long[] value) => values.Vectors[node.Output[0]] = value;

    public void Set(PoolingIndices value)
    {
        if (node.Output.Count > 1) values.Indices[node.Output[1]] = value;
    }

    public AttributeProto? Attribute(string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    public int Int(string name, int otherwise) => Attribute(name) is { } attribute ? Narrow(attribute.I) : otherwise;

    public double Real(string name, double otherwise) => Attribute(name) is { } attribute ? attribute.F : otherwise;

    public string Text(string name, string otherwise) => Attribute(name)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>Returns integers, or the same number for all axes.</summary>
    public int[] Ints(string name, int count, int otherwise)
    {
        if (Attribute(name) is not { } attribute) return [.. Enumerable.Repeat(otherwise, count)];
        return attribute.Ints.Count == count
            ? [.. attribute.Ints.Select(Narrow)]
            : throw new InvalidDataException(
                $"ONNX: {Name}: {name} has {attribute.Ints.Count} numbers, expected {count}");
    }

    public int Narrow(long value) => value is >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw new InvalidDataException($"ONNX: {Name}: {value} is out of range");

    /// <summary>
    /// The multiplications of a product or convolution that was evaluated, as <see cref="Layers.Layer"/> counts them.
    /// </summary>
    public long Multiplications => node.OpType switch
    {
        "Conv" => Output.Count * (long)X(1).Shape[1..].Count,
        "ConvTranspose" => X().Shape.Count * (long)X(1).Shape[1..].Count,
        "MatMul" => Output.Count * (long)X().Shape[-1],
        "Gemm" => Output.Count * (long)X().Shape[Int("transA", 0) == 1 ? 0 : 1],
        _ => 0,
    };

    Shape Output => values.Tensors[node.Output[0]].Shape;

    public string Name => node.Name.Length > 0 ? $"{node.OpType} '{node.Name}'" : node.OpType;

    public LabException Unsupported(string what) => new($"ONNX: {Name}: {what} is not supported");

    string Input(int input) => Has(input)
        ? node.Input[input]
        : throw new InvalidDataException($"ONNX: {Name} has no input {input}");
}
