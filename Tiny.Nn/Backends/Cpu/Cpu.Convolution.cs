namespace Tiny.Nn.Backends;

/// <summary>
/// The convolution, without a matrix of patches: filters are packed as the rows of a product, and each tap reads its numbers straight
/// from the woven image (<see cref="Loom{T}"/>). A window that covers the whole image is a dense layer.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    readonly Dictionary<ConvolutionShape, Loom<T>> looms = [];

    static long Work(ConvolutionShape shape) =>
        (long)shape.Batch * shape.OutputChannels * shape.InputChannelsPerGroup * shape.Windows.Taps * shape.Windows.Outputs;

    static int TapsPerGroup(ConvolutionShape shape) => shape.InputChannelsPerGroup * shape.Windows.Taps;

    public override void Convolve(ConvolutionShape shape, NumberBuffer x, NumberBuffer w, NumberBuffer? bias, NumberBuffer y)
    {
        if (y.Length == 0) return;
        if (x.Length == 0)
        {
            y.On<T>(this).Span.Clear();
            AddBias(bias, shape.Windows.Outputs, y);
        }
        else if (LoomFor(shape) is { IsDense: false } loom) ConvolveBundles(loom, Cells(x), Cells(w), bias, Cells(y));
        else Product(new(1, shape.Batch, shape.OutputChannels, TapsPerGroup(shape), TransposeB: true), x, w, bias, y);
    }

    void ConvolveBundles(Loom<T> loom, HostBuffer<T> x, HostBuffer<T> w, NumberBuffer? bias, HostBuffer<T> y)
    {
        var shape = loom.Shape;
        int rows = shape.OutputChannelsPerGroup, depth = TapsPerGroup(shape), height = Kernel<T>.Height;
        using var filters = PackFilters(shape.Groups, rows, depth, w);
        using var biases = PackBias(bias, shape.Groups, rows);
        // Few bundles would leave threads idle: then panels of channels are turns, too, and a bundle is laid out by each thread that needs it.
        var (perBlock, blocks) = loom.Bundles >= FewTurns ? (rows, 1) : (height, (rows - 1) / height + 1);
        workers.ForEachThread(loom.Bundles * shape.Groups * blocks, Work(shape), items =>
        {
            int inputs = shape.InputChannels * shape.Windows.Inputs, outputs = shape.OutputChannels * shape.Windows.Outputs, laid = -1;
            using Workspace<T> image = workspaces.Rent(loom.IsPlain ? 0 : loom.ImageCells), sheet = workspaces.Rent((long)height * loom.Pitch);
            using var room = workspaces.Rent(loom.Room);
            fixed (T* px = x, py = y)
                foreach (var item in items)
                {
                    var (bundle, group) = Math.DivRem(item / blocks, shape.Groups);
                    var (first, count) = loom.ImagesOf(bundle);
                    T* from = px + (nint)first * inputs + group * (inputs / shape.Groups);
                    T* to = py + (nint)first * outputs + group * (outputs / shape.Groups);
                    if (!loom.IsPlain && laid != item / blocks) loom.LayImages(from, inputs, count, image.Start, room.Start);
                    laid = item / blocks;
                    for (int channel = item % blocks * perBlock, end = Math.Min(channel + perBlock, rows); channel < end; channel += height)
                    {
                        ConvolvePanel(loom, depth, Panel(filters.Start, rows, depth, group, channel), Panel(biases.Start, rows, 1, group, channel),
                            loom.IsPlain ? from : image.Start, sheet.Start);
                        for (var r = 0; r < Math.Min(height, end - channel); r++)
                            loom.TakeOutputs(sheet.Start + (nint)r * loom.Pitch, to + (channel + r) * shape.Windows.Outputs, outputs, count, room.Start);
                    }
                }
        });
    }

    /// <summary>The outputs of six channels, tile by tile.</summary>
    static void ConvolvePanel(Loom<T> loom, int depth, T* filters, T* bias, T* x, T* y)
    {
        fixed (int* taps = loom.Taps, origins = loom.Origins, rows = loom.Rows, places = loom.Places)
            Kernel<T>.Tiles(depth, Rows<T>.Packed(filters), bias, taps, x, origins, loom.Origins.Length, y, rows, places, Into.Replaced);
    }

    /// <summary>How shapes are laid out is worked out once for each, as training meets the same ones in every step.</summary>
    Loom<T> LoomFor(ConvolutionShape shape)
    {
        if (looms.TryGetValue(shape, out var loom)) return loom;
        if (looms.Count == PlanLimit) looms.Clear();
        return looms[shape] = new(shape);
    }

    /// <summary>Each group's matrix of filters as panels of six rows.</summary>
    Workspace<T> PackFilters(int groups, int rows, int depth, HostBuffer<T> w)
    {
        var packed = workspaces.Rent((long)groups * Panels<T>.RoundUp(rows, Kernel<T>.Height) * depth);
        fixed (T* filters = w)
            for (var g = 0; g < groups; g++)
                Panels<T>.Pack(filters + (nint)g * rows * depth, 1, depth, depth, rows, Kernel<T>.Height, Panel(packed.Start, rows, depth, g, 0));
        return packed;
    }

    /// <summary>The bias as panels of six rows, too; 0 where there is none.</summary>
    Workspace<T> PackBias(NumberBuffer? bias, int groups, int rows)
    {
        var length = Panels<T>.RoundUp(rows, Kernel<T>.Height);
        var packed = workspaces.Rent(groups * length);
        new Span<T>(packed.Start, groups * length).Clear();
        for (var g = 0; g < groups && bias is not null; g++)
            Cells(bias).Span.Slice(g * rows, rows).CopyTo(new Span<T>(Panel(packed.Start, rows, 1, g, 0), rows));
        return packed;
    }

    /// <summary>The panel of six rows from <paramref name="row"/> on.</summary>
    static T* Panel(T* panels, int rows, int depth, int group, int row) =>
        panels + ((nint)group * Panels<T>.RoundUp(rows, Kernel<T>.Height) + row) * depth;
}
