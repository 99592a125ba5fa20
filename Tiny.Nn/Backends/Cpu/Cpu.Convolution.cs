namespace Tiny.Nn.Backends;

/// <summary>
/// The convolution, without a matrix of patches: filters are packed as the rows of a product, and each tap reads its cells
/// straight from the combed image (<see cref="Comb{T}"/>). A window that covers the whole image is a dense layer.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>Packed filters of one pass over the image: 64 Ki numbers, which fit the second-level cache.</summary>
    const int FilterLimit = 1 << 16;

    static long Work(ConvolutionShape shape) =>
        (long)shape.Batch * shape.OutputChannels * shape.InputChannelsPerGroup * shape.Windows.Taps * shape.Windows.Outputs;

    static int TapsPerGroup(ConvolutionShape shape) => shape.InputChannelsPerGroup * shape.Windows.Taps;

    /// <summary>Whether every tap sees one cell, always the same: then the three convolutions are three matrix products.</summary>
    static bool IsDense(ConvolutionShape shape) =>
        shape.Groups == 1 && shape.Windows.Outputs == 1 && shape.Windows.Taps == shape.Windows.Inputs && new Comb<T>(shape.Windows).IsPlain;

    public override void Convolve(ConvolutionShape shape, NumberBuffer x, NumberBuffer w, NumberBuffer? bias, NumberBuffer y)
    {
        if (y.Length == 0) return;
        if (x.Length == 0) y.On<T>(this).Span.Clear();
        else if (IsDense(shape)) Product(new(1, shape.Batch, shape.OutputChannels, TapsPerGroup(shape), TransposeB: true), x, w, null, y);
        else ConvolveImages(shape, Cells(x), Cells(w), Cells(y));
        AddBias(bias, shape.Windows.Outputs, y);
    }

    void ConvolveImages(ConvolutionShape shape, T[] x, T[] w, T[] y)
    {
        var comb = new Comb<T>(shape.Windows);
        int rows = shape.OutputChannelsPerGroup, depth = TapsPerGroup(shape), channels = shape.InputChannelsPerGroup;
        var part = Panels<T>.Part(depth, Math.Max(64, FilterLimit / rows), 1);
        // Sums that are added up in several passes may not meet an output twice, so then no vector overlaps another.
        var positions = new Positions(shape.Windows.Width.Output, comb.Lines, Lanes, overlap: part == depth);
        var taps = ChannelTaps(comb, channels);
        var length = Panels<T>.RoundUp(rows, Kernel<T>.Height) * depth;
        var filters = PackFilters(shape, w, part);
        workers.ForEach(shape.Batch * shape.Groups, Work(shape), image =>
        {
            var combed = comb.IsPlain ? [] : scratch.Rent((long)channels * comb.Size + Lanes);
            fixed (T* px = &x[(long)image * channels * shape.Windows.Inputs], py = &y[(long)image * rows * shape.Windows.Outputs])
            fixed (T* pc = combed, pf = &filters[(long)(image % shape.Groups) * length])
            fixed (int* pt = taps)
            {
                for (var c = 0; c < channels && !comb.IsPlain; c++) comb.Lay(px + c * shape.Windows.Inputs, pc + c * comb.Size, T.Zero);
                var source = comb.IsPlain ? px : pc;
                for (var k = 0; k < depth; k += part)
                    ConvolveImage(Math.Min(part, depth - k), rows, positions, Panels<T>.Rows(pf, rows, k), pt + k, source, py,
                        shape.Windows.Outputs, add: k > 0);
            }
            if (!comb.IsPlain) scratch.Return(combed);
        });
        scratch.Return(filters);
    }

    /// <summary>All outputs of one image and group from a part of the depth, tile by tile.</summary>
    static void ConvolveImage(int depth, int rows, Positions positions, T* filters, int* taps, T* x, T* y, int outputs, bool add)
    {
        var (height, width) = (Kernel<T>.Height, Kernel<T>.Width);
        var tile = stackalloc T[height * width];
        for (var i = 0; i < rows; i += height, filters += (nint)height * depth)
            for (var v = 0; v < positions.Count; v += 2)
            {
                var second = Math.Min(v + 1, positions.Count - 1);
                T* x0 = x + positions.Input[v], x1 = x + positions.Input[second];
                T* y0 = y + (nint)i * outputs + positions.Output[v], y1 = y + (nint)i * outputs + positions.Output[second];
                int used0 = positions.Used[v], used1 = second > v ? positions.Used[second] : 0;
                if (rows - i >= height && used0 == Lanes && used1 == Lanes)
                {
                    Kernel<T>.Tapped(depth, filters, taps, x0, x1, y0, y1, outputs, add);
                    continue;
                }
                Kernel<T>.Tapped(depth, filters, taps, x0, x1, tile, tile + Lanes, width, add: false);
                Panels<T>.Place(tile, width, Math.Min(height, rows - i), used0, y0, outputs, add);
                Panels<T>.Place(tile + Lanes, width, Math.Min(height, rows - i), used1, y1, outputs, add);
            }
    }

    /// <summary>The distance of every tap of every channel from a line's origin, in the order of the filters.</summary>
    static int[] ChannelTaps(Comb<T> comb, int channels)
    {
        var taps = new int[channels * comb.Taps.Length];
        for (var k = 0; k < taps.Length; k++) taps[k] = k / comb.Taps.Length * comb.Size + comb.Taps[k % comb.Taps.Length];
        return taps;
    }

    /// <summary>Each group's filters [out, taps] as panels of rows, one part of the depth after another.</summary>
    T[] PackFilters(ConvolutionShape shape, T[] w, int part)
    {
        int rows = shape.OutputChannelsPerGroup, depth = TapsPerGroup(shape), height = Kernel<T>.Height;
        var length = Panels<T>.RoundUp(rows, height) * depth;
        var packed = scratch.Rent((long)shape.Groups * length);
        fixed (T* from = w, to = packed)
            for (var g = 0; g < shape.Groups; g++)
                for (var k = 0; k < depth; k += part)
                    Panels<T>.Pack(from + (nint)g * rows * depth + k, 1, depth, Math.Min(part, depth - k), rows, height,
                        Panels<T>.Rows(to + (nint)g * length, rows, k));
        return packed;
    }
}
