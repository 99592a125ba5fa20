using Tiny.Nn.Ops;

namespace Tiny.Nn.Layers;

/// <summary>
/// A window slides over each channel and keeps one number. No parameters; the stride defaults to the kernel, as in PyTorch.
/// One class for 1, 2 and 3 axes; the public names fix the number.  Sources: PL-01 … PL-05, AR-07.
/// </summary>
public abstract class PoolingLayer : Layer
{
    readonly int axes;
    readonly string description;

    private protected PoolingLayer(string name, int axes, PerAxis kernel, PerAxis stride, Paddings padding, PerAxis dilation)
    {
        this.axes = axes;
        description = $"{name}{axes}d({kernel}{Filters.Options(stride, padding, dilation, 1)})";
        (Kernel, Stride, Padding, Dilation) = (kernel, stride, padding, dilation);
        _ = Filters.Shape(description, 1, 1, kernel, axes);
    }

    private protected PerAxis Kernel { get; }
    private protected PerAxis Stride { get; }
    private protected Paddings Padding { get; }
    private protected PerAxis Dilation { get; }

    public override Shape OutputShape(Shape input)
    {
        if (input.Rank != axes + 2) throw new ArgumentException($"{this}: expects input [N, C, {axes} spatial {(axes == 1 ? "axis" : "axes")}], got {input}");
        return Pooling.PoolWindows(description, input, Kernel, Stride, Padding, Dilation).OutputShape(input[0], input[1]);
    }

    public override string ToString() => description;
}

/// <summary>The largest number of each window.</summary>
public abstract class MaxPoolLayer : PoolingLayer
{
    private protected MaxPoolLayer(int axes, PerAxis kernel, PerAxis stride, Paddings padding, PerAxis dilation)
        : base("MaxPool", axes, kernel, stride, padding, dilation)
    {
    }

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        OutputShape(x.Shape);
        var (maxima, indices) = x.MaxPoolWithIndices(Kernel, Stride, Padding, Dilation);
        context.SaveIndices(this, indices);
        return maxima;
    }

    /// <summary>The length that an axis of o maxima had before, if no input was left over: the transposed window's i.</summary>
    internal int Unpooled(int axis, int axes, int length) => Window.ForTranspose(length, Kernel.At(axis, axes, 1, $"{this}"),
        Stride.At(axis, axes, Kernel.At(axis, axes, 1, $"{this}"), $"{this}"), Padding.At(axis, axes, $"{this}"), Dilation.At(axis, axes, 1, $"{this}")).Input;
}

/// <summary>The mean of each window.</summary>
public abstract class AveragePoolLayer : PoolingLayer
{
    readonly bool countPadding;

    private protected AveragePoolLayer(int axes, PerAxis kernel, PerAxis stride, Paddings padding, bool countPadding)
        : base("AveragePool", axes, kernel, stride, padding, default) => this.countPadding = countPadding;

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        OutputShape(x.Shape);
        return x.AveragePool(Kernel, Stride, Padding, countPadding);
    }
}

/// <summary>The p-norm of each window.</summary>
public abstract class LpPoolLayer : PoolingLayer
{
    readonly double p;

    private protected LpPoolLayer(int axes, double p, PerAxis kernel, PerAxis stride, Paddings padding)
        : base($"LpPool[{p}]", axes, kernel, stride, padding, default) => this.p = p;

    public override Tensor Forward(Tensor x, ForwardContext context)
    {
        OutputShape(x.Shape);
        return x.LpPool(p, Kernel, Stride, Padding);
    }
}

/// <summary>
/// Undoes the shape of a max pooling: each number goes back to the cell its maximum came from in the same pass, all others are 0.
/// </summary>
/// <param name="pool">The pooling layer, earlier in the same network.  Source: PL-09.</param>
public sealed class MaxUnpool(MaxPoolLayer pool) : Layer
{
    public override Tensor Forward(Tensor x, ForwardContext context) => x.MaxUnpool(context.SavedIndices(pool) ?? throw new InvalidOperationException(
        $"{this}: the pooling layer has not run in this pass; put it earlier in the network"));

    /// <summary>The size before the pooling, if the windows left no cell over; the pass itself restores the true size.</summary>
    public override Shape OutputShape(Shape input)
    {
        for (var axis = 2; axis < input.Rank; axis++)
            input = input.With(axis, pool.Unpooled(axis - 2, input.Rank - 2, input[axis]));
        return input;
    }

    public override string ToString() => $"MaxUnpool({pool})";
}

/// <summary>Nearest, bed-of-nails or linear upsampling by a whole factor.  Sources: PL-07, PL-08, TC-08.</summary>
public sealed class Upsample(PerAxis scale, Upsample.Mode mode = Upsample.Mode.Nearest) : Layer
{
    /// <summary>What fills the new cells.</summary>
    public enum Mode { Nearest, BedOfNails, Linear }

    public override Tensor Forward(Tensor x, ForwardContext context) => mode switch
    {
        Mode.Nearest => x.UpsampleNearest(scale),
        Mode.BedOfNails => x.UpsampleBedOfNails(scale),
        _ => x.UpsampleLinear(scale),
    };

    public override Shape OutputShape(Shape input)
    {
        if (input.Rank is < 3 or > 5) throw new ArgumentException($"{this}: expects input [N, C, space…], got {input}");
        for (var axis = 2; axis < input.Rank; axis++)
            input = input.With(axis, input[axis] * scale.At(axis - 2, input.Rank - 2, 1, $"{this}"));
        return input;
    }

    public override string ToString() => $"Upsample({scale}, {mode})";
}

/// <summary>Max pooling along one axis: x [N, C, W].</summary>
public sealed class MaxPool1d(PerAxis kernel, PerAxis stride = default, Paddings padding = default, PerAxis dilation = default)
    : MaxPoolLayer(1, kernel, stride, padding, dilation);

/// <summary>Max pooling over images: x [N, C, H, W].</summary>
public sealed class MaxPool2d(PerAxis kernel, PerAxis stride = default, Paddings padding = default, PerAxis dilation = default)
    : MaxPoolLayer(2, kernel, stride, padding, dilation);

/// <summary>Max pooling over volumes: x [N, C, D, H, W].</summary>
public sealed class MaxPool3d(PerAxis kernel, PerAxis stride = default, Paddings padding = default, PerAxis dilation = default)
    : MaxPoolLayer(3, kernel, stride, padding, dilation);

/// <summary>Average pooling along one axis: x [N, C, W].</summary>
public sealed class AveragePool1d(PerAxis kernel, PerAxis stride = default, Paddings padding = default, bool countPadding = true)
    : AveragePoolLayer(1, kernel, stride, padding, countPadding);

/// <summary>Average pooling over images: x [N, C, H, W].</summary>
public sealed class AveragePool2d(PerAxis kernel, PerAxis stride = default, Paddings padding = default, bool countPadding = true)
    : AveragePoolLayer(2, kernel, stride, padding, countPadding);

/// <summary>Average pooling over volumes: x [N, C, D, H, W].</summary>
public sealed class AveragePool3d(PerAxis kernel, PerAxis stride = default, Paddings padding = default, bool countPadding = true)
    : AveragePoolLayer(3, kernel, stride, padding, countPadding);

/// <summary>L^p pooling along one axis: x [N, C, W].</summary>
public sealed class LpPool1d(double p, PerAxis kernel, PerAxis stride = default, Paddings padding = default)
    : LpPoolLayer(1, p, kernel, stride, padding);

/// <summary>L^p pooling over images: x [N, C, H, W].</summary>
public sealed class LpPool2d(double p, PerAxis kernel, PerAxis stride = default, Paddings padding = default)
    : LpPoolLayer(2, p, kernel, stride, padding);

/// <summary>L^p pooling over volumes: x [N, C, D, H, W].</summary>
public sealed class LpPool3d(double p, PerAxis kernel, PerAxis stride = default, Paddings padding = default)
    : LpPoolLayer(3, p, kernel, stride, padding);
