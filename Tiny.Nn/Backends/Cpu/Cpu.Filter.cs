namespace Tiny.Nn.Backends;

/// <summary>
/// The gradient of a convolution in its filters: each of its numbers is an inner product of one output channel with the numbers
/// that one tap sees, along the outputs of all images. Of many images some at a time are laid out and multiplied by one thread: these
/// portions depend on the shape alone; each has a sum of its own, and these are added in order. Few images are laid out by every thread.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>At most so many partial sums of a filter gradient are kept until they are added in order.</summary>
    const int PartialLimit = 16;

    /// <summary>Up to so many portions are not worth a sum of their own.</summary>
    const int FewPortions = 2;

    /// <summary>Inner products of fewer vectors spend their time on adding up lanes: small bundles are taken together.</summary>
    const int DotVectors = 64;

    public override void ConvolveFilter(ConvolutionShape shape, NumberBuffer x, NumberBuffer y, NumberBuffer w)
    {
        if (w.Length == 0) return;
        if (x.Length == 0 || y.Length == 0) w.On<T>(this).Span.Clear();
        else if (LoomFor(shape) is { IsDense: false } loom) FilterPortions(loom, Cells(x), Cells(y), Cells(w), w.Length);
        else Product(new(1, shape.OutputChannels, TapsPerGroup(shape), shape.Batch, TransposeA: true), y, x, null, w);
    }

    void FilterPortions(Loom<T> loom, HostBuffer<T> x, HostBuffer<T> y, HostBuffer<T> w, int length)
    {
        var (shape, rows, taps) = (loom.Shape, loom.Shape.OutputChannelsPerGroup, loom.Taps.Length);
        var together = Math.Clamp(DotVectors / loom.Origins.Length, 1, loom.Bundles);
        var perPortion = Math.Max((loom.Bundles - 1) / PartialLimit + 1, together);
        var portions = (loom.Bundles - 1) / perPortion + 1;
        if (portions <= FewPortions)
        {
            FilterAtOnce(loom, x, y, w);
            return;
        }
        var pitch = together * loom.Origins.Length * Kernel<T>.Lanes;
        using Workspace<int> origins = FilterOrigins(loom, together);
        using Workspace<T> partial = workspaces.Rent((long)portions * length);
        workers.ForEach(portions * shape.Groups, Work(shape), turn =>
        {
            var (portion, group) = Math.DivRem(turn, shape.Groups);
            var target = partial.Start + (nint)portion * length + (nint)group * rows * taps;
            new Span<T>(target, rows * taps).Clear();
            using Workspace<T> images = workspaces.Rent(together * loom.ImageCells), lines = workspaces.Rent((long)rows * pitch);
            for (int first = portion * perPortion, end = Math.Min(first + perPortion, loom.Bundles); first < end; first += together)
            {
                var bundles = Math.Min(together, end - first);
                for (var b = 0; b < bundles; b++) LayBundle(loom, group, first + b, x, y, images.Start + b * loom.ImageCells, lines.Start, b, pitch);
                FilterProduct(loom, bundles * loom.Origins.Length, origins.Start, images.Start, 0, rows, lines.Start, pitch, 0, taps, target, add: true);
            }
        });
        workers.ForRanges(length, Grain / portions / Lanes * Lanes + Lanes, (start, end) =>
        {
            new Span<T>(partial.Start + start, end - start).CopyTo(w.Span[start..]);
            fixed (T* sum = w)
                for (var portion = 1; portion < portions; portion++)
                    AddLine(partial.Start + (nint)portion * length + start, sum + start, end - start);
        });
    }

    /// <summary>
    /// Few portions would leave threads idle: then blocks of the gradient are dealt out, and each thread lays out all images for itself,
    /// because fetching them from another's cache takes longer.
    /// </summary>
    void FilterAtOnce(Loom<T> loom, HostBuffer<T> x, HostBuffer<T> y, HostBuffer<T> w)
    {
        var (shape, rows, taps) = (loom.Shape, loom.Shape.OutputChannelsPerGroup, loom.Taps.Length);
        var (bundles, vectors) = (loom.Bundles, loom.Bundles * loom.Origins.Length);
        var (pitch, imageCells) = (vectors * Kernel<T>.Lanes, bundles * loom.ImageCells);
        var down = (rows - 1) / Kernel<T>.DotHeight + 1;
        var perBlock = Panels<T>.Part(taps, Math.Max(1, taps * down * shape.Groups / (2 * FewTurns)), Kernel<T>.DotWidth);
        var across = (taps - 1) / perBlock + 1;
        using Workspace<int> origins = FilterOrigins(loom, bundles);
        workers.ForEachThread(shape.Groups * down * across, Work(shape), items =>
        {
            using Workspace<T> images = workspaces.Rent(imageCells), lines = workspaces.Rent((long)rows * pitch);
            var laid = -1;
            foreach (var item in items)
            {
                var (group, row, tap) = (item / across / down, item / across % down * Kernel<T>.DotHeight, item % across * perBlock);
                for (var b = 0; b < bundles && group != laid; b++)
                    LayBundle(loom, group, b, x, y, images.Start + b * loom.ImageCells, lines.Start, b, pitch);
                laid = group;
                fixed (T* pw = w)
                    FilterProduct(loom, vectors, origins.Start, images.Start, row, Math.Min(row + Kernel<T>.DotHeight, rows), lines.Start, pitch,
                        tap, Math.Min(tap + perBlock, taps), pw + (nint)group * rows * taps, add: false);
            }
        });
    }

    /// <summary>Where the vectors of some bundles, laid one after another, have their origins.</summary>
    Workspace<int> FilterOrigins(Loom<T> loom, int together)
    {
        var sheet = tables.Rent((long)together * loom.Origins.Length);
        for (var v = 0; v < together * loom.Origins.Length; v++)
            sheet.Start[v] = checked((int)(v / loom.Origins.Length * loom.ImageCells)) + loom.Origins[v % loom.Origins.Length];
        return sheet;
    }

    /// <summary>Lays out a bundle's images, and its outputs as the <paramref name="place"/>-th piece of each channel's line.</summary>
    void LayBundle(Loom<T> loom, int group, int bundle, HostBuffer<T> x, HostBuffer<T> y, T* images, T* lines, int place, nint pitch)
    {
        var shape = loom.Shape;
        int inputs = shape.InputChannels * shape.Windows.Inputs, outputs = shape.OutputChannels * shape.Windows.Outputs;
        var (image, count) = loom.ImagesOf(bundle);
        using var room = workspaces.Rent(loom.Room);
        fixed (T* px = x, py = y)
        {
            loom.LayImages(px + (nint)image * inputs + group * (inputs / shape.Groups), inputs, count, images, room.Start);
            new Span<T>(images + loom.ImageCells - Kernel<T>.Lanes, Kernel<T>.Lanes).Clear();
            for (var o = 0; o < shape.OutputChannelsPerGroup; o++)
                loom.LayOutputs(py + (nint)image * outputs + group * (outputs / shape.Groups) + o * shape.Windows.Outputs, outputs, count,
                    lines + o * pitch + place * loom.Origins.Length * Kernel<T>.Lanes, room.Start);
        }
    }

    /// <summary>The inner products of rows … and taps …, in tiles of 4 output channels × 3 taps.</summary>
    static void FilterProduct(
        Loom<T> loom, int vectors, int* origins, T* x, int row, int endRow, T* y, nint pitch, int tap, int endTap, T* w, bool add)
    {
        var (height, width) = (Kernel<T>.DotHeight, Kernel<T>.DotWidth);
        fixed (int* taps = loom.Taps)
            for (var o = row; o < endRow; o += height)
                for (var t = tap; t < endTap; t += width)
                    Kernel<T>.Dot(vectors, origins, Math.Min(height, endRow - o), y + o * pitch, pitch, Math.Min(width, endTap - t), x, taps + t,
                        w + (nint)o * loom.Taps.Length + t, loom.Taps.Length, add);
    }
}
