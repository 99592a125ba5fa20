using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>
/// The gradient of a convolution with respect to its filters: each element is the inner product of one output channel
/// with the elements that one tap reads, over the outputs of all images. Shapes alone determine how the batch is cut
/// into chunks. Each chunk has a sum of its own, and these sums are added in order.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>The largest number of partial sums of a filter gradient.</summary>
    const int PartialLimit = 16;

    /// <summary>The largest number of chunks at which blocks of the gradient, not chunks, are the work items.</summary>
    const int FewChunks = 2;

    /// <summary>
    /// The number of vectors below which the sums over lanes dominate an inner product; several small tiles are then
    /// multiplied together.
    /// </summary>
    const int DotVectors = 64;

    protected override void ConvolveFilterCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w)
    {
        if (w.Length == 0) return;
        if (x.Length == 0 || y.Length == 0) Elements(w).Span.Clear();
        else if (PlanFor(shape) is { IsDense: false } plan) FilterTiles(plan, x, y, w);
        else ProductCore(new(1, shape.OutputChannels, TapsPerGroup(shape), shape.Batch, TransposeA: true), y, x, null,
            w);
    }

    /// <summary>
    /// Computes the gradient. Many tiles are cut into chunks, each with a partial sum of the whole gradient. If few
    /// chunks would leave threads idle, blocks of the gradient are the work items. Each thread then packs all images
    /// for itself, which takes less time than fetching them from another processor's cache.
    /// </summary>
    void FilterTiles(ConvolutionPlan<T> plan, ValueBuffer x, ValueBuffer y, ValueBuffer w)
    {
        int groups = plan.Shape.Groups, rows = plan.Shape.OutputChannelsPerGroup;
        int taps = plan.Taps.Length, length = w.Length;
        var together = Math.Clamp(DotVectors / plan.Origins.Length, 1, plan.Tiles);
        var perChunk = Math.Max(CeilingDivide(plan.Tiles, PartialLimit), together);
        var chunks = CeilingDivide(plan.Tiles, perChunk);
        var (blockRows, blockTaps, isWhole) = (rows, taps, chunks <= FewChunks);
        if (isWhole)
        {
            (chunks, perChunk, together, blockRows) = (1, plan.Tiles, plan.Tiles, DotRows);
            blockTaps = Part(
                taps, Math.Max(1, taps * CeilingDivide(rows, DotRows) * groups / (2 * FewItems)), DotColumns);
        }
        var (down, across) = (CeilingDivide(rows, blockRows), CeilingDivide(taps, blockTaps));
        using var origins = FilterOrigins(plan, together);
        using var partial = workspaces.Rent(isWhole ? 0 : (long)chunks * length);
        workers.ForEachThread(chunks * groups * down * across, Work(plan.Shape), items =>
        {
            var packed = -1;
            using var operands = new FilterGradientOperands<T>(plan, together, origins.Start, workspaces);
            fixed (T* px = Elements(x), py = Elements(y), pw = Elements(w))
                foreach (var item in items)
                {
                    var (chunk, group) = Math.DivRem(item / across / down, groups);
                    int row = item / across % down * blockRows, tap = item % across * blockTaps;
                    T* sums = (isWhole ? pw : partial.Start + (nint)chunk * length) + (nint)group * rows * taps;
                    if (!isWhole) new Span<T>(sums, rows * taps).Clear();
                    var end = Math.Min((chunk + 1) * perChunk, plan.Tiles);
                    for (var tile = chunk * perChunk; tile < end; tile += together)
                    {
                        var count = Math.Min(together, end - tile);
                        if (!isWhole || group != packed) operands.Pack(group, tile, count, px, py);
                        packed = group;
                        operands.Multiply(count, row, Math.Min(row + blockRows, rows),
                            tap, Math.Min(tap + blockTaps, taps), sums, add: !isWhole);
                    }
                }
        });
        if (!isWhole)
            workers.ForRanges(length, Grain / chunks / Lanes * Lanes + Lanes, (start, end) =>
            {
                new Span<T>(partial.Start + start, end - start).CopyTo(Elements(w).Span[start..]);
                fixed (T* sum = Elements(w))
                    for (var chunk = 1; chunk < chunks; chunk++)
                        Add(partial.Start + (nint)chunk * length + start, sum + start, end - start);
            });
    }

    /// <summary>Returns the origins of the vectors of several packed tiles, one tile after another.</summary>
    Workspace<int> FilterOrigins(ConvolutionPlan<T> plan, int count)
    {
        var origins = tables.Rent((long)count * plan.Origins.Length);
        int* origin = origins.Start;
        for (var tile = 0; tile < count; tile++)
            foreach (var vector in plan.Origins) *origin++ = WindowOffsets.Checked(tile * plan.ImageLength + vector);
        return origins;
    }
}
