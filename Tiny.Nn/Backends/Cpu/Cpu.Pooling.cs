using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>Pooling: line by line of the output plane, tap by tap, so that the innermost loops run along a line without a branch.</summary>
public sealed unsafe partial class Cpu<T>
{
    static int PlanesPerTurn(PoolingShape shape) => Grain / (2 * shape.Windows.Outputs * shape.Windows.Taps + 1) + 1;

    public override void MaxPool(PoolingShape shape, NumberBuffer x, NumberBuffer y, IndexBuffer switches)
    {
        T[] xs = Cells(x), ys = Cells(y);
        var from = Cells(switches);
        int inputs = shape.Windows.Inputs, outputs = shape.Windows.Outputs, width = shape.Windows.Width.Output;
        workers.Ranges(shape.Planes, PlanesPerTurn(shape), (first, end) =>
        {
            var lines = scratch.Rent(3 * Panels<T>.RoundUp(width, Lanes));
            for (var plane = first; plane < end; plane++)
                for (var line = 0; line < outputs; line += width)
                    MaxLine(shape.Windows, line / width, xs.AsSpan(plane * inputs, inputs), ys.AsSpan(plane * outputs + line, width),
                        from.AsSpan(plane * outputs + line, width), lines);
            scratch.Return(lines);
        });
    }

    /// <summary>
    /// One line of the output: a tap's candidates are laid side by side, then compared lane by lane with the best so far.
    /// What is remembered is the tap's number plus 1, so that 0 says that there was none.
    /// </summary>
    static void MaxLine(Windows windows, int line, ReadOnlySpan<T> x, Span<T> y, Span<int> switches, T[] lines)
    {
        var room = Panels<T>.RoundUp(y.Length, Lanes);
        Span<T> best = lines.AsSpan(0, room), tapOfBest = lines.AsSpan(room, room), candidates = lines.AsSpan(2 * room, room);
        best.Clear();
        tapOfBest.Clear();
        for (var tap = 0; tap < windows.Taps; tap++)
        {
            var (first, last, from) = TapInLine(windows, line, tap);
            if (first >= last) continue;
            for (int j = first, cell = from; j < last; j++, cell += windows.Width.Stride) candidates[j] = x[cell];
            TakeLarger(best, tapOfBest, candidates, tap + 1, first, last);
        }
        best[..y.Length].CopyTo(y);
        for (var j = 0; j < y.Length; j++)
        {
            var tap = int.CreateTruncating(tapOfBest[j]) - 1;
            switches[j] = tap < 0 ? -1 : CellAt(windows, line, j, tap);
        }
    }

    static void TakeLarger(Span<T> best, Span<T> tapOfBest, ReadOnlySpan<T> candidates, int tap, int first, int last)
    {
        Vector<T> from = Vector.Create(T.CreateTruncating(first)), to = Vector.Create(T.CreateTruncating(last));
        var number = Vector.Create(T.CreateTruncating(tap));
        for (var j = 0; j < best.Length; j += Lanes)
        {
            Vector<T> old = new(best[j..]), oldTap = new(tapOfBest[j..]), candidate = new(candidates[j..]);
            var place = Vector<T>.Indices + Vector.Create(T.CreateTruncating(j));
            var inside = Vector.AndNot(Vector.LessThan(place, to), Vector.LessThan(place, from));
            var larger = Vector.AndNot(Vector.Equals(old, old), Vector.LessThanOrEqual(candidate, old));     // a NaN wins, and stays
            var take = inside & (larger | Vector.Equals(oldTap, Vector<T>.Zero));
            Vector.ConditionalSelect(take, candidate, old).CopyTo(best[j..]);
            Vector.ConditionalSelect(take, number, oldTap).CopyTo(tapOfBest[j..]);
        }
    }

    public override void SumPool(PoolingShape shape, NumberBuffer x, NumberBuffer y)
    {
        T[] xs = Cells(x), ys = Cells(y);
        y.On<T>(this).Span.Clear();
        ForEachTap(shape, (cells, stride, outputs, count) =>
        {
            for (var j = 0; j < count; j++) ys[outputs + j] += xs[cells + j * stride];
        });
    }

    public override void Spread(PoolingShape shape, NumberBuffer y, NumberBuffer x)
    {
        T[] xs = Cells(x), ys = Cells(y);
        x.On<T>(this).Span.Clear();
        ForEachTap(shape, (cells, stride, outputs, count) =>
        {
            for (var j = 0; j < count; j++) xs[cells + j * stride] += ys[outputs + j];
        });
    }

    /// <summary>Calls walk(first cell of x, its stride, first cell of y, count) for every plane, line of the output and tap.</summary>
    void ForEachTap(PoolingShape shape, Action<int, int, int, int> walk)
    {
        int inputs = shape.Windows.Inputs, outputs = shape.Windows.Outputs, width = shape.Windows.Width.Output;
        workers.Ranges(shape.Planes, PlanesPerTurn(shape), (start, end) =>
        {
            for (var plane = start; plane < end; plane++)
                for (var line = 0; line < outputs; line += width)
                    for (var tap = 0; tap < shape.Windows.Taps; tap++)
                    {
                        var (first, last, from) = TapInLine(shape.Windows, line / width, tap);
                        if (first < last) walk(plane * inputs + from, shape.Windows.Width.Stride, plane * outputs + line + first, last - first);
                    }
        });
    }

    /// <summary>For which outputs of a line the tap lies inside the plane, and the cell under it at the first of them.</summary>
    static (int First, int Last, int From) TapInLine(Windows windows, int line, int tap)
    {
        var (depth, height, width) = windows;
        var z = depth.At(line / height.Output, tap / width.Kernel / height.Kernel);
        var y = height.At(line % height.Output, tap / width.Kernel % height.Kernel);
        if (z < 0 || z >= depth.Input || y < 0 || y >= height.Input) return (0, 0, 0);
        var (first, last) = Patches<T>.Inside(width, tap % width.Kernel);
        return (first, last, (z * height.Input + y) * width.Input + width.At(first, tap % width.Kernel));
    }

    /// <summary>The cell under a tap that is known to lie inside the plane.</summary>
    static int CellAt(Windows windows, int line, int output, int tap)
    {
        var (depth, height, width) = windows;
        var z = depth.At(line / height.Output, tap / width.Kernel / height.Kernel);
        var y = height.At(line % height.Output, tap / width.Kernel % height.Kernel);
        return (z * height.Input + y) * width.Input + width.At(output, tap % width.Kernel);
    }
}
