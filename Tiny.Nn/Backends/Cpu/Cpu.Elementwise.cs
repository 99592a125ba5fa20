using System.Numerics;
using System.Runtime.CompilerServices;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>Element by element: one loop for all functions of one number, one for all of two.</summary>
public sealed unsafe partial class Cpu<T>
{
    public override void Fill(double value, NumberBuffer y) => y.On<T>(this).Span.Fill(T.CreateTruncating(value));

    public override void Map<F>(F f, NumberBuffer x, NumberBuffer y)
    {
        HostBuffer<T> from = Elements(x), to = Elements(y);
        workers.ForRanges(y.Length, Grain, (start, end) =>
        {
            fixed (T* px = from, py = to) Map(f, px, py, start, end);
        });
    }

    static void Map<F>(F f, T* x, T* y, int start, int end) where F : struct, IUnaryFunction
    {
        for (var j = start; j < end; j += Lanes) Store(f.Value(Load(x, j)), y, j);
    }

    public override void MapPullback<F>(F f, NumberBuffer x, NumberBuffer y, NumberBuffer dy, NumberBuffer dx)
    {
        HostBuffer<T> xs = Elements(x), ys = Elements(y), dys = Elements(dy), dxs = Elements(dx);
        workers.ForRanges(dx.Length, Grain, (start, end) =>
        {
            fixed (T* px = xs, py = ys, pdy = dys, pdx = dxs) MapPullback(f, px, py, pdy, pdx, start, end);
        });
    }

    static void MapPullback<F>(F f, T* x, T* y, T* dy, T* dx, int start, int end) where F : struct, IUnaryFunction
    {
        for (var j = start; j < end; j += Lanes) Store(Load(dy, j) * f.Slope(Load(x, j), Load(y, j)), dx, j);
    }

    public override void Combine(double alpha, NumberBuffer x, double beta, NumberBuffer y)
    {
        HostBuffer<T> from = Elements(x), to = Elements(y);
        T a = T.CreateTruncating(alpha), b = T.CreateTruncating(beta);
        var grain = y.Length < 3 * Grain ? 3 * Grain : Grain;          // a small layer's weights stay where its products are computed
        workers.ForRanges(y.Length, grain, (start, end) =>
        {
            fixed (T* px = from, py = to) Combine(a, px, b, py, start, end);
        });
    }

    static void Combine(T alpha, T* x, T beta, T* y, int start, int end)
    {
        var a = Vector.Create(alpha);
        var b = Vector.Create(beta);
        if (beta == T.Zero)
            for (var j = start; j < end; j += Lanes) Store(a * Load(x, j), y, j);
        else
            for (var j = start; j < end; j += Lanes) Store(a * Load(x, j) + b * Load(y, j), y, j);
    }

    public override void Zip<F>(F f, Shape shape, NumberBuffer a, View viewA, NumberBuffer b, View viewB, NumberBuffer y)
    {
        if (shape.Count == 0) return;
        HostBuffer<T> left = Elements(a), right = Elements(b), to = Elements(y);
        if (viewA.IsAllOf(shape) && viewB.IsAllOf(shape))
            workers.ForRanges(shape.Count, Grain, (start, end) =>
            {
                fixed (T* pa = left, pb = right, py = to)
                    for (var j = start; j < end; j += Lanes) Store(f.Value(Load(pa, j), Load(pb, j)), py, j);
            });
        else
            ZipRows(f, new LoopNest(shape, viewA, viewB, View.Of(shape)), left, right, to);
    }

    void ZipRows<F>(F f, LoopNest nest, HostBuffer<T> a, HostBuffer<T> b, HostBuffer<T> y) where F : struct, IBinaryFunction
    {
        if (nest.Rows == 1)
            workers.ForRanges(nest.RowLength, Grain, (start, end) =>
            {
                fixed (T* pa = a, pb = b, py = y) ZipRow(f, nest, 0, pa, pb, py, start, end);
            });
        else
            workers.ForRanges(nest.Rows, Grain / nest.RowLength + 1, (first, end) =>
            {
                fixed (T* pa = a, pb = b, py = y)
                    for (var row = first; row < end; row++) ZipRow(f, nest, row, pa, pb, py, 0, nest.RowLength);
            });
    }

    static void ZipRow<F>(F f, LoopNest nest, int row, T* a, T* b, T* y, int start, int end) where F : struct, IBinaryFunction
    {
        int stepA = nest.RowStrides[0], stepB = nest.RowStrides[1];
        int atA = nest.Start(0, row), atB = nest.Start(1, row), atY = nest.Start(2, row);
        for (var j = start; j < end; j += Lanes)
        {
            var count = end - j;
            Store(f.Value(Load(a, atA + j * stepA, stepA, count), Load(b, atB + j * stepB, stepB, count)), y, atY + j, count);
        }
    }

    /// <summary>Every <paramref name="step"/>-th cell; at most <paramref name="count"/> lanes matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<T> Load(T* cells, int place, int step, int count) => step switch
    {
        1 => Load(cells, place),
        0 => Vector.Create(cells[place]),
        _ => LoadApart(cells, place, step, count),
    };

    static Vector<T> LoadApart(T* cells, int place, int step, int count)
    {
        Span<T> lanes = stackalloc T[Lanes];
        for (var lane = 0; lane < Math.Min(count, Lanes); lane++) lanes[lane] = cells[place + lane * step];
        return new Vector<T>(lanes);
    }

    public override void Mask(Philox key, ulong counter, uint threshold, double scale, NumberBuffer y)
    {
        var to = Elements(y);
        var kept = T.CreateTruncating(scale);
        workers.ForRanges(y.Length, Grain / 4, (start, end) =>
        {
            fixed (T* py = to) Mask(key, counter, threshold, kept, py, start, end);
        });
    }

    /// <remarks>The choice is a look-up, because a branch on random bits is guessed wrong half the time.</remarks>
    static void Mask(Philox key, ulong counter, uint threshold, T kept, T* y, int start, int end)
    {
        Span<T> choice = [T.Zero, kept];
        for (var j = start; j < end; j += 4)
        {
            var (w0, w1, w2, w3) = key.Block((ulong)j / 4, counter);
            y[j] = choice[w0 < threshold ? 1 : 0];
            y[j + 1] = choice[w1 < threshold ? 1 : 0];
            y[j + 2] = choice[w2 < threshold ? 1 : 0];
            y[j + 3] = choice[w3 < threshold ? 1 : 0];
        }
    }
}
