using Google.Protobuf;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Exchange.Onnx;
using Tiny.Nn.Layers;
using static Tiny.Nn.Lab.Exchange.OnnxAttribute;

namespace Tiny.Nn.Lab.Exchange;

/// <summary>
/// Writes a network in evaluation mode as an ONNX model: operators of opset 13, values and weights in float32, the
/// batch axis free. The output is the network's, such as logits; the loss is not part of it.
/// </summary>
/// <remarks>
/// Most layers are one node. Dropout has none, GELU, layer norm and Heaviside are composed of several, and bed-of-nails
/// upsampling is a transposed convolution. A layer that ONNX cannot express is refused by name.
/// </remarks>
public sealed class OnnxExporter
{
    /// <summary>The version of the operators, and of the file format that introduced them.</summary>
    public const int Opset = 13, FormatVersion = 7;

    const string Input = "input";

    readonly OnnxGraphBuilder graph = new();
    readonly Dictionary<Parameter, string> names = [];
    readonly Dictionary<MaxPoolLayer, string> indices = [];
    readonly HashSet<string> added = [];

    OnnxExporter(Layer network)
    {
        foreach (var (path, parameter) in network.Parameters) names[parameter] = path;
        foreach (var (_, layer) in Descendants(network))
            if (layer is MaxUnpool unpool) indices[unpool.Pool] = "";
    }

    /// <summary>Writes the model of a network with initialized parameters and returns the number of nodes.</summary>
    /// <param name="example">The shape of one example, without the batch axis.</param>
    /// <param name="data">The data, whose columns and targets the model then scales itself; null for none.</param>
    /// <param name="metadata">Entries for the file, such as the network's name.</param>
    /// <exception cref="LabException">A layer cannot be expressed; the message names it.</exception>
    public static int Write(Stream file, Layer network, Shape example, DataDescription? data = null,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        var exporter = new OnnxExporter(network);
        var shape = Shape.Of(1).Then(example.Lengths);
        var output = exporter.Standardize(Input, data?.InputScales());
        output = exporter.Write(network, output, shape);
        output = exporter.Restore(output, data?.TargetScales());
        // A network without nodes, such as dropout alone, still needs an output of its own.
        if (output == Input) output = exporter.graph.Add("Identity", [Input]);
        var model = new ModelProto
        {
            IrVersion = FormatVersion, ProducerName = "Tiny.Nn",
            ProducerVersion = $"{typeof(Layer).Assembly.GetName().Version}",
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
            Graph = exporter.graph.Build(Input, shape, output, network.OutputShape(shape)),
        };
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        model.WriteTo(file);
        return model.Graph.Node.Count;
    }

    /// <summary>(x − mean) / deviation, for each element of an example.</summary>
    string Standardize(string x, (float[] Means, float[] Deviations)? scales) => scales is not var (means, deviations)
        ? x
        : Standardize(x, Row("input.mean", means), Row("input.deviation", deviations));

    string Standardize(string x, string mean, string deviation) =>
        graph.Add("Div", [graph.Add("Sub", [x, mean]), deviation]);

    /// <summary>y · deviation + mean, for each output.</summary>
    string Restore(string y, (float[] Means, float[] Deviations)? scales) => scales is not var (means, deviations)
        ? y
        : graph.Add("Add", [graph.Add("Mul", [y, Row("output.deviation", deviations)]), Row("output.mean", means)]);

    string Row(string name, float[] values) => graph.AddTensor(name, [1, values.Length], values);

    /// <summary>Adds the nodes of a layer and returns the name of its output.</summary>
    /// <param name="x">The name of the layer's input.</param>
    /// <param name="shape">The shape of the layer's input, with a batch of 1.</param>
    string Write(Layer layer, string x, Shape shape) => layer switch
    {
        Sequential chain => WriteChain(chain, x, shape),
        Residual block => WriteBlock(block, x, shape),
        Dense dense => WriteDense(dense, x, shape),
        ConvolutionLayer convolution => WriteConvolution(convolution, x, shape),
        MaxPoolLayer pool => WriteMaxPool(pool, x, shape),
        AveragePoolLayer pool => graph.Add("AveragePool", [x],
            [.. Geometry(pool.WindowOver(shape), pool), Of("count_include_pad", pool.CountsPadding ? 1 : 0)]),
        LpPoolLayer pool => WriteLpPool(pool, x, shape),
        MaxUnpool unpool => WriteMaxUnpool(unpool, x, shape),
        Upsample upsample => WriteUpsample(upsample, x, shape),
        BatchNorm norm => graph.Add("BatchNormalization",
            [x, Name(norm.Gamma), Name(norm.Beta), Name(norm.RunningMean), Name(norm.RunningVariance)],
            Of("epsilon", norm.Epsilon)),
        LayerNorm norm => WriteLayerNorm(norm, x),
        // ONNX divides α by the number of channels, as PyTorch does; Tiny.Nn follows the paper.
        LocalResponseNorm { Settings: var (size, alpha, beta, k) } when size % 2 == 1 => graph.Add("LRN", [x],
            Of("size", size), Of("alpha", alpha * size), Of("beta", beta), Of("bias", k)),
        LocalResponseNorm => throw Refused(layer, "has a counterpart in ONNX for an odd size only"),
        Flatten => graph.Add("Flatten", [x], Of("axis", 1)),
        Unflatten => graph.Add("Reshape", [x, graph.AddIntegers([-1, .. Lengths(layer.OutputShape(shape)[1..])])]),
        Dropout => x,
        ChannelStandardization { Channels: var channels } => Standardize(x,
            graph.AddTensor("input.mean", [channels.Count, 1, 1], [.. channels.Select(one => (float)one.Mean)]),
            graph.AddTensor("input.deviation", [channels.Count, 1, 1],
                [.. channels.Select(one => (float)one.Deviation)])),
        Relu => graph.Add("Relu", [x]),
        Sigmoid => graph.Add("Sigmoid", [x]),
        Tanh => graph.Add("Tanh", [x]),
        Softplus => graph.Add("Softplus", [x]),
        LeakyRelu { NegativeSlope: var slope } => graph.Add("LeakyRelu", [x], Of("alpha", slope)),
        Elu { Alpha: var alpha } => graph.Add("Elu", [x], Of("alpha", alpha)),
        Softmax { Axis: var axis } => graph.Add("Softmax", [x], Of("axis", axis)),
        LogSoftmax { Axis: var axis } => graph.Add("LogSoftmax", [x], Of("axis", axis)),
        Gelu => WriteGelu(x),
        Heaviside => graph.Add("Cast", [graph.Add("Greater", [x, graph.AddNumber(0)])],
            Of("to", OnnxGraphBuilder.Float32)),
        _ => throw Refused(layer, "has no counterpart in ONNX"),
    };

    string WriteChain(Sequential chain, string x, Shape shape)
    {
        foreach (var layer in chain.Layers)
        {
            x = Write(layer, x, shape);
            shape = layer.OutputShape(shape);
        }
        return x;
    }

    string WriteBlock(Residual block, string x, Shape shape)
    {
        string[] branches = [.. block.Children.Select(child => Write(child.Item2, x, shape))];
        return graph.Add("Add", branches is [var body] ? [body, x] : branches);
    }

    /// <summary>y = x·Wᵀ + b: one node for a matrix x, otherwise a product and a sum.</summary>
    string WriteDense(Dense dense, string x, Shape shape)
    {
        var bias = dense.Bias is null ? null : Name(dense.Bias);
        if (shape.Rank == 2)
            return graph.Add("Gemm", bias is null ? [x, Name(dense.Weight)] : [x, Name(dense.Weight), bias],
                Of("transB", 1));
        var transposed = graph.Add("Transpose", [Name(dense.Weight)], Of("perm", [1, 0]));
        var product = graph.Add("MatMul", [x, transposed]);
        return bias is null ? product : graph.Add("Add", [product, bias]);
    }

    string WriteConvolution(ConvolutionLayer layer, string x, Shape shape)
    {
        var geometry = layer.Geometry(shape);
        string[] inputs = layer.Bias is null
            ? [x, Name(layer.Weight)]
            : [x, Name(layer.Weight), Name(layer.Bias)];
        AttributeProto[] attributes = [.. Geometry(geometry.Window), Of("group", geometry.Groups)];
        return layer.IsTransposed
            ? graph.Add("ConvTranspose", inputs,
                [.. attributes, Of("output_padding", Axes(geometry.Window, window => window.Remainder))])
            : graph.Add("Conv", inputs, attributes);
    }

    string WriteMaxPool(MaxPoolLayer pool, string x, Shape shape)
    {
        var y = graph.Add("MaxPool", [x], Geometry(pool.WindowOver(shape)));
        if (indices.ContainsKey(pool)) indices[pool] = graph.AddOutput();
        return y;
    }

    /// <summary>The p-norm of a window; ONNX has it for integers p, and p = ∞ is the largest magnitude.</summary>
    string WriteLpPool(LpPoolLayer pool, string x, Shape shape)
    {
        var geometry = Geometry(pool.WindowOver(shape), pool);
        if (double.IsPositiveInfinity(pool.Exponent)) return graph.Add("MaxPool", [graph.Add("Abs", [x])], geometry);
        return pool.Exponent == Math.Floor(pool.Exponent) && pool.Exponent <= int.MaxValue
            ? graph.Add("LpPool", [x], [.. geometry, Of("p", (long)pool.Exponent)])
            : throw Refused(pool, "has a counterpart in ONNX for integer exponents only");
    }

    string WriteMaxUnpool(MaxUnpool unpool, string x, Shape shape)
    {
        if (indices[unpool.Pool].Length == 0) throw Refused(unpool, "precedes its pooling layer");
        var window = unpool.Pool.WindowOver(unpool.OutputShape(shape));
        return graph.Add("MaxUnpool", [x, indices[unpool.Pool]], Geometry(window, unpool.Pool));
    }

    string WriteUpsample(Upsample upsample, string x, Shape shape)
    {
        var output = upsample.OutputShape(shape);
        int[] factors = [.. Enumerable.Range(2, shape.Rank - 2).Select(axis => output[axis] / shape[axis])];
        if (upsample.Mode == Upsample.UpsampleMode.BedOfNails) return WriteBedOfNails(x, shape[1], factors);
        var scales = graph.AddTensor($"{x}.scales", [shape.Rank], [1, 1, .. factors.Select(factor => (float)factor)]);
        return upsample.Mode == Upsample.UpsampleMode.Nearest
            ? graph.Add("Resize", [x, "", scales], Of("mode", "nearest"),
                Of("coordinate_transformation_mode", "asymmetric"), Of("nearest_mode", "floor"))
            : graph.Add("Resize", [x, "", scales], Of("mode", "linear"),
                Of("coordinate_transformation_mode", "half_pixel"));
    }

    /// <summary>Each element in the first corner of a block of zeros: the transpose of taking every f-th one.</summary>
    string WriteBedOfNails(string x, int channels, int[] factors)
    {
        Shape shape = Shape.Of([channels, 1, .. factors]);
        var filter = new float[shape.Count];
        for (var channel = 0; channel < channels; channel++) filter[channel * shape[1..].Count] = 1;
        return graph.Add("ConvTranspose", [x, graph.AddTensor($"{x}.corner", shape, filter)],
            Of("kernel_shape", factors), Of("strides", factors), Of("group", channels));
    }

    /// <summary>γ·(x − μ)/√(σ² + ε) + β over the last axes.</summary>
    string WriteLayerNorm(LayerNorm norm, string x)
    {
        var axes = Of("axes", Enumerable.Range(-norm.Gamma.Shape.Rank, norm.Gamma.Shape.Rank));
        var centered = graph.Add("Sub", [x, graph.Add("ReduceMean", [x], axes)]);
        var variance = graph.Add("ReduceMean", [graph.Add("Mul", [centered, centered])], axes);
        var deviation = graph.Add("Sqrt", [graph.Add("Add", [variance, graph.AddNumber(norm.Epsilon)])]);
        var scaled = graph.Add("Mul", [graph.Add("Div", [centered, deviation]), Name(norm.Gamma)]);
        return graph.Add("Add", [scaled, Name(norm.Beta)]);
    }

    /// <summary>x·½(1 + erf(x/√2)).</summary>
    string WriteGelu(string x)
    {
        var erf = graph.Add("Erf", [graph.Add("Mul", [x, graph.AddNumber(Math.Sqrt(0.5))])]);
        var half = graph.Add("Mul", [graph.Add("Add", [erf, graph.AddNumber(1)]), graph.AddNumber(0.5)]);
        return graph.Add("Mul", [x, half]);
    }

    /// <summary>Adds a parameter under its path at its first use, and returns the path.</summary>
    string Name(Parameter parameter)
    {
        var name = names[parameter];
        if (added.Add(name))
        {
            var values = new float[parameter.Shape.Count];
            parameter.Value.CopyTo(values);
            graph.AddTensor(name, parameter.Shape, values);
        }
        return name;
    }

    /// <summary>The attributes of a window without dilation.</summary>
    static AttributeProto[] Geometry(SpatialWindow window, PoolingLayer pool) =>
        window.Axes.ToArray().All(axis => axis.Dilation == 1)
            ? Geometry(window)[..^1]
            : throw Refused(pool, "has no counterpart in ONNX with dilation");

    /// <summary>Kernel, strides, paddings (all before, then all after) and dilations.</summary>
    static AttributeProto[] Geometry(SpatialWindow window) =>
    [
        Of("kernel_shape", Axes(window, axis => axis.Kernel)),
        Of("strides", Axes(window, axis => axis.Stride)),
        Of("pads", [.. Axes(window, axis => axis.PaddingBefore), .. Axes(window, axis => axis.PaddingAfter)]),
        Of("dilations", Axes(window, axis => axis.Dilation)),
    ];

    static int[] Axes(SpatialWindow window, Func<Window, int> value) => [.. window.Axes.ToArray().Select(value)];

    static long[] Lengths(Shape shape) => [.. shape.Lengths.ToArray().Select(length => (long)length)];

    static IEnumerable<(string, Layer)> Descendants(Layer layer) => layer.Children.SelectMany(
        child => Descendants(child.Item2).Prepend(child));

    static LabException Refused(Layer layer, string reason) =>
        new($"export: {layer} {reason}; replace the layer, or export the weights alone as safetensors");
}
