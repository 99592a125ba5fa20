using System.Buffers.Binary;
using Google.Protobuf;
using Tiny.Nn.Lab.Exchange.Onnx;

namespace Tiny.Nn.Lab.Exchange;

/// <summary>
/// Collects the nodes and constants of an ONNX graph, and gives values their names. It is independent of layers;
/// <see cref="OnnxExporter"/> chooses the nodes.
/// </summary>
sealed class OnnxGraphBuilder
{
    /// <summary>The element types of ONNX that are written.</summary>
    public const int Float32 = 1, Int64 = 7;

    readonly GraphProto graph = new() { Name = "network" };
    int values;

    /// <summary>Adds a node with one output and returns the output's name.</summary>
    public string Add(string operation, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        var output = $"value{++values}";
        var node = new NodeProto { OpType = operation, Name = $"{operation}{values}", Output = { output } };
        node.Input.AddRange(inputs);
        node.Attribute.AddRange(attributes);
        graph.Node.Add(node);
        return output;
    }

    /// <summary>Adds an output to the last node, such as the indices of a pooling, and returns its name.</summary>
    public string AddOutput()
    {
        var output = $"value{++values}";
        graph.Node[^1].Output.Add(output);
        return output;
    }

    /// <summary>Adds a tensor of floats with a name of its own.</summary>
    public string AddTensor(string name, Shape shape, ReadOnlySpan<float> elements)
    {
        var constant = new TensorProto { Name = name, DataType = Float32, RawData = Bytes(elements) };
        constant.Dims.AddRange(shape.Lengths.ToArray().Select(length => (long)length));
        graph.Initializer.Add(constant);
        return name;
    }

    /// <summary>Adds a number, as a vector of one element: some readers have no scalars.</summary>
    public string AddNumber(double value) => AddTensor($"constant{++values}", [1], [(float)value]);

    /// <summary>Adds a vector of integers, such as a shape.</summary>
    public string AddIntegers(params ReadOnlySpan<long> elements)
    {
        var constant = new TensorProto { Name = $"constant{++values}", DataType = Int64, Dims = { elements.Length } };
        constant.Int64Data.AddRange(elements.ToArray());
        graph.Initializer.Add(constant);
        return constant.Name;
    }

    /// <summary>Returns the graph from an input to an output. Their first axis, the batch, is free.</summary>
    public GraphProto Build(string input, Shape inputShape, string output, Shape outputShape)
    {
        graph.Input.Add(Describe(input, inputShape));
        graph.Output.Add(Describe(output, outputShape));
        return graph;
    }

    static ValueInfoProto Describe(string name, Shape shape)
    {
        var axes = new TensorShapeProto { Dim = { new DimensionProto { DimParam = "batch" } } };
        axes.Dim.AddRange(shape[1..].Lengths.ToArray().Select(length => new DimensionProto { DimValue = length }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = Float32, Shape = axes } } };
    }

    static ByteString Bytes(ReadOnlySpan<float> elements)
    {
        var bytes = new byte[elements.Length * sizeof(float)];
        for (var i = 0; i < elements.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), elements[i]);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}

/// <summary>Creates the attributes of ONNX nodes.</summary>
static class OnnxAttribute
{
    public static AttributeProto Of(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.Kind.Int };

    public static AttributeProto Of(string name, double value) =>
        new() { Name = name, F = (float)value, Type = AttributeProto.Types.Kind.Float };

    public static AttributeProto Of(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.Kind.String };

    public static AttributeProto Of(string name, IEnumerable<int> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.Kind.Ints };
        attribute.Ints.AddRange(values.Select(value => (long)value));
        return attribute;
    }
}
