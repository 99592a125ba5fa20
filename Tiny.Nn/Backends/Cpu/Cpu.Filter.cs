namespace Tiny.Nn.Backends;

/// <summary>
/// The gradient of a convolution in its filters: w = y·Pᵀ, inner products along the positions j of all images. Images are
/// dealt into a number of portions that depends on the shape alone; each portion has a sum of its own, and these are added in order.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>At most so many partial sums of a filter gradient are kept until they are added in order.</summary>
    const int PartialLimit = 16;

    /// <summary>Inner products shorter than this spend their time on adding up lanes: small images are laid one after another.</summary>
    const int DotLength = 512;

    public override void ConvolveFilter(ConvolutionShape shape, NumberBuffer x, NumberBuffer y, NumberBuffer w)
    {
        w.On<T>(this).Span.Clear();
        int outputs = shape.Windows.Outputs, length = w.Length, filter = length / shape.Groups;
        if (x.Length == 0 || y.Length == 0) return;
        T[] xs = Cells(x), ys = Cells(y), ws = Cells(w);
        var together = Math.Clamp(DotLength / outputs, 1, (shape.Batch - 1) / PatchTurns + 1);
        var perPortion = Math.Max((shape.Batch - 1) / PartialLimit + 1, together);
        var portions = (shape.Batch - 1) / perPortion + 1;
        var partial = scratch.Rent((long)portions * length);
        var patches = new Patches<T>(shape.Windows);
        workers.ForEach(portions * shape.Groups, Work(shape), turn =>
        {
            int portion = turn / shape.Groups, group = turn % shape.Groups, first = portion * perPortion;
            var images = new Images(shape, group, first, Math.Min(perPortion, shape.Batch - first), 0, outputs);
            fixed (T* px = xs, py = ys, pw = &partial[portion * length + group * filter]) FilterPortion(images, patches, px, py, pw);
        });
        workers.Ranges(length, Grain / portions / Lanes * Lanes + Lanes, (start, end) =>
        {
            for (var portion = 0; portion < portions; portion++)
                for (var j = start; j < end; j++) ws[j] += partial[portion * length + j];
        });
        scratch.Return(partial);
    }

    /// <summary>The sum over a portion's images: as many of them at once as make inner products of a good length.</summary>
    void FilterPortion(Images portion, Patches<T> patches, T* x, T* y, T* w)
    {
        int outputs = portion.End, rows = portion.Shape.OutputChannelsPerGroup, taps = TapsPerGroup(portion.Shape);
        new Span<T>(w, rows * taps).Clear();
        int columns = Math.Min(outputs, Panels<T>.Part(outputs, 2 * DotLength, Lanes));
        var together = Math.Clamp(DotLength / outputs, 1, portion.Count);
        var step = Panels<T>.RoundUp(columns * together, Lanes) + Lanes;
        T[] lines = scratch.Rent((long)rows * step), patchRows = scratch.Rent((long)Kernel<T>.DotWidth * step);
        fixed (T* left = lines, right = patchRows)
            for (var n = 0; n < portion.Count; n += together)
                for (var start = 0; start < outputs; start += columns)
                    FilterProduct(portion with
                    {
                        First = portion.First + n, Count = Math.Min(together, portion.Count - n),
                        Start = start, End = Math.Min(start + columns, outputs),
                    }, patches, x, y, left, right, step, w);
        scratch.Return(lines);
        scratch.Return(patchRows);
    }

    /// <summary>w += y·Pᵀ for these columns; rows of y are laid out in <paramref name="left"/>, of P in <paramref name="right"/>.</summary>
    static void FilterProduct(Images images, Patches<T> patches, T* x, T* y, T* left, T* right, int step, T* w)
    {
        int rows = images.Shape.OutputChannelsPerGroup, taps = TapsPerGroup(images.Shape);
        images.ReadOutputs(y, left, step);
        for (var t = 0; t < taps; t += Kernel<T>.DotWidth)
        {
            var used = Math.Min(Kernel<T>.DotWidth, taps - t);
            for (var i = 0; i < used; i++) images.ReadPatches(patches, x, t + i, right + (nint)i * step);
            DotStrip(images.Positions, rows, left, step, used, right, step, w + t, taps, add: true);
        }
    }
}
