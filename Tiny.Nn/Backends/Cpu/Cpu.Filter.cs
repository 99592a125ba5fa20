namespace Tiny.Nn.Backends;

/// <summary>
/// The gradient of a convolution in its filters: each of its numbers is an inner product of one output channel with the numbers
/// that one tap sees, along the outputs of all images. Bundles are dealt into a number of portions that depends on the shape
/// alone; each portion has a sum of its own, and these are added in order.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>At most so many partial sums of a filter gradient are kept until they are added in order.</summary>
    const int PartialLimit = 16;

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
        // Few portions leave threads idle: then the channels are dealt out, too, and each turn lays the images for itself.
        var perBlock = portions >= FewTurns ? rows : Panels<T>.Part(rows, Math.Max(1, rows * portions / FewTurns), Kernel<T>.DotHeight);
        var blocks = (rows - 1) / perBlock + 1;
        using Sheet<int> origins = FilterOrigins(loom, together);
        using Sheet<T> partial = scratch.Rent((long)portions * length);
        workers.ForEach(portions * shape.Groups * blocks, Work(shape), turn =>
        {
            var (portion, group, first) = (turn / blocks / shape.Groups, turn / blocks % shape.Groups, turn % blocks * perBlock);
            var channels = Math.Min(perBlock, rows - first);
            var target = partial.Cells + (nint)portion * length + ((nint)group * rows + first) * taps;
            new Span<T>(target, channels * taps).Clear();
            FilterPortion(loom, group, first, channels, portion * perPortion, Math.Min((portion + 1) * perPortion, loom.Bundles), together,
                origins.Cells, x, y, target);
        });
        workers.Ranges(length, Grain / portions / Lanes * Lanes + Lanes, (start, end) =>
        {
            new Span<T>(partial.Cells + start, end - start).CopyTo(w.Span[start..]);
            fixed (T* sum = w)
                for (var portion = 1; portion < portions; portion++)
                    AddLine(partial.Cells + (nint)portion * length + start, sum + start, end - start);
        });
    }

    /// <summary>Where the vectors of some bundles, laid one after another, have their origins.</summary>
    Sheet<int> FilterOrigins(Loom<T> loom, int together)
    {
        var sheet = places.Rent((long)together * loom.Origins.Length);
        for (var v = 0; v < together * loom.Origins.Length; v++)
            sheet.Cells[v] = checked((int)(v / loom.Origins.Length * loom.ImageCells)) + loom.Origins[v % loom.Origins.Length];
        return sheet;
    }

    /// <summary>
    /// w += the sum over bundles first … end − 1 for some channels of a group, as many bundles at once as make inner products of a good
    /// length.
    /// </summary>
    void FilterPortion(Loom<T> loom, int group, int channel, int rows, int first, int end, int together, int* origins, HostBuffer<T> x,
        HostBuffer<T> y, T* w)
    {
        var shape = loom.Shape;
        int inputs = shape.InputChannels * shape.Windows.Inputs, outputs = shape.OutputChannels * shape.Windows.Outputs;
        int vectors = loom.Origins.Length * Kernel<T>.Lanes, pitch = together * vectors;
        using Sheet<T> images = scratch.Rent(together * loom.ImageCells), lines = scratch.Rent((long)rows * pitch);
        using var room = scratch.Rent(loom.Room);
        for (var bundle = first; bundle < end; bundle += together)
        {
            var bundles = Math.Min(together, end - bundle);
            fixed (T* px = x, py = y)
                for (var b = 0; b < bundles; b++)
                {
                    var (image, count) = loom.ImagesOf(bundle + b);
                    var woven = images.Cells + b * loom.ImageCells;
                    loom.LayImages(px + (nint)image * inputs + group * (inputs / shape.Groups), inputs, count, woven, room.Cells);
                    new Span<T>(woven + loom.ImageCells - Kernel<T>.Lanes, Kernel<T>.Lanes).Clear();
                    for (var o = 0; o < rows; o++)
                        loom.LayOutputs(py + (nint)image * outputs + group * (outputs / shape.Groups) + (channel + o) * shape.Windows.Outputs, outputs, count,
                            lines.Cells + (nint)o * pitch + b * vectors, room.Cells);
                }
            FilterProduct(loom, bundles * loom.Origins.Length, origins, images.Cells, rows, lines.Cells, pitch, w);
        }
    }

    /// <summary>w += the inner products of these bundles, in tiles of 4 output channels × 3 taps.</summary>
    static void FilterProduct(Loom<T> loom, int vectors, int* origins, T* x, int rows, T* y, nint pitch, T* w)
    {
        var total = loom.Taps.Length;
        var (height, width) = (Kernel<T>.DotHeight, Kernel<T>.DotWidth);
        fixed (int* taps = loom.Taps)
            for (var o = 0; o < rows; o += height)
                for (var t = 0; t < total; t += width)
                    Kernel<T>.Dot(vectors, origins, Math.Min(height, rows - o), y + o * pitch, pitch, Math.Min(width, total - t), x, taps + t,
                        w + (nint)o * total + t, total, add: true);
    }
}
