using Tiny.Nn.Lab.Exchange.Onnx;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Exchange;

/// <summary>
/// The operators of ONNX that can be read, each in terms of the library's operations: those that
/// <see cref="OnnxExporter"/> writes, and those around them in files of PyTorch.
/// </summary>
static class OnnxOperations
{
    /// <summary>The versions of the operators whose meaning is implemented.</summary>
    const int FirstOpset = 9, LastOpset = 17;

    static readonly Dictionary<string, Action<OnnxCall>> operations = new()
    {
        ["Conv"] = call => call.Set(call.X().Convolve(call.X(1), Strides(call), Pads(call), Dilations(call),
            call.Int("group", 1), call.Optional(2))),
        ["ConvTranspose"] = ConvolveTransposed,
        ["MaxPool"] = MaxPool,
        ["MaxUnpool"] = call => call.Set(call.X().MaxUnpool(call.Indices(1))),
        ["AveragePool"] = call => call.Set(call.X().AveragePool(Kernel(call), Strides(call), Pads(call),
            countPadding: call.Int("count_include_pad", 0) == 1)),
        ["LpPool"] = call => call.Set(call.X().LpPool(call.Int("p", 2), Kernel(call), Strides(call), Pads(call))),
        ["GlobalAveragePool"] = call => call.Set(call.X().MeanTo(Channels(call, batch: call.X().Shape[0]))),
        ["Gemm"] = Gemm,
        ["MatMul"] = call => call.Set(call.X().MatMul(call.X(1))),
        ["BatchNormalization"] = Normalize,
        ["LRN"] = call => call.Set(call.X().LocalResponseNorm(call.Int("size", 1),
            call.Real("alpha", 1e-4) / call.Int("size", 1), call.Real("beta", 0.75), call.Real("bias", 1))),
        ["Resize"] = Resize,
        ["Add"] = call => call.Set(call.X() + call.X(1)),
        ["Sub"] = call => call.Set(call.X() - call.X(1)),
        ["Mul"] = call => call.Set(call.X() * call.X(1)),
        ["Div"] = call => call.Set(call.X() / call.X(1)),
        ["Pow"] = call => call.Set(call.X(1).Shape.Count == 1
            ? call.X().Power(call.X(1).Item())
            : throw call.Unsupported("an exponent for each element")),
        ["Greater"] = call => call.Set((call.X() - call.X(1)).Heaviside()),
        ["Sqrt"] = call => call.Set(call.X().Sqrt()),
        ["Exp"] = call => call.Set(call.X().Exp()),
        ["Log"] = call => call.Set(call.X().Log()),
        ["Abs"] = call => call.Set(call.X().Abs()),
        ["Neg"] = call => call.Set(-call.X()),
        ["Erf"] = call => call.Set(call.X().Erf()),
        ["Relu"] = call => call.Set(call.X().Relu()),
        ["LeakyRelu"] = call => call.Set(call.X().LeakyRelu(call.Real("alpha", 0.01))),
        ["Elu"] = call => call.Set(call.X().Elu(call.Real("alpha", 1))),
        ["Sigmoid"] = call => call.Set(call.X().Sigmoid()),
        ["Tanh"] = call => call.Set(call.X().Tanh()),
        ["Softplus"] = call => call.Set(call.X().Softplus()),
        ["Softmax"] = call => call.Set(call.X().Softmax(call.Int("axis", -1))),
        ["LogSoftmax"] = call => call.Set(call.X().LogSoftmax(call.Int("axis", -1))),
        ["ReduceMean"] = ReduceMean,
        ["Pad"] = Pad,
        ["Flatten"] = Flatten,
        ["Reshape"] = Reshape,
        ["Transpose"] = call => call.Set(call.X().Permute(
            call.Attribute("perm") is null ? [.. Enumerable.Range(0, call.X().Shape.Rank).Reverse()]
                : call.Ints("perm", call.X().Shape.Rank, 0))),
        ["Identity"] = call => call.Set(call.X()),
        ["Dropout"] = call => call.Set(call.X()),
        ["Cast"] = Copy,
        ["Constant"] = Constant,
        ["Shape"] = call => call.Set([.. call.X().Shape.Lengths.ToArray().Select(length => (long)length)]),
        ["Gather"] = call => call.Set([.. call.Vector(1).Select(index => Element(call, call.Vector(0), index))]),
        ["Unsqueeze"] = Copy,
        ["Concat"] = Concatenate,
    };

    /// <summary>The names of the operators.</summary>
    public static IReadOnlyCollection<string> Names => operations.Keys;

    /// <summary>Checks that an operator is supported.</summary>
    /// <exception cref="LabException">It is not.</exception>
    /// <exception cref="InvalidDataException">The node has no output.</exception>
    public static void CheckKnown(NodeProto node, long opset)
    {
        if (node.Output.Count == 0) throw new InvalidDataException($"ONNX: the node {node.OpType} has no output");
        if (node.Domain is not ("" or "ai.onnx") || !operations.ContainsKey(node.OpType))
            throw new LabException($"ONNX: the operator {node.OpType} is not supported; the supported ones are "
                + string.Join(", ", Names.Order()));
        if (opset is < FirstOpset or > LastOpset)
            throw new LabException($"ONNX: expects operators of version {FirstOpset} to {LastOpset}, got {opset}; "
                + $"export the model with opset_version={OnnxExporter.Opset}");
    }

    /// <summary>Evaluates a node and stores its outputs.</summary>
    /// <exception cref="LabException">A form of the operator is not supported.</exception>
    /// <exception cref="InvalidDataException">An input or attribute is missing or invalid.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Apply(NodeProto node, OnnxValues values) => operations[node.OpType](new(node, values));

    static void ConvolveTransposed(OnnxCall call)
    {
        if (call.Attribute("output_shape") is not null) throw call.Unsupported("output_shape");
        call.Set(call.X().ConvolveTransposed(call.X(1), Strides(call), Pads(call), Dilations(call),
            call.Int("group", 1), PerAxis.Of(call.Ints("output_padding", Axes(call), 0)), call.Optional(2)));
    }

    static void MaxPool(OnnxCall call)
    {
        var (maxima, indices) =
            call.X().MaxPoolWithIndices(Kernel(call), Strides(call), Pads(call), Dilations(call));
        call.Set(maxima);
        call.Set(indices);
    }

    /// <summary>α·A·B + β·C.</summary>
    static void Gemm(OnnxCall call)
    {
        var (alpha, beta) = (call.Real("alpha", 1), call.Real("beta", 1));
        var product = call.X().MatMul(call.X(1), call.Int("transA", 0) == 1, call.Int("transB", 0) == 1);
        if (alpha != 1) product *= alpha;
        if (call.Optional(2) is { } sum) product += beta == 1 ? sum : sum * beta;
        call.Set(product);
    }

    static void Normalize(OnnxCall call)
    {
        Tensor Channel(int input) => call.X(input).Reshape(Channels(call, batch: 1));
        var deviation = (Channel(4) + call.Real("epsilon", 1e-5)).Sqrt();
        call.Set((call.X() - Channel(3)) / deviation * Channel(1) + Channel(2));
    }

    static void Resize(OnnxCall call)
    {
        var factors = PerAxis.Of([.. Enumerable.Range(2, Axes(call)).Select(axis => Factor(call, axis))]);
        var (mode, positions) =
            (call.Text("mode", "nearest"), call.Text("coordinate_transformation_mode", "half_pixel"));
        // For integer factors, rounding half-pixel positions and rounding down asymmetric ones give the same element.
        var isNearest = positions == "asymmetric" && call.Text("nearest_mode", "round_prefer_floor") == "floor"
            || positions is "half_pixel" or "pytorch_half_pixel";
        call.Set((mode, positions) switch
        {
            ("nearest", _) when isNearest => call.X().UpsampleNearest(factors),
            ("linear", "half_pixel" or "pytorch_half_pixel") => call.X().UpsampleLinear(factors),
            _ => throw call.Unsupported($"the mode {mode} with {positions}"),
        });
    }

    static int Factor(OnnxCall call, int axis)
    {
        var length = call.X().Shape[axis];
        var factor = call.Has(3) ? (double)call.Vector(3).ElementAtOrDefault(axis) / length
            : call.X(2).ToArray().ElementAtOrDefault(axis);
        return factor is >= 1 and <= 1 << 20 && factor == Math.Floor(factor)
            ? (int)factor
            : throw call.Unsupported($"the factor {factor}, which is not a positive integer,");
    }

    static void ReduceMean(OnnxCall call)
    {
        var x = call.X();
        if (call.Attribute("axes") is not { } axes || call.Int("keepdims", 1) != 1)
            throw call.Unsupported("another form than axes with keepdims = 1");
        call.Set(x.MeanTo(axes.Ints.Aggregate(x.Shape, (shape, axis) => shape.With(call.Narrow(axis), 1))));
    }

    static void Pad(OnnxCall call)
    {
        var (x, pads) = (call.X(), call.Vector(1));
        if (call.Text("mode", "constant") != "constant" || call.Optional(2) is { } value && value.Item() != 0)
            throw call.Unsupported("another padding than zeros");
        if (pads.Length != 2 * x.Shape.Rank) throw call.Unsupported($"padding by {pads.Length} numbers");
        for (var axis = 0; axis < x.Shape.Rank; axis++)
            x = x.Pad(axis, call.Narrow(pads[axis]), call.Narrow(pads[axis + x.Shape.Rank]));
        call.Set(x);
    }

    static void Flatten(OnnxCall call)
    {
        var (shape, axis) = (call.X().Shape, call.Int("axis", 1));
        if (axis < 0) axis += shape.Rank;
        if (axis < 0 || axis > shape.Rank) throw call.Unsupported($"the axis {axis}");
        call.Set(call.X().Reshape(shape[..axis].Count, shape[axis..].Count));
    }

    /// <summary>A length of 0 keeps the input's, and one length of −1 takes what remains.</summary>
    static void Reshape(OnnxCall call)
    {
        var (x, lengths) = (call.X(), call.Vector(1).ToArray());
        for (var axis = 0; axis < Math.Min(lengths.Length, x.Shape.Rank); axis++)
            if (lengths[axis] == 0) lengths[axis] = x.Shape[axis];
        var rest = Array.IndexOf(lengths, -1);
        if (rest >= 0)
        {
            var known = lengths.Where((_, axis) => axis != rest).Aggregate(1.0, (product, length) => product * length);
            lengths[rest] = known is >= 1 and <= int.MaxValue ? x.Shape.Count / (long)known : -1;
        }
        call.Set(x.Reshape(Shape.Of([.. lengths.Select(call.Narrow)])));
    }

    /// <summary>Passes a value on: the shape of a vector and the type of an element have no meaning here.</summary>
    static void Copy(OnnxCall call)
    {
        if (call.IsVector(0)) call.Set(call.Vector(0));
        else call.Set(call.X());
    }

    static void Constant(OnnxCall call)
    {
        var tensor = call.Attribute("value")?.T ?? throw call.Unsupported("another form than a tensor");
        if (OnnxTensor.IsReal(tensor))
            call.Set(Tensor.From(call.Backend, OnnxTensor.ShapeOf(tensor), OnnxTensor.Reals(tensor)));
        else call.Set(OnnxTensor.Integers(tensor));
    }

    static void Concatenate(OnnxCall call)
    {
        var parts = Enumerable.Range(0, call.InputCount);
        if (call.IsVector(0)) call.Set([.. parts.SelectMany(call.Vector)]);
        else call.Set(Reshaping.Concatenate(call.Int("axis", 1), [.. parts.Select(call.X)]));
    }

    static long Element(OnnxCall call, long[] vector, long index)
    {
        var position = index < 0 ? index + vector.Length : index;
        return position >= 0 && position < vector.Length
            ? vector[position]
            : throw new InvalidDataException($"ONNX: {call.Name}: the index {index} is outside of {vector.Length}");
    }

    /// <summary>[batch, C, 1, …] for an input [N, C, space…].</summary>
    static Shape Channels(OnnxCall call, int batch) => Shape.Of(
        [batch, call.X().Shape[1], .. Enumerable.Repeat(1, Axes(call))]);

    static int Axes(OnnxCall call) => Math.Max(0, call.X().Shape.Rank - 2);

    static PerAxis Kernel(OnnxCall call) => PerAxis.Of(call.Ints("kernel_shape", Axes(call), 0));

    static PerAxis Strides(OnnxCall call) => PerAxis.Of(call.Ints("strides", Axes(call), 1));

    static PerAxis Dilations(OnnxCall call) => PerAxis.Of(call.Ints("dilations", Axes(call), 1));

    static Paddings Pads(OnnxCall call)
    {
        if (call.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID") and var mode)
            throw call.Unsupported($"auto_pad {mode}");
        if (call.Int("ceil_mode", 0) != 0) throw call.Unsupported("ceil_mode");
        var axes = Axes(call);
        var pads = call.Ints("pads", 2 * axes, 0);
        return Paddings.Of([.. Enumerable.Range(0, axes).Select(axis => (Padding)(pads[axis], pads[axis + axes]))]);
    }
}
