using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>
/// The gradient of a convolution with respect to its filters: each element is an inner product of one output channel with what one tap sees,
/// along the outputs of all images. Shapes alone determine how the batch is cut into chunks; each chunk has a sum of its own, and these are
/// added in order.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>Partial sums of a filter gradient, at most.</summary>
    const int PartialLimit = 16;

    /// <summary>Up to this many chunks, blocks of the gradient are the work items instead.</summary>
    const int FewChunks = 2;

    /// <summary>Inner products of fewer vectors are dominated by the sums over lanes, so small tiles are multiplied together.</summary>
    const int DotVectors = 64;

    public override void ConvolveFilter(ConvolutionShape shape, NumberBuffer x, NumberBuffer y, NumberBuffer w)
    {
        if (w.Length == 0) return;
        if (x.Length == 0 || y.Length == 0) w.On<T>(this).Span.Clear();
        else if (PlanFor(shape) is { IsDense: false } plan) FilterTiles(plan, x, y, w);
        else Product(new(1, shape.OutputChannels, TapsPerGroup(shape), shape.Batch, TransposeA: true), y, x, null, w);
    }

    void FilterTiles(ConvolutionPlan<T> plan, NumberBuffer x, NumberBuffer y, NumberBuffer w)
    {
        var together = Math.Clamp(DotVectors / plan.Origins.Length, 1, plan.Tiles);
        var perChunk = Math.Max(CeilingDivide(plan.Tiles, PartialLimit), together);
        var chunks = CeilingDivide(plan.Tiles, perChunk);
        if (chunks <= FewChunks) (together, chunks) = (plan.Tiles, 0);
        using var origins = tables.Rent((long)together * plan.Origins.Length);
        int* origin = origins.Start;
        for (var slot = 0; slot < together; slot++)
            foreach (var vector in plan.Origins) *origin++ = checked((int)(slot * plan.ImageLength)) + vector;
        if (chunks == 0) FilterInBlocks(plan, origins.Start, x, y, w);
        else FilterInChunks(plan, together, perChunk, chunks, origins.Start, x, y, w);
    }

    /// <summary>One partial sum of the whole gradient for each chunk of the batch.</summary>
    void FilterInChunks(
        ConvolutionPlan<T> plan, int together, int perChunk, int chunks, int* origins, NumberBuffer x, NumberBuffer y, NumberBuffer w)
    {
        int groups = plan.Shape.Groups, rows = plan.Shape.OutputChannelsPerGroup, taps = plan.Taps.Length, length = w.Length;
        using var partial = workspaces.Rent((long)chunks * length);
        workers.ForEachThread(chunks * groups, Work(plan.Shape), items =>
        {
            using var operands = new FilterOperands<T>(plan, together, origins, workspaces);
            fixed (T* px = Elements(x), py = Elements(y))
                foreach (var item in items)
                {
                    var (chunk, group) = Math.DivRem(item, groups);
                    T* sums = partial.Start + (nint)chunk * length + (nint)group * rows * taps;
                    new Span<T>(sums, rows * taps).Clear();
                    for (int tile = chunk * perChunk, end = Math.Min(tile + perChunk, plan.Tiles); tile < end; tile += together)
                    {
                        var count = Math.Min(together, end - tile);
                        operands.Pack(group, tile, count, px, py);
                        operands.Multiply(count, 0, rows, 0, taps, sums, add: true);
                    }
                }
        });
        workers.ForRanges(length, Grain / chunks / Lanes * Lanes + Lanes, (start, end) =>
        {
            new Span<T>(partial.Start + start, end - start).CopyTo(Elements(w).Span[start..]);
            fixed (T* sum = Elements(w))
                for (var chunk = 1; chunk < chunks; chunk++) Add(partial.Start + (nint)chunk * length + start, sum + start, end - start);
        });
    }

    /// <summary>
    /// Few chunks would leave threads idle. Then blocks of the gradient are the work items, and each thread packs all images for itself, which
    /// takes less time than fetching them from another processor's cache.
    /// </summary>
    void FilterInBlocks(ConvolutionPlan<T> plan, int* origins, NumberBuffer x, NumberBuffer y, NumberBuffer w)
    {
        int groups = plan.Shape.Groups, rows = plan.Shape.OutputChannelsPerGroup, taps = plan.Taps.Length;
        var down = CeilingDivide(rows, DotRows);
        var perBlock = Part(taps, Math.Max(1, taps * down * groups / (2 * FewItems)), DotColumns);
        var across = CeilingDivide(taps, perBlock);
        workers.ForEachThread(groups * down * across, Work(plan.Shape), items =>
        {
            var packed = -1;
            using var operands = new FilterOperands<T>(plan, plan.Tiles, origins, workspaces);
            fixed (T* px = Elements(x), py = Elements(y), pw = Elements(w))
                foreach (var item in items)
                {
                    var (group, row, tap) = (item / across / down, item / across % down * DotRows, item % across * perBlock);
                    if (group != packed) operands.Pack(group, 0, plan.Tiles, px, py);
                    packed = group;
                    operands.Multiply(plan.Tiles, row, Math.Min(row + DotRows, rows), tap, Math.Min(tap + perBlock, taps),
                        pw + (nint)group * rows * taps, add: false);
                }
        });
    }
}
