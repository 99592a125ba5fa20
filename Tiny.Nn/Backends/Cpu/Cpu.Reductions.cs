using System.Numerics;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>
/// Sums, largest places and log-softmax. Long sums are made of blocks of fixed length, each summed by itself, then added in
/// order: the rounding error grows with the number of blocks plus their length, not with the product of the two.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    const int Block = 256;

    public override void Sum(int outer, int count, int inner, int cells, NumberBuffer x, NumberBuffer y)
    {
        HostBuffer<T> xs = Elements(x), ys = Elements(y);
        if (inner == 1) (outer, count, inner, cells) = (1, 1, outer, count * cells);
        if (cells == 1)
            SumColumns(outer, count, inner, xs, ys);
        else if (outer * inner == 1)
            ys.Span[0] = SumInPieces(xs, count * cells);
        else
            workers.ForRanges(outer * inner, Grain / 2 / (count * cells + 1) + 1, (first, end) =>
            {
                fixed (T* px = xs, py = ys)
                    for (var place = first; place < end; place++)
                        py[place] = SumOfRows(px, (place / inner * count * inner + place % inner) * cells, inner * cells, count, cells);
            });
    }

    /// <summary>One long sum, on all threads: pieces of fixed length, added in order.</summary>
    T SumInPieces(HostBuffer<T> x, int count)
    {
        var pieces = new T[(count + Grain - 1) / Grain];
        workers.ForEach(pieces.Length, count, piece =>
        {
            fixed (T* px = x) pieces[piece] = Vector.Sum(LanesOfRow(px, piece * Grain, Math.Min(Grain, count - piece * Grain)));
        });
        var sum = T.Zero;
        foreach (var piece in pieces) sum += piece;
        return sum;
    }

    /// <summary>The sum of <paramref name="rows"/> rows that begin <paramref name="step"/> apart.</summary>
    static T SumOfRows(T* x, int start, int step, int rows, int count)
    {
        var sum = Vector<T>.Zero;
        for (var block = 0; block < rows; block += Block)
        {
            var part = Vector<T>.Zero;
            for (var row = block; row < Math.Min(block + Block, rows); row++) part += LanesOfRow(x, start + row * step, count);
            sum += part;
        }
        return Vector.Sum(sum);
    }

    /// <summary>The numbers of a row added up lane by lane, in four sums at once, for an addition waits until the one before it is done.</summary>
    static Vector<T> LanesOfRow(T* x, int start, int count)
    {
        var sum = Vector<T>.Zero;
        for (var block = 0; block < count; block += Block * Lanes)
        {
            Vector<T> a = Vector<T>.Zero, b = a, c = a, d = a;
            var (j, end) = (block, Math.Min(block + Block * Lanes, count));
            for (; j <= end - 4 * Lanes; j += 4 * Lanes)
            {
                a += Load(x, start + j);
                b += Load(x, start + j + Lanes);
                c += Load(x, start + j + 2 * Lanes);
                d += Load(x, start + j + 3 * Lanes);
            }
            for (; j < end; j += Lanes) a += First(count - j, Load(x, start + j), Vector<T>.Zero);
            sum += a + b + (c + d);
        }
        return sum;
    }

    /// <summary>Sums down the columns: every lane has a column of its own.</summary>
    void SumColumns(int outer, int count, int inner, HostBuffer<T> x, HostBuffer<T> y)
    {
        var strips = (inner + Lanes - 1) / Lanes;
        workers.ForRanges(outer * strips, Grain / (count * Lanes + 1) + 1, (first, end) =>
        {
            fixed (T* px = x, py = y)
                for (var strip = first; strip < end; strip++)
                {
                    int a = strip / strips, c = strip % strips * Lanes;
                    var sum = Vector<T>.Zero;
                    for (var block = 0; block < count; block += Block)
                    {
                        var part = Vector<T>.Zero;
                        for (var b = block; b < Math.Min(block + Block, count); b++) part += Load(px, (a * count + b) * inner + c);
                        sum += part;
                    }
                    Store(sum, py, a * inner + c, inner - c);
                }
        });
    }

    public override void ArgMax(int outer, int count, int inner, NumberBuffer x, IndexBuffer index)
    {
        var xs = Elements(x);
        var best = Elements(index);
        workers.ForRanges(outer, Grain / (count * inner + 1) + 1, (start, end) =>
        {
            fixed (T* px = xs)
                for (var a = start; a < end; a++)
                    for (var c = 0; c < inner; c++) best[a * inner + c] = ArgMaxOf(px, a * count * inner + c, count, inner);
        });
    }

    static int ArgMaxOf(T* x, int start, int count, int step)
    {
        var first = 0;
        var largest = x[start];
        for (var b = 1; b < count && !T.IsNaN(largest); b++)
        {
            var value = x[start + b * step];
            if (value > largest || T.IsNaN(value)) (first, largest) = (b, value);
        }
        return first;
    }

    public override void LogSoftmax(int rows, int columns, NumberBuffer x, NumberBuffer y)
    {
        HostBuffer<T> xs = Elements(x), ys = Elements(y);
        workers.ForRanges(rows, Grain / (8 * (columns + 1)) + 1, (start, end) =>
        {
            fixed (T* px = xs, py = ys)
                for (var r = start; r < end; r++) LogSoftmaxRow(px, py, r * columns, columns);
        });
    }

    static void LogSoftmaxRow(T* x, T* y, int start, int columns)
    {
        var lowest = Vector.Create(T.NegativeInfinity);
        var largest = lowest;
        for (var c = 0; c < columns; c += Lanes) largest = Vector.Max(largest, First(columns - c, Load(x, start + c), lowest));
        var m = Vector.Create(LargestOf(largest));
        var sum = Vector<T>.Zero;
        for (var c = 0; c < columns; c += Lanes)
        {
            // Lanes beyond the row are 0 and not −∞ before the exponential: what underflows takes the processor a hundred cycles.
            var power = VectorMath.Exp(First(columns - c, Load(x, start + c) - m, Vector<T>.Zero));
            sum += First(columns - c, power, Vector<T>.Zero);
        }
        var logarithm = Vector.Create(T.Log(Vector.Sum(sum)));
        for (var c = 0; c < columns; c += Lanes)
        {
            // The last vector ends with the row and computes some numbers again, rather than to store its lanes singly.
            var at = start + Math.Max(0, Math.Min(c, columns - Lanes));
            Store(Load(x, at) - m - logarithm, y, at, columns);
        }
    }

    /// <summary>The largest lane. A NaN may go unnoticed here; it makes the row's sum NaN, and so all of the row.</summary>
    static T LargestOf(Vector<T> lanes)
    {
        var cells = stackalloc T[Lanes];
        Store(lanes, cells, 0);
        var largest = cells[0];
        for (var lane = 1; lane < Lanes; lane++)
            if (!(cells[lane] <= largest)) largest = cells[lane];
        return largest;
    }
}
