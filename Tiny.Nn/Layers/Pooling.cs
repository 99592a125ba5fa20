using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Layers;

/// <summary>
/// A pooling layer: reduces each window of each channel to one element. It has no parameters; the stride defaults to
/// the kernel, as in PyTorch. One class serves 1, 2 and 3 spatial axes.  Sources: PL-01 … PL-05, AR-07.
/// </summary>
public abstract class PoolingLayer : Layer
{
    readonly int axes;
    readonly PerAxis kernel;
    readonly WindowOptions options;
    readonly string description;
    readonly Shape kernelShape;
    readonly Func<Tensor, SpatialWindow, (Tensor, PoolingIndices?)> pool;

    private protected PoolingLayer(string name, int axes, PerAxis kernel, WindowOptions options,
        Func<Tensor, SpatialWindow, (Tensor, PoolingIndices?)> pool)
    {
        (this.axes, this.kernel, this.options, this.pool) = (axes, kernel, options, pool);
        description = $"{name}{axes}d({kernel}{options})";
        kernelShape = WindowOptions.KernelShape(description, kernel, axes, 1, 1);
    }

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        var (y, indices) = pool(x, WindowOver(NotNull(x).Shape));
        if (indices is not null) NotNull(context).SaveIndices(this, indices);
        return y;
    }

    public override Shape OutputShape(Shape input) => WindowOver(input).OutputShape(input[0], input[1]);

    public override string ToString() => description;

    /// <summary>Returns the shape before the pooling, if the windows cover all of it.</summary>
    internal Shape UnpooledShape(Shape output) =>
        options.ForKernel(kernel).ForTranspose(description, output, kernelShape).InputShape(output[0], output[1]);

    /// <summary>Returns the windows over an input shape.</summary>
    /// <exception cref="ArgumentException">The layer does not accept the input.</exception>
    public SpatialWindow WindowOver(Shape input) => NotNull(input).Rank == axes + 2
        ? options.ForPooling(description, input, kernel)
        : throw new ArgumentException(
            $"{this}: expects input [N, C, {axes} spatial {(axes == 1 ? "axis" : "axes")}], got {input}");
}

/// <summary>
/// Max pooling: the maximum of each window. The indices of the maxima are saved for <see cref="MaxUnpool"/>.
/// </summary>
public abstract class MaxPoolLayer(int axes, PerAxis kernel, WindowOptions options)
    : PoolingLayer("MaxPool", axes, kernel, options, Pooling.MaxPool)
{
    /// <summary>Whether a <see cref="MaxUnpool"/> uses the indices.</summary>
    internal bool IsUnpooled { get; private set; }

    internal MaxPoolLayer ForUnpooling()
    {
        IsUnpooled = true;
        return this;
    }
}

/// <summary>Average pooling: the mean of each window.</summary>
public abstract class AveragePoolLayer(int axes, PerAxis kernel, WindowOptions options, bool countPadding)
    : PoolingLayer("AveragePool", axes, kernel, options,
        (x, window) => (Pooling.AveragePool(x, window, countPadding), null))
{
    /// <summary>Whether zeros of the padding count as elements of the mean.</summary>
    public bool CountsPadding { get; } = countPadding;
}

/// <summary>L^p pooling: the p-norm of each window.</summary>
public abstract class LpPoolLayer(int axes, double p, PerAxis kernel, WindowOptions options)
    : PoolingLayer($"LpPool[{p}]", axes, kernel, options, (x, window) => (Pooling.LpPool(x, p, window), null))
{
    /// <summary>The norm's exponent p.</summary>
    public double Exponent { get; } = p;
}

/// <summary>
/// Max unpooling: writes each element to the position that the paired max pooling recorded in the same forward pass;
/// all other elements are 0.  Source: PL-09.
/// </summary>
/// <param name="pool">The pooling layer, which precedes this one in the same network.</param>
public sealed class MaxUnpool(MaxPoolLayer pool) : Layer
{
    public MaxPoolLayer Pool { get; } = NotNull(pool).ForUnpooling();

    public override Tensor Forward(Tensor x, ForwardContext context) =>
        x.MaxUnpool(NotNull(context).SavedIndices(Pool) ?? throw new InvalidOperationException(
            $"{this}: the pooling layer has not run in this forward pass; put it earlier in the network"));

    /// <summary>
    /// Returns the shape before the pooling, if its windows cover all of it; <see cref="Forward"/> restores the
    /// true shape.
    /// </summary>
    public override Shape OutputShape(Shape input) => Pool.UnpooledShape(input);

    public override string ToString() => $"MaxUnpool({Pool})";
}

/// <summary>
/// Nearest-neighbour, bed-of-nails or linear upsampling by an integer factor.  Sources: PL-07, PL-08, TC-08.
/// </summary>
public sealed class Upsample(PerAxis scale, Upsample.UpsampleMode mode = Upsample.UpsampleMode.Nearest) : Layer
{
    /// <summary>The rule that determines the values of the new elements.</summary>
    public enum UpsampleMode { Nearest, BedOfNails, Linear }

    public UpsampleMode Mode => mode;

    public override Tensor Forward(Tensor x, ForwardContext context) => mode switch
    {
        UpsampleMode.Nearest => x.UpsampleNearest(scale),
        UpsampleMode.BedOfNails => x.UpsampleBedOfNails(scale),
        _ => x.UpsampleLinear(scale),
    };

    public override Shape OutputShape(Shape input) =>
        NotNull(input)[..2].Then(
            [.. Upsampling.Factors($"{this}", input, scale).Select(axis => axis.Length * axis.Factor)]);

    public override string ToString() => $"Upsample({scale}, {mode})";
}

/// <summary>Max pooling along one axis: x [N, C, W].</summary>
public sealed class MaxPool1d(PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis dilation = default)
    : MaxPoolLayer(1, kernel, new(stride, padding, dilation));

/// <summary>Max pooling over images: x [N, C, H, W].</summary>
public sealed class MaxPool2d(PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis dilation = default)
    : MaxPoolLayer(2, kernel, new(stride, padding, dilation));

/// <summary>Max pooling over volumes: x [N, C, D, H, W].</summary>
public sealed class MaxPool3d(PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    PerAxis dilation = default)
    : MaxPoolLayer(3, kernel, new(stride, padding, dilation));

/// <summary>Average pooling along one axis: x [N, C, W].</summary>
public sealed class AveragePool1d(PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    bool countPadding = true)
    : AveragePoolLayer(1, kernel, new(stride, padding), countPadding);

/// <summary>Average pooling over images: x [N, C, H, W].</summary>
public sealed class AveragePool2d(PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    bool countPadding = true)
    : AveragePoolLayer(2, kernel, new(stride, padding), countPadding);

/// <summary>Average pooling over volumes: x [N, C, D, H, W].</summary>
public sealed class AveragePool3d(PerAxis kernel, PerAxis stride = default, Paddings padding = default,
    bool countPadding = true)
    : AveragePoolLayer(3, kernel, new(stride, padding), countPadding);

/// <summary>L^p pooling along one axis: x [N, C, W].</summary>
public sealed class LpPool1d(double p, PerAxis kernel, PerAxis stride = default, Paddings padding = default)
    : LpPoolLayer(1, p, kernel, new(stride, padding));

/// <summary>L^p pooling over images: x [N, C, H, W].</summary>
public sealed class LpPool2d(double p, PerAxis kernel, PerAxis stride = default, Paddings padding = default)
    : LpPoolLayer(2, p, kernel, new(stride, padding));

/// <summary>L^p pooling over volumes: x [N, C, D, H, W].</summary>
public sealed class LpPool3d(double p, PerAxis kernel, PerAxis stride = default, Paddings padding = default)
    : LpPoolLayer(3, p, kernel, new(stride, padding));
