using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>
/// The convolution, computed without a patch matrix: the filters are packed as the rows of a product, and each tap
/// reads its elements from the packed image (<see cref="ConvolutionPlan{T}"/>). If the window covers the whole image,
/// the convolution is a matrix product.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    readonly Dictionary<ConvolutionShape, ConvolutionPlan<T>> convolutions = [];

    static long Work(ConvolutionShape shape) =>
        (long)shape.Batch * shape.OutputChannels * TapsPerGroup(shape) * shape.Window.OutputCount;

    static int TapsPerGroup(ConvolutionShape shape) => shape.InputChannelsPerGroup * shape.Window.TapCount;

    protected override void ConvolveCore(
        ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y)
    {
        if (y.Length == 0) return;
        if (x.Length == 0)
        {
            Elements(y).Span.Clear();
            AddBias(bias, shape.Window.OutputCount, y);
        }
        else if (PlanFor(shape) is { IsDense: false } plan) ConvolveTiles(plan, x, w, bias, y);
        else ProductCore(new(1, shape.Batch, shape.OutputChannels, TapsPerGroup(shape), TransposeB: true), x, w, bias,
            y);
    }

    /// <summary>Each channel of a tile is pooled right after it is computed, while it is in the cache.</summary>
    protected override void ConvolveMaxPoolCore(ConvolutionShape shape, PoolingShape pool, ValueBuffer x,
        ValueBuffer w, ValueBuffer? bias, ValueBuffer y)
    {
        if (x.Length > 0 && y.Length > 0
            && PlanFor(shape) is { IsDense: false } plan && PlanFor(pool.Window) is { IsPadded: false } pooling)
            ConvolveTiles(plan, x, w, bias, y, pooling);
        else base.ConvolveMaxPoolCore(shape, pool, x, w, bias, y);
    }

    void ConvolveTiles(ConvolutionPlan<T> plan, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y,
        PoolingPlan<T>? pooling = null)
    {
        var (shape, groups) = (plan.Shape, plan.Shape.Groups);
        int rows = shape.OutputChannelsPerGroup, depth = plan.Taps.Length;
        using var filters = PackFilters(groups, rows, depth, w);
        using var biases = bias is null ? default : PackFilters(groups, rows, 1, bias);
        // If there are few batch tiles, panels of channels are work items, too; each thread packs the tiles it needs.
        var panels = plan.Panels;
        var blocks = plan.Tiles >= FewItems ? 1 : panels.Length - 1;
        workers.ForEachThread(plan.Tiles * groups * blocks, Work(shape), items =>
        {
            var packed = -1;
            using var packer = new ConvolutionPacker<T>(plan, workspaces);
            using var pooler = pooling is null ? null : new PlanePooler<T>(pooling, workspaces);
            using var image = workspaces.Rent(plan.IsPlain ? 0 : plan.ImageLength);
            using var sums = workspaces.Rent((long)MR * plan.OutputPitch);
            fixed (T* px = Elements(x), py = Elements(y))
            fixed (int* taps = plan.Taps, origins = plan.Origins)
            fixed (int* channels = plan.ChannelOffsets, outputs = plan.OutputOffsets)
                foreach (var item in items)
                {
                    var (tile, group) = Math.DivRem(item / blocks, groups);
                    var firstInput = group * shape.InputChannelsPerGroup;
                    if (!plan.IsPlain && packed != item / blocks) packer.PackImages(px, tile, firstInput, image.Start);
                    packed = item / blocks;
                    TapView<T> b = new()
                    {
                        Start = plan.IsPlain ? packer.Input(px, tile, firstInput) : image.Start,
                        Taps = taps, TapCount = depth, Origins = origins, VectorCount = plan.Origins.Length
                    };
                    TileView<T> c = new() { Start = sums.Start, Rows = channels, Vectors = outputs };
                    for (var p = item % blocks; p < panels.Length - 1; p += blocks)
                    {
                        int row = panels[p], end = panels[p + 1];
                        if (bias is not null) c.Bias = Panel(biases, rows, 1, group, row);
                        MicroKernel<T>.Multiply(
                            PanelView<T>.Packed(Panel(filters, rows, depth, group, row), PanelRows(rows - row)),
                            in b, in c);
                        for (var r = row; r < end; r++)
                        {
                            T* sum = sums.Start + (nint)(r - row) * plan.OutputPitch;
                            if (pooler is null) packer.UnpackOutputs(sum, tile, group * rows + r, py);
                            else packer.PoolOutputs(sum, tile, group * rows + r, pooler, py);
                        }
                    }
                }
        });
    }

    /// <summary>
    /// Returns the plan of a shape. Plans are kept, because training uses the same shapes in every iteration.
    /// </summary>
    ConvolutionPlan<T> PlanFor(ConvolutionShape shape)
    {
        if (convolutions.TryGetValue(shape, out var plan)) return plan;
        if (convolutions.Count == PlanLimit) convolutions.Clear();
        return convolutions[shape] = new(shape);
    }

    /// <summary>Packs each group's filter matrix in panels; missing rows are zeros.</summary>
    Workspace<T> PackFilters(int groups, int rows, int depth, ValueBuffer w)
    {
        var packed = workspaces.Rent((long)groups * RoundUp(rows, MR) * depth);
        fixed (T* filters = Elements(w))
            for (var g = 0; g < groups; g++)
                Gemm<T>.PackRows(filters + (nint)g * rows * depth, 1, depth, depth, rows,
                    Panel(packed, rows, depth, g, 0));
        return packed;
    }

    /// <summary>Returns the panel that starts at <paramref name="row"/>.</summary>
    static T* Panel(Workspace<T> panels, int rows, int depth, int group, int row) =>
        panels.Start + ((nint)group * RoundUp(rows, MR) + row) * depth;
}
