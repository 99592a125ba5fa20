using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>
/// The transposed convolution, computed as a product whose register tiles are scattered. Row (c, t) of Wᵀ·y holds the
/// contribution of tap t of channel c for each output; it is added to the elements of the packed image that the tap
/// reads. Inserting zeros into y would cost s² times as much.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    protected override void ConvolveTransposedCore(
        ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias, ValueBuffer x)
    {
        if (x.Length == 0) return;
        if (y.Length == 0) Elements(x).Span.Clear();
        else if (PlanFor(shape) is { IsDense: false } plan) TransposeTiles(plan, y, w, x);
        else ProductCore(new(1, shape.Batch, TapsPerGroup(shape), shape.OutputChannels), y, w, null, x);
        AddBias(bias, shape.Window.InputCount, x);
    }

    void TransposeTiles(ConvolutionPlan<T> plan, ValueBuffer y, ValueBuffer w, ValueBuffer x)
    {
        var (shape, groups, columns) = (plan.Shape, plan.Shape.Groups, plan.ScatterColumns.Length);
        int depth = shape.OutputChannelsPerGroup, vectors = plan.Origins.Length;
        var pitch = (long)vectors * KernelLanes;
        var blocks = shape.InputChannelsPerGroup / plan.ScatterChannels;
        using var filters = PackScattered(plan, groups * blocks, w);
        using Workspace<int> taps = Steps(depth, pitch), origins = Steps(vectors, KernelLanes);
        workers.ForEachThread(plan.Tiles * groups * blocks, Work(shape), items =>
        {
            var (length, packed) = (plan.ScatterChannels * plan.PlaneLength + KernelLanes, -1);
            using var packer = new ConvolutionPacker<T>(plan, workspaces);
            using Workspace<T> image = workspaces.Rent(length), outputs = workspaces.Rent(depth * pitch);
            TapView<T> b = new()
            {
                Start = outputs.Start,
                Taps = taps.Start, TapCount = depth, Origins = origins.Start, VectorCount = vectors
            };
            fixed (T* px = Elements(x), py = Elements(y))
            fixed (int* imageOrigins = plan.Origins, scatter = plan.ScatterTaps)
                foreach (var item in items)
                {
                    var (tile, group) = Math.DivRem(item / blocks, groups);
                    var block = group * blocks + item % blocks;
                    for (var o = 0; o < depth && packed != item / blocks; o++)
                        packer.PackOutputs(py, tile, group * depth + o, outputs.Start + o * pitch);
                    packed = item / blocks;
                    new Span<T>(image.Start, length).Clear();
                    TileView<T> c = new()
                    {
                        Start = image.Start, Vectors = imageOrigins, Epilogue = Epilogue.ScatterAdd
                    };
                    for (var r = 0; r < columns; r += MR)
                    {
                        c.Rows = scatter + r;
                        MicroKernel<T>.Multiply(
                            PanelView<T>.Packed(Panel(filters, columns, depth, block, r), MR), in b, in c);
                    }
                    packer.UnpackImages(image.Start, tile, block * plan.ScatterChannels, px);
                }
        });
    }

    /// <summary>
    /// Packs the columns of each block of the filters, in the plan's order, in panels of MR rows; the last panel is
    /// filled up with zeros.
    /// </summary>
    Workspace<T> PackScattered(ConvolutionPlan<T> plan, int blocks, ValueBuffer w)
    {
        var (columns, depth, total) = (plan.ScatterColumns, plan.Shape.OutputChannelsPerGroup, plan.Taps.Length);
        var packed = workspaces.Rent((long)blocks * RoundUp(columns.Length, MR) * depth);
        T* panel = packed.Start;
        fixed (T* filters = Elements(w))
            for (var block = 0; block < blocks; block++)
            {
                var (group, first) = Math.DivRem(block * columns.Length, total);
                for (var r = 0; r < columns.Length; r += MR)
                    for (var o = 0; o < depth; o++)
                    {
                        T* from = filters + ((nint)group * depth + o) * total + first;
                        for (var i = r; i < r + MR; i++) *panel++ = i < columns.Length ? from[columns[i]] : T.Zero;
                    }
            }
        return packed;
    }

    /// <summary>Adds x to y: y[j] += x[j].</summary>
    static void Add(T* x, T* y, int count)
    {
        var j = 0;
        for (; j <= count - Lanes; j += Lanes) Store(Load(y, j) + Load(x, j), y, j);
        for (; j < count; j++) y[j] += x[j];
    }
}
