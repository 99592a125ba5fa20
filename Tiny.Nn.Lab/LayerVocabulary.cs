using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab;

/// <summary>A word of <c>--layers</c>: its form, and the layer that it means for a given input.</summary>
/// <param name="Form">The word with its numbers and options, for messages and help.</param>
/// <param name="MinimumNumbers">The numbers that must follow the word.</param>
/// <param name="Options">The words that may follow, each with a value.</param>
/// <param name="Create">Creates the layer for an input shape [1, …].</param>
sealed record LayerDefinition(
    string Form, int MinimumNumbers, int MaximumNumbers, string[] Options,
    Func<LayerArguments, Shape, LayerContext, Layer> Create)
{
    public string Name => Form.Split(' ')[0];
}

/// <summary>The words of <c>--layers</c>.</summary>
static class LayerVocabulary
{
    static readonly string[] window = ["stride", "padding"], convolution = [.. window, "dilation", "groups"],
        transposed = [.. convolution, "output-padding"];

    /// <summary>Words of other frameworks, and ours.</summary>
    static readonly Dictionary<string, string> synonyms = new()
    {
        ["linear"] = "dense", ["fc"] = "dense", ["fully-connected"] = "dense", ["convolution"] = "conv",
        ["deconv"] = "conv-transpose", ["bn"] = "batch-norm", ["ln"] = "layer-norm", ["unflatten"] = "reshape",
        ["silu"] = "gelu", ["swish"] = "gelu", ["selu"] = "elu", ["average-pool"] = "avg-pool", ["gap"] = "global-pool",
    };

    public static IReadOnlyList<LayerDefinition> All { get; } =
    [
        new("conv CHANNELS KERNEL [stride S] [padding P] [dilation D] [groups G]", 2, 2, convolution,
            (a, shape, _) => Windowed.Conv(a, shape)),
        new("conv-transpose CHANNELS KERNEL [stride S] [padding P] [output-padding O] [dilation D] [groups G]", 2, 2,
            transposed, (a, shape, _) => Windowed.ConvTranspose(a, shape)),
        new("pool KERNEL [stride S] [padding P]", 1, 1, window, Windowed.MaxPool),
        new("max-pool KERNEL [stride S] [padding P]", 1, 1, window, Windowed.MaxPool),
        new("avg-pool KERNEL [stride S] [padding P]", 1, 1, window,
            (a, shape, _) => Windowed.AveragePool(a, shape, a.Extent(0))),
        new("global-pool", 0, 0, [], (a, shape, _) => Windowed.GlobalPool(a, shape)),
        new("unpool", 0, 0, [], (a, _, context) => context.Pools.TryPop(out var pool)
            ? new MaxUnpool(pool)
            : throw a.Fault(a.Name, "there is no max pooling before it that is not yet unpooled")),
        new("upsample FACTOR [mode nearest|linear|nails]", 1, 1, ["mode"],
            (a, _, _) => new Upsample(a.Extent(0), Windowed.Mode(a))),
        new("dense UNITS", 1, 1, [], (a, shape, _) => shape.Rank == 2
            ? new Dense(shape[1], a.Integer(0))
            : throw a.Fault(a.Name, $"expects a vector, got {shape[1..]}; put 'flatten' before it")),
        new("flatten", 0, 0, [], (_, _, _) => new Flatten()),
        new("reshape LENGTH…", 1, 4, [], (a, _, _) =>
            new Unflatten(Shape.Of([.. Enumerable.Range(0, a.Count).Select(a.Integer)]))),
        new("batch-norm", 0, 0, [], (_, shape, _) => new BatchNorm(shape[1])),
        new("layer-norm", 0, 0, [], (_, shape, _) => new LayerNorm(shape[1..])),
        new("response-norm [SIZE]", 0, 1, [],
            (a, _, _) => a.Count == 0 ? new LocalResponseNorm() : new LocalResponseNorm(a.Integer(0))),
        new("dropout [PROBABILITY]", 0, 1, [], (a, _, _) => new Dropout(a.Number(0, 0.5))),
        new("relu", 0, 0, [], (_, _, _) => new Relu()),
        new("leaky-relu [SLOPE]", 0, 1, [], (a, _, _) => new LeakyRelu(a.Number(0, 0.01))),
        new("elu [ALPHA]", 0, 1, [], (a, _, _) => new Elu(a.Number(0, 1))),
        new("gelu", 0, 0, [], (_, _, _) => new Gelu()),
        new("sigmoid", 0, 0, [], (_, _, _) => new Sigmoid()),
        new("tanh", 0, 0, [], (_, _, _) => new Tanh()),
        new("softplus", 0, 0, [], (_, _, _) => new Softplus()),
        new("softmax", 0, 0, [], (_, _, _) => new Softmax(1)),
        new("log-softmax", 0, 0, [], (_, _, _) => new LogSoftmax(1)),
    ];

    public static LayerDefinition? Find(string name) => All.FirstOrDefault(word => word.Name == name);

    /// <summary>Returns the end of the error about an unknown word.</summary>
    public static string Suggest(string word) => synonyms.TryGetValue(word, out var ours)
        ? $"; the word here is '{ours}'"
        : Spelling.DidYouMean(word, [.. All.Select(known => known.Name)]);
}

/// <summary>Creates the layers that slide a window, for one, two or three spatial axes.</summary>
static class Windowed
{
    public static Layer Conv(LayerArguments a, Shape shape)
    {
        int inputs = shape[1], outputs = a.Integer(0), groups = a.Integer("groups", 1);
        PerAxis kernel = a.Extent(1), stride = a.Extent("stride"), dilation = a.Extent("dilation");
        return Axes(a, shape) switch
        {
            1 => new Conv1d(inputs, outputs, kernel, stride, a.ReadPadding(), dilation, groups),
            2 => new Conv2d(inputs, outputs, kernel, stride, a.ReadPadding(), dilation, groups),
            _ => new Conv3d(inputs, outputs, kernel, stride, a.ReadPadding(), dilation, groups),
        };
    }

    public static Layer ConvTranspose(LayerArguments a, Shape shape)
    {
        int inputs = shape[1], outputs = a.Integer(0), groups = a.Integer("groups", 1);
        PerAxis kernel = a.Extent(1), stride = a.Extent("stride"), dilation = a.Extent("dilation"),
            more = a.Extent("output-padding");
        return Axes(a, shape) switch
        {
            1 => new ConvTranspose1d(inputs, outputs, kernel, stride, a.ReadPadding(), more, dilation, groups),
            2 => new ConvTranspose2d(inputs, outputs, kernel, stride, a.ReadPadding(), more, dilation, groups),
            _ => new ConvTranspose3d(inputs, outputs, kernel, stride, a.ReadPadding(), more, dilation, groups),
        };
    }

    public static Layer MaxPool(LayerArguments a, Shape shape, LayerContext context)
    {
        PerAxis kernel = a.Extent(0), stride = a.Extent("stride");
        MaxPoolLayer pool = Axes(a, shape) switch
        {
            1 => new MaxPool1d(kernel, stride, a.ReadPadding()),
            2 => new MaxPool2d(kernel, stride, a.ReadPadding()),
            _ => new MaxPool3d(kernel, stride, a.ReadPadding()),
        };
        context.Pools.Push(pool);
        return pool;
    }

    public static Layer AveragePool(LayerArguments a, Shape shape, PerAxis kernel) => Axes(a, shape) switch
    {
        1 => new AveragePool1d(kernel, a.Extent("stride"), a.ReadPadding()),
        2 => new AveragePool2d(kernel, a.Extent("stride"), a.ReadPadding()),
        _ => new AveragePool3d(kernel, a.Extent("stride"), a.ReadPadding()),
    };

    /// <summary>Returns the average pooling over all positions: [C, space…] → [C, 1…].</summary>
    public static Layer GlobalPool(LayerArguments a, Shape shape)
    {
        Axes(a, shape);
        return AveragePool(a, shape, PerAxis.Of(shape[2..].Lengths));
    }

    public static Upsample.UpsampleMode Mode(LayerArguments a) => a.Word("mode") switch
    {
        null or { Text: "nearest" } => Upsample.UpsampleMode.Nearest,
        { Text: "linear" } => Upsample.UpsampleMode.Linear,
        { Text: "nails" } => Upsample.UpsampleMode.BedOfNails,
        { } word => throw a.Fault(word, $"the mode is nearest, linear or nails, got '{word.Text}'"),
    };

    static int Axes(LayerArguments a, Shape shape) => shape.Rank is >= 3 and <= 5
        ? shape.Rank - 2
        : throw a.Fault(a.Name, $"expects channels and one to three spatial axes, got {shape[1..]}; put "
            + $"'reshape 1 {string.Join(' ', shape[1..].Lengths.ToArray())}' before it");
}
