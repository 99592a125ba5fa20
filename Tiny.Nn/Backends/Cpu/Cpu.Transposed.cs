using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// The transposed convolution as a product whose tiles are added where they belong: row (c, t) of Wᵀ·y holds what tap t of channel c owes
/// to each output, and goes to the numbers that the tap sees in the woven image. Stretching y with zeros would cost s² times as much.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    public override void ConvolveTransposed(ConvolutionShape shape, NumberBuffer y, NumberBuffer w, NumberBuffer? bias, NumberBuffer x)
    {
        if (x.Length == 0) return;
        if (y.Length == 0) x.On<T>(this).Span.Clear();
        else if (LoomFor(shape) is { IsDense: false } loom) TransposeBundles(loom, Cells(y), Cells(w), Cells(x));
        else Product(new(1, shape.Batch, TapsPerGroup(shape), shape.OutputChannels), y, w, null, x);
        AddBias(bias, shape.Windows.Inputs, x);
    }

    void TransposeBundles(Loom<T> loom, HostBuffer<T> y, HostBuffer<T> w, HostBuffer<T> x)
    {
        var shape = loom.Shape;
        int depth = shape.OutputChannelsPerGroup, channels = shape.InputChannelsPerGroup, pitch = loom.Origins.Length * Kernel<T>.Lanes;
        var (perBlock, blocks, columns) = (loom.ScatterChannels, channels / loom.ScatterChannels, loom.ScatterColumns);
        using var filters = PackScattered(shape.Groups, blocks, columns, depth, w);
        using Workspace<int> steps = Steps(depth, pitch), vectors = Steps(loom.Origins.Length, Kernel<T>.Lanes);
        workers.ForEachThread(loom.Bundles * shape.Groups * blocks, Work(shape), items =>
        {
            int inputs = shape.InputChannels * shape.Windows.Inputs, outputs = shape.OutputChannels * shape.Windows.Outputs, laid = -1;
            var cells = perBlock * loom.PlaneCells + Kernel<T>.Lanes;
            using Workspace<T> image = workspaces.Rent(cells), lines = workspaces.Rent((long)depth * pitch), room = workspaces.Rent(loom.Room);
            fixed (T* px = x, py = y)
            fixed (int* origins = loom.Origins, to = loom.ScatterPlaces)
                foreach (var item in items)
                {
                    var (bundle, group) = Math.DivRem(item / blocks, shape.Groups);
                    var (first, count) = loom.ImagesOf(bundle);
                    var block = group * blocks + item % blocks;
                    T* from = py + (nint)first * outputs + group * (outputs / shape.Groups);
                    for (var o = 0; o < depth && laid != item / blocks; o++)
                        loom.LayOutputs(from + o * shape.Windows.Outputs, outputs, count, lines.Start + (nint)o * pitch, room.Start);
                    laid = item / blocks;
                    new Span<T>(image.Start, cells).Clear();
                    for (var r = 0; r < columns.Length; r += Kernel<T>.Height)
                        Kernel<T>.Tiles(depth, Rows<T>.Packed(Panel(filters.Start, columns.Length, depth, block, r)), null, steps.Start, lines.Start,
                            vectors.Start, loom.Origins.Length, image.Start, to + r, origins, Into.Added);
                    loom.TakeImages(perBlock, image.Start, px + (nint)first * inputs + (nint)block * perBlock * shape.Windows.Inputs, inputs, count,
                        room.Start);
                }
        });
    }

    /// <summary>The columns of each block of the filters, in the given order, as panels of six rows; the last one is filled up with 0.</summary>
    Workspace<T> PackScattered(int groups, int blocks, int[] columns, int depth, HostBuffer<T> w)
    {
        var (height, total) = (Kernel<T>.Height, blocks * columns.Length);
        var packed = workspaces.Rent((long)groups * blocks * Panels<T>.RoundUp(columns.Length, height) * depth);
        fixed (T* filters = w)
            for (var block = 0; block < groups * blocks; block++)
                for (var r = 0; r < columns.Length; r += height)
                {
                    T* from = filters + (nint)(block / blocks) * depth * total + block % blocks * columns.Length;
                    T* panel = Panel(packed.Start, columns.Length, depth, block, r);
                    for (var o = 0; o < depth; o++, from += total)
                        for (var i = 0; i < height; i++) *panel++ = r + i < columns.Length ? from[columns[r + i]] : T.Zero;
                }
        return packed;
    }

    /// <summary>cells[j] += line[j].</summary>
    static void AddLine(T* line, T* cells, int count)
    {
        var j = 0;
        for (; j <= count - Lanes; j += Lanes) Vector.Store(Vector.Load(cells + j) + Vector.Load(line + j), cells + j);
        for (; j < count; j++) cells[j] += line[j];
    }
}
