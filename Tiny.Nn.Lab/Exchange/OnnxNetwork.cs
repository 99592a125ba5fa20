using Google.Protobuf;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Exchange.Onnx;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Exchange;

/// <summary>
/// A network from an ONNX file, as one layer: evaluates the nodes of the graph with the library's operations, so that
/// it has gradients and can be trained further. <see cref="OnnxOperations"/> lists the operators.
/// </summary>
/// <remarks>
/// Floating-point initializers of one axis or more are parameters; <see cref="Layer.Initialize"/> gives them the values
/// of the file. Dropout and batch norm are as in evaluation.
/// </remarks>
public sealed class OnnxNetwork : Layer
{
    const long MaximumBytes = int.MaxValue;

    readonly ModelProto model;
    readonly GraphProto graph;
    readonly string input, output;
    readonly Dictionary<string, Parameter> parameters = [];
    readonly Dictionary<string, long[]> integers = [];

    OnnxNetwork(ModelProto model)
    {
        this.model = model;
        graph = model.Graph ?? throw new InvalidDataException("ONNX: the file has no graph");
        if (Names(graph).Any(name => name.Any(char.IsControl)))
            throw new InvalidDataException("ONNX: a name in the graph has control characters");
        var constants = graph.Initializer.Select(constant => constant.Name).ToHashSet();
        input = Only("input", graph.Input.Where(value => !constants.Contains(value.Name))).Name;
        output = Only("output", graph.Output).Name;
        Opset = model.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx")?.Version ?? 1;
        Metadata = model.MetadataProps.DistinctBy(entry => entry.Key)
            .ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (var node in graph.Node) OnnxOperations.CheckKnown(node, Opset);
        var statistics = graph.Node.Where(node => node.OpType == "BatchNormalization")
            .SelectMany(node => node.Input.Skip(3)).ToHashSet();
        foreach (var constant in graph.Initializer)
            if (OnnxTensor.IsReal(constant)) parameters[constant.Name] = CreateParameter(constant, statistics);
            else integers[constant.Name] = OnnxTensor.Integers(constant);
    }

    /// <summary>The entries that the writer added, such as the network's name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The version of the operators.</summary>
    public long Opset { get; }

    /// <summary>The shape of one example, if the file states it.</summary>
    public Shape? ExampleShape => Declared(graph.Input.First(value => value.Name == input));

    /// <summary>The shape of the output for one example, if the file states it.</summary>
    public Shape? OutputExampleShape => Declared(graph.Output[0]);

    public override IEnumerable<(string, Parameter)> OwnParameters =>
        parameters.Select(entry => (entry.Key, entry.Value));

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or it is corrupt.</exception>
    /// <exception cref="LabException">An operator or a form of it is not supported; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxNetwork Load(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > MaximumBytes)
            throw new InvalidDataException($"{path}: an ONNX file has at most 2 GiB, got {file.Length:N0} bytes");
        try
        {
            return new(ModelProto.Parser.ParseFrom(file));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidDataException($"{path}: is no ONNX model, or it is corrupt: {error.Message}", error);
        }
    }

    public override Tensor Forward(Tensor x, ForwardContext context) => Compute(x).Output;

    public override Shape OutputShape(Shape input) => Declared(graph.Output[0]) is { } shape
        ? Shape.Of(input[0]).Then(shape.Lengths)
        : Trace(input).Output;

    public override long Multiplications(Shape input) => Trace(input).Multiplications;

    /// <summary>Computes with a copy of the network, whose parameters are on a backend of their own.</summary>
    (Shape Output, long Multiplications) Trace(Shape example)
    {
        using var backend = new Cpu<float>();
        var copy = new OnnxNetwork(model);
        copy.Initialize(backend, seed: 0);
        using var scope = backend.BeginScope(recording: false);
        var (result, multiplications) = copy.Compute(Tiny.Nn.Tensor.Full(backend, example, 0));
        return (result.Shape, multiplications);
    }

    (Tensor Output, long Multiplications) Compute(Tensor x)
    {
        var (values, multiplications) = (new OnnxValues(x.Backend, integers), 0L);
        values.Tensors[input] = x;
        foreach (var (name, parameter) in parameters) values.Tensors[name] = parameter.Value;
        foreach (var node in graph.Node)
        {
            OnnxOperations.Apply(node, values);
            multiplications += new OnnxCall(node, values).Multiplications;
        }
        return (values.Tensor(output, "the output"), multiplications);
    }

    public override string ToString() => $"ONNX({graph.Node.Count} nodes)";

    static IEnumerable<string> Names(GraphProto graph) =>
    [
        .. graph.Node.SelectMany(node => (string[])[node.Name, node.OpType, node.Domain]),
        .. graph.Node.SelectMany(node => node.Input.Concat(node.Output)),
        .. graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.S.ToStringUtf8()),
        .. graph.Initializer.Select(constant => constant.Name),
        .. graph.Input.Concat(graph.Output).Select(value => value.Name),
    ];

    static Parameter CreateParameter(TensorProto constant, HashSet<string> statistics)
    {
        var shape = OnnxTensor.ShapeOf(constant);
        var kind = shape.Rank == 0 || statistics.Contains(constant.Name) ? ParameterKind.RunningStatistic
            : shape.Rank == 1 ? ParameterKind.Bias : ParameterKind.Weight;
        return new(shape, kind, new FixedValues(OnnxTensor.Reals(constant)), default);
    }

    static ValueInfoProto Only(string kind, IEnumerable<ValueInfoProto> values) => values.ToArray() is [var one]
        ? one
        : throw new InvalidDataException(
            $"ONNX: expects one {kind} of the graph, got {string.Join(", ", values.Select(value => value.Name))}");

    /// <summary>The declared shape without the batch axis, or null if an axis has no length.</summary>
    static Shape? Declared(ValueInfoProto value) => value.Type?.TensorType?.Shape?.Dim.Skip(1).ToArray() is { } axes
        && axes.All(axis => axis.DimValue is > 0 and <= int.MaxValue)
        ? Shape.Of([.. axes.Select(axis => (int)axis.DimValue)])
        : null;

    /// <summary>Initializes a parameter with the values of the file.</summary>
    sealed record FixedValues(double[] Values) : Initializer
    {
        public override void Fill(Span<double> values, Fan fan, RandomStream random) => Values.CopyTo(values);
    }
}
