using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>
/// Sums, argmax and log-softmax. A long sum is cut into blocks of fixed length, whose sums are added in order. Its
/// rounding error grows with the number of blocks plus their length, not with the product of the two.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    const int Block = 256;

    protected override void SumCore(int outer, int count, int inner, int cells, ValueBuffer x, ValueBuffer y)
    {
        if (inner == 1) (outer, count, inner, cells) = (1, 1, outer, count * cells);
        var strips = (inner + Lanes - 1) / Lanes;        // strips of columns, one column per lane
        if (cells == 1)
            ForRanges(outer * strips, Grain / (count * Lanes + 1) + 1, x, y, (px, py, first, end) =>
            {
                for (var strip = first; strip < end; strip++)
                {
                    int a = strip / strips, c = strip % strips * Lanes;
                    Store(SumOfRows(px, a * count * inner + c, inner, count, 1), py, a * inner + c, inner - c);
                }
            });
        else if (outer * inner == 1) Elements(y).Span[0] = SumInPieces(x, count * cells);
        else
            ForRanges(outer * inner, Grain / 2 / (count * cells + 1) + 1, x, y, (px, py, first, end) =>
            {
                for (var i = first; i < end; i++)
                    py[i] = Vector.Sum(SumOfRows(
                        px, (i / inner * count * inner + i % inner) * cells, inner * cells, count, cells));
            });
    }

    /// <summary>Returns one long sum, computed on all threads: pieces of fixed length, added in order.</summary>
    T SumInPieces(ValueBuffer x, int count)
    {
        var pieces = new T[(count + Grain - 1) / Grain];
        workers.ForEach(pieces.Length, count, piece =>
        {
            fixed (T* px = Elements(x))
                pieces[piece] = Vector.Sum(SumOfRow(px, piece * Grain, Math.Min(Grain, count - piece * Grain)));
        });
        var sum = T.Zero;
        foreach (var piece in pieces) sum += piece;
        return sum;
    }

    /// <summary>
    /// Returns the sum of rows that begin <paramref name="step"/> elements apart, lane by lane. A row of one element
    /// stands for a vector of columns.
    /// </summary>
    /// <remarks>
    /// The method is inlined so that, where the count is the constant 1, the choice disappears from the loop.
    /// </remarks>
    [MethodImpl(AggressiveInlining)]
    static Vector<T> SumOfRows(T* x, int start, int step, int rows, int count)
    {
        var sum = Vector<T>.Zero;
        for (var block = 0; block < rows; block += Block)
        {
            var part = Vector<T>.Zero;
            for (var row = block; row < Math.Min(block + Block, rows); row++)
                part += count == 1 ? Load(x, start + row * step) : SumOfRow(x, start + row * step, count);
            sum += part;
        }
        return sum;
    }

    /// <summary>
    /// Sums the elements of a row lane by lane. Four accumulators are used, because each addition waits for the one
    /// before it.
    /// </summary>
    static Vector<T> SumOfRow(T* x, int start, int count)
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

    protected override void ArgMaxCore(int outer, int count, int inner, ValueBuffer x, IndexBuffer index)
    {
        var best = Elements(index);
        ForRanges(outer, Grain / (count * inner + 1) + 1, x, x, (px, _, start, end) =>
        {
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

    protected override void LogSoftmaxCore(int rows, int columns, ValueBuffer x, ValueBuffer y) =>
        ForRanges(rows, Grain / (8 * (columns + 1)) + 1, x, y, (px, py, start, end) =>
        {
            for (var r = start; r < end; r++) LogSoftmaxRow(px, py, r * columns, columns);
        });

    static void LogSoftmaxRow(T* x, T* y, int start, int columns)
    {
        var lowest = Vector.Create(T.NegativeInfinity);
        var largest = lowest;
        for (var c = 0; c < columns; c += Lanes)
            largest = Vector.Max(largest, First(columns - c, Load(x, start + c), lowest));
        var m = Vector.Create(LargestOf(largest));
        var sum = Vector<T>.Zero;
        for (var c = 0; c < columns; c += Lanes)
        {
            // Lanes beyond the row are 0 and not −∞ before the exponential: an underflow takes a hundred cycles.
            var power = VectorMath.Exp(First(columns - c, Load(x, start + c) - m, Vector<T>.Zero));
            sum += First(columns - c, power, Vector<T>.Zero);
        }
        var logarithm = Vector.Create(T.Log(Vector.Sum(sum)));
        for (var c = 0; c < columns; c += Lanes)
        {
            // The last vector ends with the row and computes some elements again, to store all its lanes at once.
            var at = start + Math.Max(0, Math.Min(c, columns - Lanes));
            Store(Load(x, at) - m - logarithm, y, at, columns);
        }
    }

    /// <summary>
    /// Returns the largest lane. A NaN may be missed here; it makes the row's sum NaN, and thereby the whole row.
    /// </summary>
    static T LargestOf(Vector<T> lanes)
    {
        var largest = lanes[0];
        for (var lane = 1; lane < Lanes; lane++)
            if (!(lanes[lane] <= largest)) largest = lanes[lane];
        return largest;
    }
}
