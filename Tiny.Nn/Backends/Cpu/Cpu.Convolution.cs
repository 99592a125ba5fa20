using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// The three convolutions as products with the matrix of patches P, which is packed directly from the image:
/// y = W·P, Wᵀ·y added back through P's places, and w = y·Pᵀ.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>Columns of the patch matrix worked on at once.</summary>
    const int PatchLimit = 512;

    /// <summary>At most so many partial sums of a filter gradient are kept until they are added in order.</summary>
    const int PartialLimit = 16;

    static long Work(ConvolutionShape shape) =>
        (long)shape.Batch * shape.OutputChannels * shape.InputChannelsPerGroup * shape.Windows.Taps * shape.Windows.Outputs;

    public override void Convolve(ConvolutionShape shape, NumberBuffer x, NumberBuffer w, NumberBuffer y)
    {
        if (y.Length == 0) return;
        T[] xs = Cells(x), ys = Cells(y);
        int rows = shape.OutputChannelsPerGroup, outputs = shape.Windows.Outputs, inputs = shape.Windows.Inputs;
        int columns = Panels<T>.Part(outputs, PatchLimit, Kernel<T>.Width), blocks = (outputs - 1) / columns + 1;
        var patches = new Patches<T>(shape.Windows);
        var filters = PackFilters(shape, Cells(w), transposed: false);
        workers.ForEach(shape.Batch * shape.Groups * blocks, Work(shape), turn =>
        {
            int image = turn / blocks, start = turn % blocks * columns;
            int group = image % shape.Groups;
            fixed (T* px = &xs[image * shape.InputChannelsPerGroup * inputs], py = &ys[image * rows * outputs + start], pf = filters)
                ConvolveBlock(shape, patches, px, pf + (nint)group * FiltersLength(shape, transposed: false), start,
                    Math.Min(start + columns, outputs), py);
        });
        scratch.Return(filters);
    }

    /// <summary>The outputs start … end − 1 of one image and group, all channels.</summary>
    void ConvolveBlock(ConvolutionShape shape, Patches<T> patches, T* x, T* filters, int start, int end, T* y)
    {
        int width = Kernel<T>.Width, rows = shape.OutputChannelsPerGroup, columns = Panels<T>.RoundUp(end - start, width);
        int total = shape.InputChannelsPerGroup * shape.Windows.Taps, part = Panels<T>.Part(total, Panels<T>.DepthLimit, 1);
        if (total == 0) { Clear(y, rows, end - start, shape.Windows.Outputs); return; }
        var panels = scratch.Rent((part + 1) * columns + width);
        fixed (T* packed = panels)
            for (var k = 0; k < total; k += part)
            {
                var depth = Math.Min(part, total - k);
                PackPatches(patches, x, k, depth, start, end, packed, row: packed + (nint)part * columns);
                Panels<T>.Multiply(depth, rows, end - start, filters + (nint)k * Panels<T>.RoundUp(rows, Kernel<T>.Height), packed, y,
                    shape.Windows.Outputs, add: k > 0);
            }
        scratch.Return(panels);
    }

    /// <summary>Packs rows k … k + depth − 1 of the patch matrix: each is read as a whole, then dealt out to the panels.</summary>
    static void PackPatches(Patches<T> patches, T* x, int k, int depth, int start, int end, T* panels, T* row)
    {
        var width = Kernel<T>.Width;
        for (var t = 0; t < depth; t++)
        {
            patches.Read(x, k + t, start, end, row);
            Vector.Store(Vector<T>.Zero, row + end - start);
            Vector.Store(Vector<T>.Zero, row + end - start + Lanes);
            var to = panels + t * width;
            for (var j = 0; j < end - start; j += width, to += (nint)width * depth)
            {
                Vector.Store(Vector.Load(row + j), to);
                Vector.Store(Vector.Load(row + j + Lanes), to + Lanes);
            }
        }
    }

    static int FiltersLength(ConvolutionShape shape, bool transposed)
    {
        int rows = shape.OutputChannelsPerGroup, taps = shape.InputChannelsPerGroup * shape.Windows.Taps;
        return transposed ? Panels<T>.RoundUp(taps, Kernel<T>.Height) * rows : Panels<T>.RoundUp(rows, Kernel<T>.Height) * taps;
    }

    /// <summary>Each group's filters, [out, taps] or its transpose, as panels of rows; cut along the depth as the product wants it.</summary>
    T[] PackFilters(ConvolutionShape shape, T[] w, bool transposed)
    {
        int rows = shape.OutputChannelsPerGroup, taps = shape.InputChannelsPerGroup * shape.Windows.Taps, height = Kernel<T>.Height;
        var (count, total, step, depthStep) = transposed ? (taps, rows, 1, taps) : (rows, taps, taps, 1);
        var part = Panels<T>.Part(Math.Max(total, 1), Panels<T>.DepthLimit, 1);
        var length = FiltersLength(shape, transposed);
        var packed = scratch.Rent((long)shape.Groups * length);
        fixed (T* from = w, to = packed)
            for (var g = 0; g < shape.Groups; g++)
                for (var k = 0; k < total; k += part)
                    Panels<T>.Pack(from + (nint)g * rows * taps + k * depthStep, depthStep, step, Math.Min(part, total - k), count, height,
                        to + (nint)g * length + (nint)k * Panels<T>.RoundUp(count, height));
        return packed;
    }

    public override void ConvolveTransposed(ConvolutionShape shape, NumberBuffer y, NumberBuffer w, NumberBuffer x)
    {
        T[] xs = Cells(x), ys = Cells(y);
        x.On<T>(this).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        int inputs = shape.Windows.Inputs, outputs = shape.Windows.Outputs;
        var patches = new Patches<T>(shape.Windows);
        var filters = PackFilters(shape, Cells(w), transposed: true);
        workers.ForEach(shape.Batch * shape.Groups, Work(shape), image =>
        {
            fixed (T* px = &xs[image * shape.InputChannelsPerGroup * inputs], py = &ys[image * shape.OutputChannelsPerGroup * outputs], pf = filters)
                TransposeImage(shape, patches, py, pf + (nint)(image % shape.Groups) * FiltersLength(shape, transposed: true), px);
        });
        scratch.Return(filters);
    }

    /// <summary>One image and group: the patch matrix Wᵀ·y, some columns at a time, is added to x in the order of its rows.</summary>
    void TransposeImage(ConvolutionShape shape, Patches<T> patches, T* y, T* filters, T* x)
    {
        int outputs = shape.Windows.Outputs, total = shape.OutputChannelsPerGroup, taps = shape.InputChannelsPerGroup * shape.Windows.Taps;
        int columns = Panels<T>.Part(outputs, PatchLimit, Kernel<T>.Width), part = Panels<T>.Part(total, Panels<T>.DepthLimit, 1);
        T[] panels = scratch.Rent((long)part * columns), sums = scratch.Rent((long)taps * columns);
        fixed (T* packed = panels, patch = sums)
            for (var start = 0; start < outputs; start += columns)
            {
                var count = Math.Min(columns, outputs - start);
                for (var k = 0; k < total; k += part)
                {
                    var depth = Math.Min(part, total - k);
                    Panels<T>.Pack(y + (nint)k * outputs + start, outputs, 1, depth, count, Kernel<T>.Width, packed);
                    Panels<T>.Multiply(depth, taps, count, filters + (nint)k * Panels<T>.RoundUp(taps, Kernel<T>.Height), packed, patch,
                        columns, add: k > 0);
                }
                for (var t = 0; t < taps; t++) patches.Add(patch + (nint)t * columns, t, start, start + count, x);
            }
        scratch.Return(panels);
        scratch.Return(sums);
    }

    static void Clear(T* y, int rows, int columns, nint step)
    {
        for (var i = 0; i < rows; i++) new Span<T>(y + i * step, columns).Clear();
    }
}
