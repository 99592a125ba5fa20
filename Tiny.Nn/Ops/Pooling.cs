using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>Where each maximum of a pooling came from: one cell of its plane for each output, −1 where a window was all padding.</summary>
/// <param name="InputShape">[N, C, i…] of the pooled tensor.</param>
/// <param name="OutputShape">[N, C, o…] of the maxima.</param>
public sealed record PoolingIndices(IndexBuffer Indices, Shape InputShape, Shape OutputShape)
{
    /// <summary>One plane for each channel of each example.</summary>
    public int Planes => InputShape[..2].Count;
}

/// <summary>
/// A window slides over each channel and keeps one number: the largest, the mean, the p-norm. And back: unpooling.
/// Two adjoint pairs carry the gradients: choosing by switches ↔ <see cref="MaxUnpool"/>, summing ↔ <see cref="SumPoolBackward"/>.
/// As in PyTorch the stride defaults to the kernel, and padding is at most half of the window. Sources: PL-01 … PL-09, AR-07.
/// </summary>
public static class Pooling
{
    /// <summary>y = the largest number of each window; padding is never chosen.  dx = dy at its cell, the first on ties.</summary>
    public static Tensor MaxPool(this Tensor x, PerAxis kernel, PerAxis stride = default, Paddings padding = default, PerAxis dilation = default) =>
        x.MaxPoolWithIndices(kernel, stride, padding, dilation).Maxima;

    /// <summary><see cref="MaxPool"/>, and the places of the maxima for <see cref="MaxUnpool"/>.</summary>
    public static (Tensor Maxima, PoolingIndices Switches) MaxPoolWithIndices(this Tensor x, PerAxis kernel, PerAxis stride = default,
        Paddings padding = default, PerAxis dilation = default)
    {
        var windows = PoolWindows("max_pool", x.Shape, kernel, stride, padding, dilation);
        var shape = windows.OutputShape(x.Shape[0], x.Shape[1]);
        var y = x.NewBuffer("max_pool", shape.Count);
        var indices = new PoolingIndices(x.Backend.CurrentScope!.RentIndices(shape.Count), x.Shape, shape);
        x.Backend.MaxPool(new PoolingShape(indices.Planes, windows), x.Buffer, y, indices.Indices);
        return (Tensor.Result("max_pool", shape, x.Backend, y, new Edge(x, dy => dy.MaxUnpool(indices))), indices);
    }

    /// <summary>
    /// x = zeros, with each y added at its switch. It adds where windows overlap (PyTorch overwrites there), so that it is the
    /// transpose of choosing by switches: ⟨choose(x), y⟩ = ⟨x, unpool(y)⟩.  dy = the cells of dx at the switches.
    /// </summary>
    /// <exception cref="ArgumentException">y has not the shape of the maxima.</exception>
    public static Tensor MaxUnpool(this Tensor y, PoolingIndices indices)
    {
        if (y.Shape != indices.OutputShape)
            throw new ArgumentException($"max_unpool: these switches expect {indices.OutputShape}, the shape of their maxima, got {y.Shape}");
        return y.ScatterAdd(indices.Planes, indices.Indices, indices.InputShape);
    }

    /// <summary>y = the sum of each window.  dx = <see cref="SumPoolBackward"/>(dy).</summary>
    public static Tensor SumPool(this Tensor x, PerAxis kernel, PerAxis stride = default, Paddings padding = default) =>
        SumPool(x, PoolWindows("sum_pool", x.Shape, kernel, stride, padding, default));

    /// <summary>
    /// y = the mean of each window, over all its k cells; with <paramref name="countPadding"/> false over those inside the image.
    /// </summary>
    public static Tensor AveragePool(this Tensor x, PerAxis kernel, PerAxis stride = default, Paddings padding = default, bool countPadding = true)
    {
        var windows = PoolWindows("average_pool", x.Shape, kernel, stride, padding, default);
        var sum = SumPool(x, windows);
        if (countPadding) return sum / windows.TapCount;
        var ones = Tensor.Full(x.Backend, windows.InputShape(1, 1), 1);
        return sum / SumPool(ones, windows);
    }

    /// <summary>
    /// y = (Σ |x|ᵖ)^(1/p) over each window.  dx = sign(x)·|x|ᵖ⁻¹ · Σ dy·y^(1−p) over the windows that see it; 0 at 0.
    /// p = 1 sums, p → ∞ tends to the maximum of |x|.  Source: PL-04 (the sources leave out sign(x), which negative inputs need).
    /// </summary>
    /// <exception cref="ArgumentException">p is less than 1.</exception>
    public static Tensor LpPool(this Tensor x, double p, PerAxis kernel, PerAxis stride = default, Paddings padding = default)
    {
        if (!(p >= 1)) throw new ArgumentException($"lp_pool: a norm needs p of 1 or more, got {p}");
        var windows = PoolWindows("lp_pool", x.Shape, kernel, stride, padding, default);
        Tensor source = x.Detach(), y = SumPool(source.Abs().Power(p), windows).Power(1 / p);
        return Tensor.Result("lp_pool", y.Shape, x.Backend, y.Buffer, new Edge(x, dy =>
        {
            var nonZero = y + (1 - y.Sign());   // an empty window has y = 0 and x = 0: any finite factor gives 0
            return source.Sign() * source.Abs().Power(p - 1) * SumPoolBackward(dy * nonZero.Power(1 - p), windows);
        }));
    }

    static Tensor SumPool(Tensor x, SpatialWindow windows)
    {
        var shape = windows.OutputShape(x.Shape[0], x.Shape[1]);
        var y = x.NewBuffer("sum_pool", shape.Count);
        x.Backend.SumPool(new PoolingShape(shape[..2].Count, windows), x.Buffer, y);
        return Tensor.Result("sum_pool", shape, x.Backend, y, new Edge(x, dy => SumPoolBackward(dy, windows)));
    }

    /// <summary>The transpose of summing: each y is added to every cell of its window.  dy = the sums of dx.</summary>
    /// <exception cref="ArgumentException">y has not one number for each window position.</exception>
    public static Tensor SumPoolBackward(Tensor y, SpatialWindow windows)
    {
        if (y.Shape.Rank != windows.Rank + 2 || y.Shape != windows.OutputShape(y.Shape[0], y.Shape[1]))
            throw new ArgumentException($"spread: these windows expect {windows.OutputShape()} after [N, C], got {y.Shape}");
        var shape = windows.InputShape(y.Shape[0], y.Shape[1]);
        var x = y.NewBuffer("spread", shape.Count);
        y.Backend.SumPoolBackward(new PoolingShape(shape[..2].Count, windows), y.Buffer, x);
        return Tensor.Result("spread", shape, y.Backend, x, new Edge(y, dx => SumPool(dx, windows)));
    }

    /// <summary>The windows of a pooling over [N, C, i…].</summary>
    public static SpatialWindow PoolWindows(string who, Shape x, PerAxis kernel, PerAxis stride, Paddings padding, PerAxis dilation)
    {
        if (x.Rank is < 3 or > 5) throw new ArgumentException($"{who}: expects [N, C, space…] with 1, 2 or 3 spatial axes, got {x}");
        if (!kernel.IsGiven) throw new ArgumentException($"{who}: needs a kernel size");
        var rank = x.Rank - 2;
        var sizes = Shape.Of([.. Enumerable.Range(0, rank).Select(axis => kernel.At(axis, rank, 1, who))]);
        var windows = Convolution.WindowsForConvolution(who, x[2..], sizes, stride.IsGiven ? stride : PerAxis.Of(sizes.Lengths), padding, dilation);
        foreach (var window in windows.Axes)
            if (2 * Math.Max(window.PaddingBefore, window.PaddingAfter) > window.Span)
                throw new ArgumentException(
                    $"{who}: padding is at most half of the window of {window.Span} cells, got {window.PaddingBefore} before and {window.PaddingAfter} after");
        return windows;
    }
}
