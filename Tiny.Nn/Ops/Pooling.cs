using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>The argmax indices ("switches") of a max pooling; −1 where a window covers only padding.</summary>
/// <param name="Indices">For each output, the index of its maximum within the plane (one channel of
/// one example).</param>
/// <param name="InputShape">The shape [N, C, i…] of the pooled tensor.</param>
/// <param name="OutputShape">The shape [N, C, o…] of the maxima.</param>
public sealed record PoolingIndices(IndexBuffer Indices, Shape InputShape, Shape OutputShape)
{
    /// <summary>N·C: the number of planes.</summary>
    public int Planes => InputShape[..2].Count;
}

/// <summary>
/// Max, sum, average and L^p pooling over the windows of each channel, and max unpooling. Two adjoint pairs give the
/// gradients: gathering at the indices ↔ <see cref="MaxUnpool"/>, and sum pooling ↔ <see cref="SumPoolBackward"/>.
/// As in PyTorch, the stride defaults to the kernel, and padding is at most half of the window. Sources: PL-01 …
/// PL-09, AR-07.
/// </summary>
public static class Pooling
{
    /// <summary>
    /// y = the maximum of each window; padding is never chosen.  dx = dy at the index of the maximum, the first one
    /// on ties.
    /// </summary>
    public static Tensor MaxPool(this Tensor x, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
        PerAxis dilation = default) => x.MaxPoolWithIndices(kernel, stride, padding, dilation).Maxima;

    /// <summary>
    /// Returns the result of <see cref="MaxPool(Tensor, PerAxis, PerAxis, Paddings, PerAxis)"/>, and the indices of the
    /// maxima for <see cref="MaxUnpool"/>.
    /// </summary>
    public static (Tensor Maxima, PoolingIndices Indices) MaxPoolWithIndices(this Tensor x, PerAxis kernel,
        PerAxis stride = default, Paddings padding = default, PerAxis dilation = default) =>
        MaxPool(x, new WindowOptions(stride, padding, dilation).ForPooling("max_pool", NotNull(x).Shape, kernel));

    /// <summary>
    /// x = zeros, plus each y at its index.  dy = dx gathered at the indices. Where windows overlap, values are
    /// added, whereas PyTorch overwrites. Unpooling is thus the transpose of gathering at the indices: ⟨gather(x), y⟩
    /// = ⟨x, unpool(y)⟩.
    /// </summary>
    /// <exception cref="ArgumentException">y does not have the shape of the maxima.</exception>
    public static Tensor MaxUnpool(this Tensor y, PoolingIndices indices)
    {
        if (NotNull(y).Shape != NotNull(indices).OutputShape)
            throw new ArgumentException(
                $"max_unpool: these indices expect {indices.OutputShape}, the shape of their maxima, got {y.Shape}");
        return y.ScatterAdd(indices.Planes, indices.Indices, indices.InputShape);
    }

    /// <summary>y = the sum of each window.  dx = <see cref="SumPoolBackward"/>(dy).</summary>
    public static Tensor SumPool(this Tensor x, PerAxis kernel, PerAxis stride = default, Paddings padding = default) =>
        SumPool(x, new WindowOptions(stride, padding).ForPooling("sum_pool", NotNull(x).Shape, kernel));

    /// <summary>
    /// y = the mean of each window, over all its k elements; if <paramref name="countPadding"/> is false, over those
    /// inside the image.
    /// </summary>
    public static Tensor AveragePool(
        this Tensor x, PerAxis kernel, PerAxis stride = default, Paddings padding = default,
        bool countPadding = true) =>
        AveragePool(
            x, new WindowOptions(stride, padding).ForPooling("average_pool", NotNull(x).Shape, kernel), countPadding);

    /// <summary>
    /// y = (Σ |x|ᵖ)^(1/p) over each window.  dx = sign(x)·|x|ᵖ⁻¹ · Σ dy·y^(1−p) over the windows that contain x, and 0
    /// at x = 0. For p = 1 it is the sum of |x|; for p = ∞ it is the maximum of |x|.  Source: PL-04 (the sources
    /// omit sign(x), which negative inputs need).
    /// </summary>
    /// <exception cref="ArgumentException">p is less than 1.</exception>
    public static Tensor LpPool(
        this Tensor x, double p, PerAxis kernel, PerAxis stride = default, Paddings padding = default) =>
        LpPool(x, p, new WindowOptions(stride, padding).ForPooling("lp_pool", NotNull(x).Shape, kernel));

    internal static (Tensor Maxima, PoolingIndices Indices) MaxPool(Tensor x, SpatialWindow window)
    {
        var shape = window.OutputShape(x.Shape[0], x.Shape[1]);
        var scope = Tensor.OpenScope(x.Backend, "max_pool");
        var indices = new PoolingIndices(scope.RentIndices(shape.Count), x.Shape, shape);
        return (x.Compute("max_pool", shape,
            y => x.Backend.MaxPool(new PoolingShape(indices.Planes, window), x.Buffer, y, indices.Indices),
            new Edge(x, dy => dy.MaxUnpool(indices))), indices);
    }

    internal static Tensor AveragePool(Tensor x, SpatialWindow window, bool countPadding)
    {
        var sum = SumPool(x, window);
        if (countPadding) return sum / window.TapCount;
        return sum / SumPool(Tensor.Full(x.Backend, window.InputShape(1, 1), 1), window);
    }

    internal static Tensor LpPool(Tensor x, double p, SpatialWindow window)
    {
        if (!(p >= 1)) throw new ArgumentException($"lp_pool: a norm needs p of 1 or more, got {p}");
        if (double.IsInfinity(p)) return MaxPool(x.Abs(), window).Maxima;
        Tensor source = x.Detach(), y = SumPool(source.Abs().Power(p), window).Power(1 / p);
        return Tensor.Result("lp_pool", y.Shape, x.Backend, y.Buffer, new Edge(x, dy =>
        {
            var nonZero = y + (1 - y.Sign());   // a window of zeros has y = 0 and x = 0; any finite factor gives 0
            return source.Sign() * source.Abs().Power(p - 1) * SumPoolBackward(dy * nonZero.Power(1 - p), window);
        }));
    }

    static Tensor SumPool(Tensor x, SpatialWindow window)
    {
        var shape = window.OutputShape(x.Shape[0], x.Shape[1]);
        return x.Compute("sum_pool", shape,
            y => x.Backend.SumPool(new PoolingShape(shape[..2].Count, window), x.Buffer, y),
            new Edge(x, dy => SumPoolBackward(dy, window)));
    }

    /// <summary>
    /// x = the sum, over all windows that contain it, of their y: the transpose of sum pooling.  dy = the sum pooling
    /// of dx.
    /// </summary>
    /// <exception cref="ArgumentException">y does not have one element for each window position.</exception>
    public static Tensor SumPoolBackward(Tensor y, SpatialWindow window)
    {
        if (NotNull(y).Shape.Rank != NotNull(window).Rank + 2 || y.Shape != window.OutputShape(y.Shape[0], y.Shape[1]))
            throw new ArgumentException(
                $"sum_pool_backward: this window expects {window.OutputShape()} after [N, C], got {y.Shape}");
        var shape = window.InputShape(y.Shape[0], y.Shape[1]);
        return y.Compute("sum_pool_backward", shape,
            x => y.Backend.SumPoolBackward(new PoolingShape(shape[..2].Count, window), y.Buffer, x),
            new Edge(y, dx => SumPool(dx, window)));
    }
}
