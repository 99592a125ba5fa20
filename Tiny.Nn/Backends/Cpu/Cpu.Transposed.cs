using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// The transposed convolution as a product and an ordered scatter: row (c, t) of Wᵀ·y holds what tap t of channel c owes to each
/// output, and is added to the numbers that the tap sees in the woven image. Stretching y with zeros would cost s² times as much.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>Vectors of Wᵀ·y at once: six rows of them stay in the first-level cache.</summary>
    const int ScatterVectors = 32;

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
        int depth = shape.OutputChannelsPerGroup, rows = TapsPerGroup(shape);
        using var filters = PackFilters(shape.Groups, rows, step: 1, depth, depthStep: rows, w);
        var pitch = loom.Origins.Length * Kernel<T>.Lanes;
        using Sheet<int> steps = Steps(depth, pitch), side = Steps(ScatterVectors, Kernel<T>.Lanes);
        workers.ForEach(loom.Bundles * shape.Groups, Work(shape), turn =>
        {
            var (bundle, group) = Math.DivRem(turn, shape.Groups);
            var (first, count) = loom.ImagesOf(bundle);
            int inputs = shape.InputChannels * shape.Windows.Inputs, outputs = shape.OutputChannels * shape.Windows.Outputs;
            using Sheet<T> image = scratch.Rent(loom.ImageCells), lines = scratch.Rent((long)depth * pitch + Kernel<T>.Lanes);
            using Sheet<T> sums = scratch.Rent(Kernel<T>.Height * ScatterVectors * Kernel<T>.Lanes), room = scratch.Rent(loom.Room);
            fixed (T* px = x, py = y)
            {
                T* from = py + (nint)first * outputs + group * (outputs / shape.Groups);
                T* to = px + (nint)first * inputs + group * (inputs / shape.Groups);
                for (var o = 0; o < depth; o++)
                    loom.LayOutputs(from + o * shape.Windows.Outputs, outputs, count, lines.Cells + (nint)o * pitch, room.Cells);
                new Span<T>(image.Cells, (int)loom.ImageCells).Clear();
                for (var r = 0; r < rows; r += Kernel<T>.Height)
                    TransposePanel(loom, depth, Panel(filters.Cells, rows, depth, group, r), steps.Cells, side.Cells, lines.Cells,
                        sums.Cells, r, Math.Min(Kernel<T>.Height, rows - r), image.Cells);
                loom.TakeImages(image.Cells, to, inputs, count, room.Cells);
            }
        });
    }

    /// <summary>
    /// What six taps owe to all outputs, and where it goes: some vectors at a time, so that they are added from the first-level cache.
    /// </summary>
    static void TransposePanel(Loom<T> loom, int depth, T* filters, int* steps, int* side, T* y, T* sums, int tap, int used, T* x)
    {
        int lanes = Kernel<T>.Lanes, pitch = ScatterVectors * lanes;
        fixed (int* origins = loom.Origins)
            for (var first = 0; first < loom.Origins.Length; first += ScatterVectors)
            {
                var count = Math.Min(ScatterVectors, loom.Origins.Length - first);
                Kernel<T>.Tiles(depth, Rows<T>.Packed(filters), null, steps, y + first * lanes, side, count, sums, side, pitch, add: false);
                for (var r = 0; r < used; r++) Kernel<T>.Scatter(count, sums + r * pitch, origins + first, x + loom.Taps[tap + r]);
            }
    }

    /// <summary>cells[j] += line[j].</summary>
    static void AddLine(T* line, T* cells, int count)
    {
        var j = 0;
        for (; j <= count - Lanes; j += Lanes) Vector.Store(Vector.Load(cells + j) + Vector.Load(line + j), cells + j);
        for (; j < count; j++) cells[j] += line[j];
    }
}
