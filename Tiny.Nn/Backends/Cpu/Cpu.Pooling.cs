using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>Pooling: line by line of the output plane, tap by tap, so that the innermost loops run along a line without a branch.</summary>
public sealed partial class Cpu<T>
{
    static int PlanesPerTurn(PoolingShape shape) => (int)(Grain / ((long)shape.Windows.Outputs * shape.Windows.Taps + 1)) + 1;

    public override void MaxPool(PoolingShape shape, NumberBuffer x, NumberBuffer y, IndexBuffer switches)
    {
        T[] xs = Cells(x), ys = Cells(y);
        var from = Cells(switches);
        int inputs = shape.Windows.Inputs, outputs = shape.Windows.Outputs;
        int width = shape.Windows.Width.Output, height = shape.Windows.Height.Output;
        var taps = new Taps(shape.Windows);
        workers.Ranges(shape.Planes, PlanesPerTurn(shape), (first, end) =>
        {
            var lines = scratch.Rent(3 * Panels<T>.RoundUp(width, Lanes));
            for (var plane = first; plane < end; plane++)
                for (var line = 0; line < outputs / width; line++)
                    MaxLine(taps, shape.Windows.Width.Stride, line / height, line % height, xs.AsSpan(plane * inputs, inputs),
                        ys.AsSpan(plane * outputs + line * width, width), from.AsSpan(plane * outputs + line * width, width), lines);
            scratch.Return(lines);
        });
    }

    /// <summary>
    /// One line of the output: a tap's candidates are laid side by side, then compared lane by lane with the best so far.
    /// What is remembered is the tap's number plus 1, so that 0 says that there was none.
    /// </summary>
    static void MaxLine(Taps taps, int stride, int depth, int height, ReadOnlySpan<T> x, Span<T> y, Span<int> switches, T[] lines)
    {
        var room = Panels<T>.RoundUp(y.Length, Lanes);
        Span<T> best = lines.AsSpan(0, room), tapOfBest = lines.AsSpan(room, room), candidates = lines.AsSpan(2 * room, room);
        best.Clear();
        tapOfBest.Clear();
        var origin = taps.Origin(depth, height);
        for (var t = 0; t < taps.Count; t++)
        {
            ref readonly var tap = ref taps[t];
            if (!taps.IsInside(tap, depth, height)) continue;
            for (int j = tap.First, cell = origin + tap.Offset + j * stride; j < tap.Last; j++, cell += stride) candidates[j] = x[cell];
            TakeLarger(best, tapOfBest, candidates, t + 1, tap.First, tap.Last);
        }
        best[..y.Length].CopyTo(y);
        for (var j = 0; j < y.Length; j++)
        {
            var t = int.CreateTruncating(tapOfBest[j]) - 1;
            switches[j] = t < 0 ? -1 : origin + taps[t].Offset + j * stride;
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
        ForEachPlane(shape, xs, ys, (cells, stride, outputs) =>
        {
            for (var j = 0; j < outputs.Length; j++) outputs[j] += cells[j * stride];
        });
    }

    public override void Spread(PoolingShape shape, NumberBuffer y, NumberBuffer x)
    {
        T[] xs = Cells(x), ys = Cells(y);
        x.On<T>(this).Span.Clear();
        ForEachPlane(shape, xs, ys, (cells, stride, outputs) =>
        {
            for (var j = 0; j < outputs.Length; j++) cells[j * stride] += outputs[j];
        });
    }

    /// <summary>What happens between a line of the output and the cells, one stride apart, under one tap.</summary>
    delegate void Meet(Span<T> cells, int stride, Span<T> outputs);

    /// <summary>Lets every line of the output meet the cells under each tap, plane by plane.</summary>
    void ForEachPlane(PoolingShape shape, T[] x, T[] y, Meet meet)
    {
        int inputs = shape.Windows.Inputs, outputs = shape.Windows.Outputs;
        int width = shape.Windows.Width.Output, height = shape.Windows.Height.Output;
        var stride = shape.Windows.Width.Stride;
        var taps = new Taps(shape.Windows);
        workers.Ranges(shape.Planes, PlanesPerTurn(shape), (start, end) =>
        {
            for (var plane = start; plane < end; plane++)
                for (var line = 0; line < outputs / width; line++)
                    for (var t = 0; t < taps.Count; t++)
                    {
                        ref readonly var tap = ref taps[t];
                        if (tap.First >= tap.Last || !taps.IsInside(tap, line / height, line % height)) continue;
                        var cell = plane * inputs + taps.Origin(line / height, line % height) + tap.Offset + tap.First * stride;
                        meet(x.AsSpan(cell), stride, y.AsSpan(plane * outputs + line * width + tap.First, tap.Last - tap.First));
                    }
        });
    }
}
