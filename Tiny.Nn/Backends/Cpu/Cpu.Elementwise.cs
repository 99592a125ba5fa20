using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>
/// Elementwise primitives: one loop serves all functions of one argument, another all functions of two.
/// </summary>
public sealed unsafe partial class Cpu<T>
{
    protected override void FillCore(double value, ValueBuffer y) => Elements(y).Span.Fill(T.CreateTruncating(value));

    protected override void MapCore<F>(F f, ValueBuffer x, ValueBuffer y) =>
        ForRanges(y.Length, Grain, x, y, (px, py, start, end) => Map(f, px, py, start, end));

    static void Map<F>(F f, T* x, T* y, int start, int end) where F : struct, IUnaryFunction
    {
        for (var j = start; j < end; j += Lanes) Store(f.Value(Load(x, j)), y, j);
    }

    protected override void MapPullbackCore<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx)
    {
        workers.ForRanges(dx.Length, Grain, (start, end) =>
        {
            fixed (T* px = Elements(x), py = Elements(y), pdy = Elements(dy), pdx = Elements(dx))
                MapPullback(f, px, py, pdy, pdx, start, end);
        });
    }

    static void MapPullback<F>(F f, T* x, T* y, T* dy, T* dx, int start, int end) where F : struct, IUnaryFunction
    {
        for (var j = start; j < end; j += Lanes) Store(Load(dy, j) * f.Derivative(Load(x, j), Load(y, j)), dx, j);
    }

    protected override void AddScaledCore(double alpha, ValueBuffer x, double beta, ValueBuffer y)
    {
        T a = T.CreateTruncating(alpha), b = T.CreateTruncating(beta);
        // Small weights are one range: they stay in the cache of the processor that computes the layer's products.
        var grain = y.Length < 3 * Grain ? 3 * Grain : Grain;
        ForRanges(y.Length, grain, x, y, (px, py, start, end) => Combine(a, px, b, py, start, end));
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

    protected override void MapBinaryCore<F>(
        F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b, StridedView viewB, ValueBuffer y)
    {
        if (shape.Count == 0) return;
        if (viewA.IsContiguous(shape) && viewB.IsContiguous(shape))
            workers.ForRanges(shape.Count, Grain, (start, end) =>
            {
                fixed (T* pa = Elements(a), pb = Elements(b), py = Elements(y))
                    for (var j = start; j < end; j += Lanes) Store(f.Value(Load(pa, j), Load(pb, j)), py, j);
            });
        else
        {
            var nest = new LoopNest(shape, viewA, viewB, StridedView.Of(shape));
            var isRow = nest.Rows == 1;
            var length = isRow ? nest.RowLength : nest.Rows;
            workers.ForRanges(length, isRow ? Grain : Grain / nest.RowLength + 1, (first, end) =>
            {
                fixed (T* pa = Elements(a), pb = Elements(b), py = Elements(y))
                    if (isRow) ZipRow(f, nest, 0, pa, pb, py, first, end);
                    else for (var row = first; row < end; row++) ZipRow(f, nest, row, pa, pb, py, 0, nest.RowLength);
            });
        }
    }

    static void ZipRow<F>(F f, LoopNest nest, int row, T* a, T* b, T* y, int start, int end)
        where F : struct, IBinaryFunction
    {
        int stepA = nest.RowStrides[0], stepB = nest.RowStrides[1];
        int atA = nest.Start(0, row), atB = nest.Start(1, row), atY = nest.Start(2, row);
        for (var j = start; j < end; j += Lanes)
        {
            var count = end - j;
            Store(f.Value(Load(a, atA + j * stepA, stepA, count), Load(b, atB + j * stepB, stepB, count)),
                y, atY + j, count);
        }
    }

    /// <summary>
    /// Loads every <paramref name="step"/>-th element; at most <paramref name="count"/> lanes are used.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    static Vector<T> Load(T* x, int index, int step, int count) => step switch
    {
        1 => Load(x, index),
        0 => Vector.Create(x[index]),
        _ => Gather(x + index, step, count)
    };

    static Vector<T> Gather(T* x, int step, int count)
    {
        Span<T> lanes = stackalloc T[Lanes];
        for (var lane = 0; lane < Math.Min(count, Lanes); lane++) lanes[lane] = x[lane * step];
        return new(lanes);
    }

    protected override void DropoutMaskCore(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y)
    {
        var kept = T.CreateTruncating(scale);
        ForRanges(y.Length, Grain / 4, y, y, (_, py, start, end) =>
            Mask(key, counter, threshold, kept, py, start, end));
    }

    /// <remarks>
    /// A table look-up selects the value, because a branch on random bits is mispredicted half the time.
    /// </remarks>
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
