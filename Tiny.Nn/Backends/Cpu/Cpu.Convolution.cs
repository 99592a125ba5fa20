using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// The convolution and its transpose as products with the matrix of patches P, which is packed directly from the images:
/// y = W·P, and x = Wᵀ·y added back through P's places.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>Columns of the patch matrix worked on at once: at most; and, with small images, if there are enough of them, at least.</summary>
    const int PatchLimit = 512, PatchAim = 128;

    /// <summary>Small images are taken together only as far as this many turns remain for the threads.</summary>
    const int PatchTurns = 4;

    static long Work(ConvolutionShape shape) =>
        (long)shape.Batch * shape.OutputChannels * shape.InputChannelsPerGroup * shape.Windows.Taps * shape.Windows.Outputs;

    static int TapsPerGroup(ConvolutionShape shape) => shape.InputChannelsPerGroup * shape.Windows.Taps;

    static int ImagesTogether(ConvolutionShape shape) =>
        Math.Clamp(PatchAim / shape.Windows.Outputs, 1, (shape.Batch - 1) / PatchTurns + 1);

    public override void Convolve(ConvolutionShape shape, NumberBuffer x, NumberBuffer w, NumberBuffer y)
    {
        y.On<T>(this).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        T[] xs = Cells(x), ys = Cells(y);
        int outputs = shape.Windows.Outputs, together = ImagesTogether(shape);
        int columns = Panels<T>.Part(outputs, PatchLimit, Kernel<T>.Width), blocks = (outputs - 1) / columns + 1;
        var patches = new Patches<T>(shape.Windows);
        var filters = PackFilters(shape, Cells(w), transposed: false);
        workers.ForEach(((shape.Batch - 1) / together + 1) * shape.Groups * blocks, Work(shape), turn =>
        {
            int start = turn % blocks * columns, group = turn / blocks % shape.Groups, first = turn / blocks / shape.Groups * together;
            var images = new Images(shape, group, first, Math.Min(together, shape.Batch - first), start,
                Math.Min(start + columns, outputs));
            fixed (T* px = xs, py = ys, pf = filters)
                ConvolveImages(images, patches, px, pf + (nint)group * FiltersLength(shape, transposed: false), py);
        });
        scratch.Return(filters);
    }

    /// <summary>y = W·P for these columns of P: of one image straight into its place, of several by way of a matrix.</summary>
    void ConvolveImages(Images images, Patches<T> patches, T* x, T* filters, T* y)
    {
        int rows = images.Shape.OutputChannelsPerGroup, total = TapsPerGroup(images.Shape), part = Panels<T>.DepthPart(total);
        int width = Kernel<T>.Width, columns = Panels<T>.RoundUp(images.Positions, width);
        T[] panels = scratch.Rent((part + 1L) * columns + width), results = scratch.Rent((long)rows * columns);
        fixed (T* packed = panels, sums = results)
        {
            var target = images.Count == 1 ? y + images.Output(0, 0) : sums;
            var step = images.Count == 1 ? images.Shape.Windows.Outputs : columns;
            for (var k = 0; k < total; k += part)
            {
                var depth = Math.Min(part, total - k);
                PackPatches(images, patches, x, k, depth, packed, row: packed + (nint)part * columns);
                Panels<T>.Multiply(depth, rows, images.Positions, Panels<T>.Rows(filters, rows, k), packed, target, step, add: k > 0);
            }
            if (images.Count > 1) images.WriteOutputs(sums, columns, y);
        }
        scratch.Return(panels);
        scratch.Return(results);
    }

    /// <summary>Packs rows k … k + depth − 1 of the patch matrix: each is read as a whole, then dealt out to the panels.</summary>
    static void PackPatches(Images images, Patches<T> patches, T* x, int k, int depth, T* panels, T* row)
    {
        int width = Kernel<T>.Width, count = images.Positions;
        for (var t = 0; t < depth; t++)
        {
            images.ReadPatches(patches, x, k + t, row);
            Vector.Store(Vector<T>.Zero, row + count);
            Vector.Store(Vector<T>.Zero, row + count + Lanes);
            var to = panels + t * width;
            for (var j = 0; j < count; j += width, to += (nint)width * depth)
            {
                Vector.Store(Vector.Load(row + j), to);
                Vector.Store(Vector.Load(row + j + Lanes), to + Lanes);
            }
        }
    }

    static int FiltersLength(ConvolutionShape shape, bool transposed)
    {
        int rows = shape.OutputChannelsPerGroup, taps = TapsPerGroup(shape);
        return transposed ? Panels<T>.RoundUp(taps, Kernel<T>.Height) * rows : Panels<T>.RoundUp(rows, Kernel<T>.Height) * taps;
    }

    /// <summary>Each group's filters, [out, taps] or its transpose, as panels of rows, one part of the depth after another.</summary>
    T[] PackFilters(ConvolutionShape shape, T[] w, bool transposed)
    {
        int rows = shape.OutputChannelsPerGroup, taps = TapsPerGroup(shape), height = Kernel<T>.Height;
        var (count, total, step, depthStep) = transposed ? (taps, rows, 1, taps) : (rows, taps, taps, 1);
        int part = Panels<T>.DepthPart(total), length = FiltersLength(shape, transposed);
        var packed = scratch.Rent((long)shape.Groups * length);
        fixed (T* from = w, to = packed)
            for (var g = 0; g < shape.Groups; g++)
                for (var k = 0; k < total; k += part)
                    Panels<T>.Pack(from + (nint)g * rows * taps + (nint)k * depthStep, depthStep, step, Math.Min(part, total - k),
                        count, height, Panels<T>.Rows(to + (nint)g * length, count, k));
        return packed;
    }

    public override void ConvolveTransposed(ConvolutionShape shape, NumberBuffer y, NumberBuffer w, NumberBuffer x)
    {
        x.On<T>(this).Span.Clear();
        if (x.Length == 0 || y.Length == 0) return;
        T[] xs = Cells(x), ys = Cells(y);
        var together = ImagesTogether(shape);
        var patches = new Patches<T>(shape.Windows);
        var filters = PackFilters(shape, Cells(w), transposed: true);
        workers.ForEach(((shape.Batch - 1) / together + 1) * shape.Groups, Work(shape), turn =>
        {
            int group = turn % shape.Groups, first = turn / shape.Groups * together, count = Math.Min(together, shape.Batch - first);
            int outputs = shape.Windows.Outputs, columns = Panels<T>.Part(outputs, PatchLimit, Kernel<T>.Width);
            fixed (T* px = xs, py = ys, pf = filters)
                for (var start = 0; start < outputs; start += columns)
                    TransposeImages(new Images(shape, group, first, count, start, Math.Min(start + columns, outputs)), patches, py,
                        pf + (nint)group * FiltersLength(shape, transposed: true), px);
        });
        scratch.Return(filters);
    }

    /// <summary>The patch matrix Wᵀ·y, these columns of it, is added to x in the order of its rows.</summary>
    void TransposeImages(Images images, Patches<T> patches, T* y, T* filters, T* x)
    {
        int total = images.Shape.OutputChannelsPerGroup, taps = TapsPerGroup(images.Shape), part = Panels<T>.DepthPart(total);
        int count = images.Positions, columns = Panels<T>.RoundUp(count, Kernel<T>.Width);
        T[] panels = scratch.Rent((long)part * columns), sums = scratch.Rent((long)taps * columns);
        var lines = scratch.Rent((long)total * columns);
        fixed (T* packed = panels, patch = sums, rows = lines)
        {
            images.ReadOutputs(y, rows, columns);
            for (var k = 0; k < total; k += part)
            {
                var depth = Math.Min(part, total - k);
                Panels<T>.Pack(rows + (nint)k * columns, columns, 1, depth, count, Kernel<T>.Width, packed);
                Panels<T>.Multiply(depth, taps, count, Panels<T>.Rows(filters, taps, k), packed, patch, columns, add: k > 0);
            }
            for (var n = 0; n < images.Count; n++)
                for (var t = 0; t < taps; t++)
                    patches.Add(patch + (nint)t * columns + n * images.Each, t, images.Start, images.End, x + images.Input(n));
        }
        scratch.Return(panels);
        scratch.Return(sums);
        scratch.Return(lines);
    }
}
