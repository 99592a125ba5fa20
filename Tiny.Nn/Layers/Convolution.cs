using Tiny.Nn.Ops;

namespace Tiny.Nn.Layers;

/// <summary>
/// A small set of filters slides over the image: y[n, o, j] = b[o] + Σ_{c, t} x[n, c, j·s − p + t·d] · w[o, c, t].
/// Layout, defaults and the word are PyTorch's: x [N, C_in, i…], w [C_out, C_in / groups, k…], the kernel is not flipped.
/// One class for 1, 2 and 3 axes; the public names fix the number.  Sources: CV-03, CV-04, CV-21.
/// </summary>
public abstract class ConvolutionLayer : Layer
{
    readonly int inputs, outputs, axes, groups;
    readonly PerAxis stride, dilation;
    readonly Paddings padding;
    readonly string description;

    private protected ConvolutionLayer(int axes, int inputs, int outputs, PerAxis kernel, PerAxis stride, Paddings padding,
        PerAxis dilation, int groups, bool bias, Initializer? weights, Initializer? biases)
    {
        (this.axes, this.inputs, this.outputs, this.groups) = (axes, inputs, outputs, groups);
        (this.stride, this.padding, this.dilation) = (stride, padding, dilation);
        description = $"Conv{axes}d({inputs} → {outputs}, kernel {kernel}{Filters.Options(stride, padding, dilation, groups)})";
        Filters.CheckChannels(description, inputs, outputs, groups);
        Shape shape = Filters.Shape(description, outputs, inputs / groups, kernel, axes);
        Weight = new Parameter(shape, ParameterKind.Weight, weights ?? Initializer.Default, Fan.Of(shape));
        Bias = bias ? new Parameter([outputs], ParameterKind.Bias, biases ?? Initializer.Default, Fan.Of(shape)) : null;
    }

    /// <summary>w [C_out, C_in / groups, k…].</summary>
    public Parameter Weight { get; }

    /// <summary>b [C_out], or none.</summary>
    public Parameter? Bias { get; }

    public override IEnumerable<(string, Parameter)> OwnParameters => Bias is null ? [("weight", Weight)] : [("weight", Weight), ("bias", Bias)];

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        var windows = Windows(x.Shape);
        return Convolution.Convolve(x, Weight.Value, new(x.Shape[0], inputs, outputs, groups, windows), Bias?.Value);
    }

    public override Shape OutputShape(Shape input) => Windows(input).OutputShape(input[0], outputs);

    public override long Multiplications(Shape input) => (long)OutputShape(input).Count * Weight.Shape[1..].Count;

    public override string ToString() => description;

    Backends.SpatialWindow Windows(Shape input)
    {
        Filters.CheckInput(description, input, inputs, axes);
        return Convolution.WindowsForConvolution(description, input[2..], Weight.Shape[2..], stride, padding, dilation);
    }
}

/// <summary>
/// The transpose of a convolution, which maps its outputs back to the size of its inputs: each input cell weights a copy of
/// the filter, and copies that overlap are added. It is not the inverse.  y [N, C_out, i…] for x [N, C_in, o…],
/// w [C_in, C_out / groups, k…].  Sources: TC-01 … TC-06, AR-08 … AR-14.
/// </summary>
public abstract class TransposedConvolutionLayer : Layer
{
    readonly int inputs, outputs, axes, groups;
    readonly PerAxis stride, dilation, outputPadding;
    readonly Paddings padding;
    readonly string description;

    private protected TransposedConvolutionLayer(int axes, int inputs, int outputs, PerAxis kernel, PerAxis stride, Paddings padding,
        PerAxis outputPadding, PerAxis dilation, int groups, bool bias, Initializer? weights, Initializer? biases)
    {
        (this.axes, this.inputs, this.outputs, this.groups) = (axes, inputs, outputs, groups);
        (this.stride, this.padding, this.dilation, this.outputPadding) = (stride, padding, dilation, outputPadding);
        description = $"ConvTranspose{axes}d({inputs} → {outputs}, kernel {kernel}{Filters.Options(stride, padding, dilation, groups)}" +
            $"{(outputPadding.IsGiven ? $", output padding {outputPadding}" : "")})";
        Filters.CheckChannels(description, inputs, outputs, groups);
        Shape shape = Filters.Shape(description, inputs, outputs / groups, kernel, axes);
        Weight = new Parameter(shape, ParameterKind.Weight, weights ?? Initializer.Default, Fan.Of(shape));
        Bias = bias ? new Parameter([outputs], ParameterKind.Bias, biases ?? Initializer.Default, Fan.Of(shape)) : null;
    }

    /// <summary>w [C_in, C_out / groups, k…].</summary>
    public Parameter Weight { get; }

    /// <summary>b [C_out], or none.</summary>
    public Parameter? Bias { get; }

    public override IEnumerable<(string, Parameter)> OwnParameters => Bias is null ? [("weight", Weight)] : [("weight", Weight), ("bias", Bias)];

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        var windows = Windows(x.Shape);
        return Convolution.ConvolveTransposed(x, Weight.Value, new(x.Shape[0], outputs, inputs, groups, windows), Bias?.Value);
    }

    public override Shape OutputShape(Shape input) => Windows(input).InputShape(input[0], outputs);

    public override long Multiplications(Shape input) => (long)input.Count * Weight.Shape[1..].Count;

    public override string ToString() => description;

    Backends.SpatialWindow Windows(Shape input)
    {
        Filters.CheckInput(description, input, inputs, axes);
        return Convolution.WindowsForTranspose(description, input[2..], Weight.Shape[2..], stride, padding, dilation, outputPadding);
    }
}

/// <summary>What convolution and its transpose have in common.</summary>
static class Filters
{
    static readonly string[] AxisNames = ["D", "H", "W"];

    public static void CheckChannels(string who, int inputs, int outputs, int groups)
    {
        if (inputs < 1 || outputs < 1) throw new ArgumentException($"{who}: needs at least one channel on each side");
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
            throw new ArgumentException($"{who}: the number of groups must divide both {inputs} and {outputs} channels, got {groups}");
    }

    public static Shape Shape(string who, int first, int second, PerAxis kernel, int axes)
    {
        if (!kernel.IsGiven) throw new ArgumentException($"{who}: needs a kernel size");
        var lengths = new List<int> { first, second };
        for (var axis = 0; axis < axes; axis++)
        {
            lengths.Add(kernel.At(axis, axes, 1, who));
            if (lengths[^1] < 1) throw new ArgumentException($"{who}: a kernel has 1 tap or more, got {lengths[^1]}");
        }
        return Nn.Shape.Of([.. lengths]);
    }

    public static void CheckInput(string who, Shape input, int channels, int axes)
    {
        if (input.Rank != axes + 2 || input[1] != channels)
            throw new ArgumentException($"{who}: expects input [N, {channels}, {string.Join(", ", AxisNames[^axes..])}], got {input}");
    }

    public static string Options(PerAxis stride, Paddings padding, PerAxis dilation, int groups) =>
        (stride.IsGiven ? $", stride {stride}" : "") + ($"{padding}" == "0" ? "" : $", padding {padding}") +
        (dilation.IsGiven ? $", dilation {dilation}" : "") + (groups == 1 ? "" : $", groups {groups}");
}

/// <summary>Convolution along one axis: x [N, C_in, W].</summary>
/// <inheritdoc cref="ConvolutionLayer"/>
public sealed class Conv1d(int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default, PerAxis dilation = default,
    int groups = 1, bool bias = true, Initializer? weights = null, Initializer? biases = null)
    : ConvolutionLayer(1, inputs, outputs, kernel, stride, padding, dilation, groups, bias, weights, biases);

/// <summary>Convolution over images: x [N, C_in, H, W].</summary>
/// <inheritdoc cref="ConvolutionLayer"/>
public sealed class Conv2d(int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default, PerAxis dilation = default,
    int groups = 1, bool bias = true, Initializer? weights = null, Initializer? biases = null)
    : ConvolutionLayer(2, inputs, outputs, kernel, stride, padding, dilation, groups, bias, weights, biases);

/// <summary>Convolution over volumes: x [N, C_in, D, H, W].</summary>
/// <inheritdoc cref="ConvolutionLayer"/>
public sealed class Conv3d(int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default, PerAxis dilation = default,
    int groups = 1, bool bias = true, Initializer? weights = null, Initializer? biases = null)
    : ConvolutionLayer(3, inputs, outputs, kernel, stride, padding, dilation, groups, bias, weights, biases);

/// <summary>Transposed convolution along one axis: x [N, C_in, W].</summary>
/// <inheritdoc cref="TransposedConvolutionLayer"/>
public sealed class ConvTranspose1d(int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis outputPadding = default, PerAxis dilation = default, int groups = 1, bool bias = true, Initializer? weights = null, Initializer? biases = null)
    : TransposedConvolutionLayer(1, inputs, outputs, kernel, stride, padding, outputPadding, dilation, groups, bias, weights, biases);

/// <summary>Transposed convolution over images: x [N, C_in, H, W].</summary>
/// <inheritdoc cref="TransposedConvolutionLayer"/>
public sealed class ConvTranspose2d(int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis outputPadding = default, PerAxis dilation = default, int groups = 1, bool bias = true, Initializer? weights = null, Initializer? biases = null)
    : TransposedConvolutionLayer(2, inputs, outputs, kernel, stride, padding, outputPadding, dilation, groups, bias, weights, biases);

/// <summary>Transposed convolution over volumes: x [N, C_in, D, H, W].</summary>
/// <inheritdoc cref="TransposedConvolutionLayer"/>
public sealed class ConvTranspose3d(int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis outputPadding = default, PerAxis dilation = default, int groups = 1, bool bias = true, Initializer? weights = null, Initializer? biases = null)
    : TransposedConvolutionLayer(3, inputs, outputs, kernel, stride, padding, outputPadding, dilation, groups, bias, weights, biases);
