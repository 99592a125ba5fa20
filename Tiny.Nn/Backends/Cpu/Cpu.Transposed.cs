using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// The transposed convolution as a product and an ordered scatter: row (c, t) of Wᵀ·y holds what tap t of channel c owes to each
/// output, and is added to the numbers that the tap sees in the woven image. Stretching y with zeros would cost s² times as much.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    /// <summary>Columns of Wᵀ·y at once: six rows of them stay in the first-level cache.</summary>
    const int ScatterColumns = 512;

    public override void ConvolveTransposed(ConvolutionShape shape, NumberBuffer y, NumberBuffer w, NumberBuffer x)
    {
        if (x.Length == 0) return;
        if (y.Length == 0) x.On<T>(this).Span.Clear();
        else if (LoomFor(shape) is { IsDense: false } loom) TransposeBundles(loom, Cells(y), Cells(w), Cells(x));
        else Product(new(1, shape.Batch, TapsPerGroup(shape), shape.OutputChannels), y, w, x);
    }

    void TransposeBundles(Loom<T> loom, T[] y, T[] w, T[] x)
    {
        var shape = loom.Shape;
        int depth = shape.OutputChannelsPerGroup, rows = TapsPerGroup(shape);
        using var filters = PackFilters(rows, depth, shape.Groups, w, step: 1, depthStep: rows);
        using var steps = Steps(depth, loom.Pitch);
        workers.ForEach(loom.Bundles * shape.Groups, Work(shape), turn =>
        {
            var (bundle, group) = Math.DivRem(turn, shape.Groups);
            var (first, count) = loom.ImagesOf(bundle);
            int inputs = shape.InputChannels * shape.Windows.Inputs, outputs = shape.OutputChannels * shape.Windows.Outputs;
            using Sheet<T> image = scratch.Rent(loom.ImageCells), lines = scratch.Rent((long)depth * loom.Pitch + Kernel<T>.Width), room = scratch.Rent(loom.Room);
            using var sums = scratch.Rent(Kernel<T>.Height * Panels<T>.RoundUp(LinesTogether(loom) * loom.Line, Kernel<T>.Width));
            fixed (T* px = x, py = y)
            {
                T* from = py + (nint)first * outputs + group * (outputs / shape.Groups), to = px + (nint)first * inputs + group * (inputs / shape.Groups);
                for (var o = 0; o < depth; o++)
                    loom.LayOutputs(from + o * shape.Windows.Outputs, outputs, count, lines.Cells + (nint)o * loom.Pitch, room.Cells);
                new Span<T>(image.Cells, (int)loom.ImageCells).Clear();
                for (var r = 0; r < rows; r += Kernel<T>.Height)
                    TransposePanel(loom, depth, Panel(filters.Cells, rows, depth, group, r), steps.Cells, lines.Cells, sums.Cells, r,
                        Math.Min(Kernel<T>.Height, rows - r), image.Cells);
                loom.TakeImages(image.Cells, to, inputs, count, room.Cells);
            }
        });
    }

    /// <summary>What six taps owe to all outputs, and where it goes: some lines at a time, so that they are added from the first-level cache.</summary>
    static void TransposePanel(Loom<T> loom, int depth, T* filters, int* steps, T* y, T* sums, int tap, int used, T* x)
    {
        var together = LinesTogether(loom);
        var pitch = Panels<T>.RoundUp(together * loom.Line, Kernel<T>.Width);
        for (var first = 0; first < loom.Comb.Lines.Length; first += together, y += together * loom.Line)
        {
            var lines = Math.Min(together, loom.Comb.Lines.Length - first);
            for (var v = 0; v < lines * loom.Line; v += Kernel<T>.Width)
                Kernel<T>.Tile(depth, filters, null, steps, y + v, y + v + Kernel<T>.Lanes, sums + v, sums + v + Kernel<T>.Lanes, pitch, add: false);
            for (var r = 0; r < used; r++)
                for (var j = 0; j < lines; j++)
                    AddLine(sums + r * pitch + j * loom.Line, x + loom.Taps[tap + r] + loom.Comb.Lines[first + j] * loom.Images, loom.Line, ownsBeyond: true);
        }
    }

    static int LinesTogether(Loom<T> loom) => Math.Max(1, ScatterColumns / loom.Line);

    /// <summary>cells[j] += line[j]; where the cells beyond the line are the caller's own, they are rewritten as they are.</summary>
    static void AddLine(T* line, T* cells, int count, bool ownsBeyond)
    {
        var j = 0;
        for (; j <= count - Lanes; j += Lanes) Vector.Store(Vector.Load(cells + j) + Vector.Load(line + j), cells + j);
        if (j == count) return;
        if (ownsBeyond) Vector.Store(Vector.Load(cells + j) + First(count - j, Vector.Load(line + j), Vector<T>.Zero), cells + j);
        else for (; j < count; j++) cells[j] += line[j];
    }
}
