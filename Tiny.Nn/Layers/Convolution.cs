using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Layers;

/// <summary>
/// A convolution, y[n, o, j] = b[o] + Σ_{c, t} x[n, c, j·s − p + t·d] · w[o, c, t], or its transpose. The transpose
/// maps the sizes of a convolution's outputs back to those of its inputs: each of its input elements weights a copy of
/// the filter, and overlapping copies are added. It is not the inverse. Layout, defaults and names are PyTorch's: x [N,
/// C_in, i…], w [C_out, C_in / groups, k…], transposed [C_in, C_out / groups, k…], and the kernel is not flipped. One
/// class serves 1, 2 and 3 spatial axes. Sources: CV-03, CV-04, CV-21, TC-01 … TC-06, AR-08 … AR-14.
/// </summary>
public abstract class ConvolutionLayer : Layer
{
    static readonly string[] AxisNames = ["D", "H", "W"];
    readonly int inputs, outputs, axes, groups;
    readonly WindowOptions options;
    readonly bool transposed;
    readonly string description;

    private protected ConvolutionLayer(
        int axes, bool transposed, int inputs, int outputs, PerAxis kernel, WindowOptions options, int groups,
        bool bias, Initializer? weights, Initializer? biases)
    {
        (this.axes, this.transposed, this.options) = (axes, transposed, options);
        (this.inputs, this.outputs, this.groups) = (inputs, outputs, groups);
        description = $"Conv{(transposed ? "Transpose" : "")}{axes}d({inputs} → {outputs}, kernel {kernel}{options}" +
            $"{(groups == 1 ? "" : $", groups {groups}")})";
        if (inputs < 1 || outputs < 1)
            throw new ArgumentException($"{description}: needs at least one channel on each side");
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
            throw new ArgumentException(
                $"{description}: the number of groups must divide both {inputs} and {outputs} channels, got {groups}");
        var (first, second) = transposed ? (inputs, outputs / groups) : (outputs, inputs / groups);
        var shape = WindowOptions.KernelShape(description, kernel, axes, first, second);
        Weight = new(shape, ParameterKind.Weight, weights ?? Initializer.Default, Fan.Of(shape));
        Bias = bias ? new([outputs], ParameterKind.Bias, biases ?? Initializer.Default, Fan.Of(shape)) : null;
    }

    /// <summary>Whether the layer is a transposed convolution.</summary>
    public bool IsTransposed => transposed;

    /// <summary>
    /// The filters w [C_out, C_in / groups, k…]; of a transposed convolution [C_in, C_out / groups, k…].
    /// </summary>
    public Parameter Weight { get; }

    /// <summary>The bias b [C_out], or null.</summary>
    public Parameter? Bias { get; }

    public override IEnumerable<(string, Parameter)> OwnParameters =>
        Bias is null ? [("weight", Weight)] : [("weight", Weight), ("bias", Bias)];

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        var geometry = Geometry(NotNull(x).Shape);
        return transposed
            ? Convolution.ConvolveTransposed(x, Weight.Value, geometry, Bias?.Value)
            : Convolution.Convolve(x, Weight.Value, geometry, Bias?.Value);
    }

    /// <summary>Returns the output after max pooling, for an evaluation without a graph.</summary>
    internal Tensor ForwardMaxPool(Tensor x, SpatialWindow pooling) =>
        Convolution.ConvolveMaxPool(x, Weight.Value, Geometry(x.Shape), pooling, Bias?.Value);

    public override Shape OutputShape(Shape input)
    {
        var window = Geometry(input).Window;
        return transposed ? window.InputShape(input[0], outputs) : window.OutputShape(input[0], outputs);
    }

    public override long Multiplications(Shape input) =>
        (transposed ? NotNull(input) : OutputShape(input)).Count * (long)Weight.Shape[1..].Count;

    public override string ToString() => description;

    /// <summary>
    /// Returns all sizes for an input shape. Those of a transposed layer are of the convolution whose output is the
    /// layer's input.
    /// </summary>
    /// <exception cref="ArgumentException">The layer does not accept the input.</exception>
    public ConvolutionShape Geometry(Shape input)
    {
        if (NotNull(input).Rank != axes + 2 || input[1] != inputs)
            throw new ArgumentException(
                $"{description}: expects input [N, {inputs}, {string.Join(", ", AxisNames[^axes..])}], got {input}");
        return transposed
            ? new(input[0], outputs, inputs, groups, options.ForTranspose(description, input, Weight.Shape))
            : new(input[0], inputs, outputs, groups, options.ForConvolution(description, input, Weight.Shape));
    }
}

/// <summary>Convolution along one axis: x [N, C_in, W].</summary>
/// <inheritdoc cref="ConvolutionLayer"/>
public sealed class Conv1d(
    int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis dilation = default, int groups = 1, bool bias = true, Initializer? weights = null,
    Initializer? biases = null)
    : ConvolutionLayer(1, false, inputs, outputs, kernel, new(stride, padding, dilation),
        groups, bias, weights, biases);

/// <summary>Convolution over images: x [N, C_in, H, W].</summary>
/// <inheritdoc cref="ConvolutionLayer"/>
public sealed class Conv2d(
    int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis dilation = default, int groups = 1, bool bias = true, Initializer? weights = null,
    Initializer? biases = null)
    : ConvolutionLayer(2, false, inputs, outputs, kernel, new(stride, padding, dilation),
        groups, bias, weights, biases);

/// <summary>Convolution over volumes: x [N, C_in, D, H, W].</summary>
/// <inheritdoc cref="ConvolutionLayer"/>
public sealed class Conv3d(
    int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis dilation = default, int groups = 1, bool bias = true, Initializer? weights = null,
    Initializer? biases = null)
    : ConvolutionLayer(3, false, inputs, outputs, kernel, new(stride, padding, dilation),
        groups, bias, weights, biases);

/// <summary>Transposed convolution along one axis: x [N, C_in, W].</summary>
/// <inheritdoc cref="ConvolutionLayer"/>
public sealed class ConvTranspose1d(
    int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis outputPadding = default, PerAxis dilation = default, int groups = 1, bool bias = true,
    Initializer? weights = null, Initializer? biases = null)
    : ConvolutionLayer(
        1, true, inputs, outputs, kernel, new(stride, padding, dilation, outputPadding), groups, bias, weights, biases);

/// <summary>Transposed convolution over images: x [N, C_in, H, W].</summary>
/// <inheritdoc cref="ConvolutionLayer"/>
public sealed class ConvTranspose2d(
    int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis outputPadding = default, PerAxis dilation = default, int groups = 1, bool bias = true,
    Initializer? weights = null, Initializer? biases = null)
    : ConvolutionLayer(
        2, true, inputs, outputs, kernel, new(stride, padding, dilation, outputPadding), groups, bias, weights, biases);

/// <summary>Transposed convolution over volumes: x [N, C_in, D, H, W].</summary>
/// <inheritdoc cref="ConvolutionLayer"/>
public sealed class ConvTranspose3d(
    int inputs, int outputs, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis outputPadding = default, PerAxis dilation = default, int groups = 1, bool bias = true,
    Initializer? weights = null, Initializer? biases = null)
    : ConvolutionLayer(
        3, true, inputs, outputs, kernel, new(stride, padding, dilation, outputPadding), groups, bias, weights, biases);
