using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// The transposed convolution as a product and an ordered scatter: row (c, t) of Wᵀ·y holds what tap t of channel c owes to each
/// output, and is added to the cells that the tap sees in the combed image. Stretching y with zeros would cost s² times as much.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>Rows of Wᵀ·y at once, a multiple of the tile's, and columns: together they stay in the first-level cache.</summary>
    const int ScatterRows = 24, ScatterColumns = 256;

    public override void ConvolveTransposed(ConvolutionShape shape, NumberBuffer y, NumberBuffer w, NumberBuffer? bias, NumberBuffer x)
    {
        if (x.Length == 0) return;
        if (y.Length == 0) x.On<T>(this).Span.Clear();
        else if (IsDense(shape)) Product(new(1, shape.Batch, TapsPerGroup(shape), shape.OutputChannels), y, w, null, x);
        else TransposeImages(shape, Cells(y), Cells(w), Cells(x));
        AddBias(bias, shape.Windows.Inputs, x);
    }

    void TransposeImages(ConvolutionShape shape, T[] y, T[] w, T[] x)
    {
        var comb = new Comb<T>(shape.Windows);
        int depth = shape.OutputChannelsPerGroup, rows = TapsPerGroup(shape), channels = shape.InputChannelsPerGroup;
        var (taps, length) = (ChannelTaps(comb, channels), Panels<T>.RoundUp(rows, Kernel<T>.Height) * depth);
        var filters = PackTransposedFilters(shape, w);
        // Where lines are no whole vectors, the vectors that add them run over into cells that must not be another thread's.
        var inPlace = comb.IsPlain && shape.Windows.Width.Output % Lanes == 0;
        workers.ForEach(shape.Batch * shape.Groups, Work(shape), image =>
        {
            var combed = inPlace ? [] : scratch.Rent((long)channels * comb.Size + Lanes);
            fixed (T* px = &x[(long)image * channels * shape.Windows.Inputs], py = &y[(long)image * depth * shape.Windows.Outputs])
            fixed (T* pc = combed, pf = &filters[(long)(image % shape.Groups) * length])
            {
                var target = inPlace ? px : pc;
                new Span<T>(target, channels * comb.Size).Clear();
                TransposeImage(shape, comb, taps, py, pf, target);
                for (var c = 0; c < channels && !inPlace; c++) comb.Take(pc + c * comb.Size, px + c * shape.Windows.Inputs);
            }
            if (!inPlace) scratch.Return(combed);
        });
        scratch.Return(filters);
    }

    /// <summary>One image and group: some lines of outputs at a time, and of these some rows of Wᵀ·y at a time.</summary>
    void TransposeImage(ConvolutionShape shape, Comb<T> comb, int[] taps, T* y, T* filters, T* x)
    {
        int depth = shape.OutputChannelsPerGroup, rows = TapsPerGroup(shape), outputs = shape.Windows.Outputs;
        int width = shape.Windows.Width.Output, linesTogether = Math.Max(1, ScatterColumns / width), part = Panels<T>.DepthPart(depth);
        var columns = Panels<T>.RoundUp(linesTogether * width, Kernel<T>.Width);
        T[] panels = scratch.Rent((long)depth * columns), products = scratch.Rent((long)ScatterRows * columns);
        fixed (T* packed = panels, sums = products)
            for (var line = 0; line < comb.Lines.Length; line += linesTogether)
            {
                int lines = Math.Min(linesTogether, comb.Lines.Length - line), count = lines * width;
                for (var k = 0; k < depth; k += part)
                    Panels<T>.Pack(y + (nint)k * outputs + line * width, outputs, 1, Math.Min(part, depth - k), count, Kernel<T>.Width,
                        packed + (nint)k * columns);
                for (var r = 0; r < rows; r += ScatterRows)
                {
                    var used = Math.Min(ScatterRows, rows - r);
                    for (var k = 0; k < depth; k += part)
                        Panels<T>.Multiply(Math.Min(part, depth - k), used, count, Panels<T>.Rows(filters, rows, k) + (nint)r * Math.Min(part, depth - k),
                            packed + (nint)k * columns, sums, columns, add: k > 0);
                    for (var i = 0; i < used; i++)
                        for (var j = 0; j < lines; j++)
                            AddLine(sums + (nint)i * columns + j * width, x + taps[r + i] + comb.Lines[line + j], width, ownsBeyond: true);
                }
            }
        scratch.Return(panels);
        scratch.Return(products);
    }

    /// <summary>cells[j] += line[j]; where the cells beyond the line are the caller's own, they are rewritten as they are.</summary>
    static void AddLine(T* line, T* cells, int count, bool ownsBeyond)
    {
        var j = 0;
        for (; j <= count - Lanes; j += Lanes) Vector.Store(Vector.Load(cells + j) + Vector.Load(line + j), cells + j);
        if (j == count) return;
        if (ownsBeyond) Vector.Store(Vector.Load(cells + j) + First(count - j, Vector.Load(line + j), Vector<T>.Zero), cells + j);
        else for (; j < count; j++) cells[j] += line[j];
    }

    /// <summary>Each group's filters transposed, [taps, out], as panels of rows, one part of the depth after another.</summary>
    T[] PackTransposedFilters(ConvolutionShape shape, T[] w)
    {
        int depth = shape.OutputChannelsPerGroup, rows = TapsPerGroup(shape), part = Panels<T>.DepthPart(depth);
        var length = Panels<T>.RoundUp(rows, Kernel<T>.Height) * depth;
        var packed = scratch.Rent((long)shape.Groups * length);
        fixed (T* from = w, to = packed)
            for (var g = 0; g < shape.Groups; g++)
                for (var k = 0; k < depth; k += part)
                    Panels<T>.Pack(from + ((nint)g * depth + k) * rows, rows, 1, Math.Min(part, depth - k), rows, Kernel<T>.Height,
                        Panels<T>.Rows(to + (nint)g * length, rows, k));
        return packed;
    }
}
