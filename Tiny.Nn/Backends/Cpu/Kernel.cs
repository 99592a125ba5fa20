using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tiny.Nn.Backends;

/// <summary>
/// The innermost loops that all products and convolutions end in, in vectors of the width that suits the processor: 512 bits where
/// it has them, else its usual vector.
/// </summary>
static unsafe class Kernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Rows of a tile.</summary>
    public const int Height = 6;

    /// <summary>Rows and columns of the tile of <see cref="Dot"/>.</summary>
    public const int DotHeight = 4, DotWidth = 3;

    /// <summary>Numbers in a vector of the kernels.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? WideLanes<T>.Count : UsualLanes<T>.Count;

    /// <summary>Columns of a tile: two vectors.</summary>
    public static int Width => 2 * Lanes;

    /// <inheritdoc cref="Kernel{T, TLanes}.Tiles"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tiles(int depth, in Rows<T> a, T* start, int* taps, T* x, int* origins, int count, T* c, int* rows, int* places, Into into)
    {
        if (Vector512.IsHardwareAccelerated) Kernel<T, WideLanes<T>>.Tiles(depth, in a, start, taps, x, origins, count, c, rows, places, into);
        else Kernel<T, UsualLanes<T>>.Tiles(depth, in a, start, taps, x, origins, count, c, rows, places, into);
    }

    /// <inheritdoc cref="Kernel{T, TLanes}.Dot"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot(int count, int* places, int rows, T* y, nint stepY, int columns, T* x, int* taps, T* c, nint step, bool add)
    {
        if (Vector512.IsHardwareAccelerated) Kernel<T, WideLanes<T>>.Dot(count, places, rows, y, stepY, columns, x, taps, c, step, add);
        else Kernel<T, UsualLanes<T>>.Dot(count, places, rows, y, stepY, columns, x, taps, c, step, add);
    }
}

/// <summary>
/// The innermost loops: a tile of the result stays in registers while the operands stream past. They stand alone in their methods so
/// that the compiler gives all registers to them; and what they call is a part of them, since a call would take the registers away.
/// </summary>
/// <remarks>
/// Legend: c21 is the accumulator of row 2, vector 1 of the tile. A tile of 6 rows × 2 vectors needs 12 accumulators, 2 vectors of x
/// and 1 of a: 15 of the 16 registers of AVX2; and 12 are enough to hide the latency of two units that each begin a multiply-add a cycle.
/// </remarks>
static unsafe class Kernel<T, TLanes> where T : unmanaged, IFloatingPointIeee754<T> where TLanes : struct, ILanes<TLanes, T>
{
    /// <summary>
    /// Tiles of 6 rows × 2 vectors, the heart of products and convolutions alike. Vector v stands at x + origins[v], and step k of the depth
    /// sees it moved by taps[k]:
    /// <code>c[rows[i] + places[v]] = start[i] + Σ_k a[i, k] · x[origins[v] + taps[k]]</code>
    /// For a matrix the taps are its rows; for a convolution they are the kernel's taps in the image.
    /// </summary>
    /// <param name="a">Handed over by reference: a copy would wait until all that the tile before it has written is in the cache.</param>
    /// <param name="start">6 numbers to begin with, or null for 0.</param>
    /// <param name="count">How many vectors; of an odd number the first stands alone.</param>
    /// <param name="rows">Where the rows of the result are in c; the last one stands for those that a has not.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Tiles(int depth, in Rows<T> a, T* start, int* taps, T* x, int* origins, int count, T* c, int* rows, int* places, Into into)
    {
        T* row0 = a.Row(0), row1 = a.Row(1), row2 = a.Row(2), row3 = a.Row(3), row4 = a.Row(4), row5 = a.Row(5);
        T* r0 = c + rows[0], r1 = c + rows[a.Place(1)], r2 = c + rows[a.Place(2)], r3 = c + rows[a.Place(3)], r4 = c + rows[a.Place(4)];
        T* r5 = c + rows[a.Place(5)];
        var depthStep = a.DepthStep;
        for (var v = -(count % 2); v < count; v += 2)
        {
            int first = Math.Max(v, 0), second = v + 1;
            T* x0 = x + origins[first], x1 = x + origins[second];
            nint p0 = places[first], p1 = places[second];
            TLanes c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
            if (into == Into.Continued)
            {
                (c00, c01) = (TLanes.Load(r0 + p0), TLanes.Load(r0 + p1));
                (c10, c11) = (TLanes.Load(r1 + p0), TLanes.Load(r1 + p1));
                (c20, c21) = (TLanes.Load(r2 + p0), TLanes.Load(r2 + p1));
                (c30, c31) = (TLanes.Load(r3 + p0), TLanes.Load(r3 + p1));
                (c40, c41) = (TLanes.Load(r4 + p0), TLanes.Load(r4 + p1));
                (c50, c51) = (TLanes.Load(r5 + p0), TLanes.Load(r5 + p1));
            }
            else
            {
                c00 = c01 = Start(start, 0);
                c10 = c11 = Start(start, 1);
                c20 = c21 = Start(start, 2);
                c30 = c31 = Start(start, 3);
                c40 = c41 = Start(start, 4);
                c50 = c51 = Start(start, 5);
            }
            nint at = 0;
            for (int* tap = taps, end = taps + depth; tap < end; tap++)
            {
                nint move = *tap;
                TLanes b0 = TLanes.Load(x0 + move), b1 = TLanes.Load(x1 + move);
                var a0 = TLanes.Create(row0[at]);
                c00 = TLanes.MultiplyAdd(a0, b0, c00);
                c01 = TLanes.MultiplyAdd(a0, b1, c01);
                var a1 = TLanes.Create(row1[at]);
                c10 = TLanes.MultiplyAdd(a1, b0, c10);
                c11 = TLanes.MultiplyAdd(a1, b1, c11);
                var a2 = TLanes.Create(row2[at]);
                c20 = TLanes.MultiplyAdd(a2, b0, c20);
                c21 = TLanes.MultiplyAdd(a2, b1, c21);
                var a3 = TLanes.Create(row3[at]);
                c30 = TLanes.MultiplyAdd(a3, b0, c30);
                c31 = TLanes.MultiplyAdd(a3, b1, c31);
                var a4 = TLanes.Create(row4[at]);
                c40 = TLanes.MultiplyAdd(a4, b0, c40);
                c41 = TLanes.MultiplyAdd(a4, b1, c41);
                var a5 = TLanes.Create(row5[at]);
                c50 = TLanes.MultiplyAdd(a5, b0, c50);
                c51 = TLanes.MultiplyAdd(a5, b1, c51);
                at += depthStep;
            }
            Put(c00, c01, r0 + p0, r0 + p1, into);
            Put(c10, c11, r1 + p0, r1 + p1, into);
            Put(c20, c21, r2 + p0, r2 + p1, into);
            Put(c30, c31, r3 + p0, r3 + p1, into);
            Put(c40, c41, r4 + p0, r4 + p1, into);
            Put(c50, c51, r5 + p0, r5 + p1, into);
        }
    }

    /// <summary>
    /// 4 × 3 inner products of rows of y with what taps see in x, over <paramref name="count"/> vectors: vector v of y lies at v, that of
    /// x begins at places[v] and is moved by the tap.
    /// <code>c[i, j] = Σ_v y_i[v] · x[places[v] + taps[j]]</code>
    /// </summary>
    /// <param name="rows">How many rows of y there are; where fewer than four, the last one is used again and its results are dropped.</param>
    /// <param name="columns">How many taps, likewise.</param>
    /// <param name="add">c += instead of c =.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Dot(int count, int* places, int rows, T* y, nint stepY, int columns, T* x, int* taps, T* c, nint step, bool add)
    {
        T* y1 = y + Math.Min(1, rows - 1) * stepY, y2 = y + Math.Min(2, rows - 1) * stepY, y3 = y + Math.Min(3, rows - 1) * stepY;
        T* x0 = x + taps[0], x1 = x + taps[Math.Min(1, columns - 1)], x2 = x + taps[Math.Min(2, columns - 1)];
        TLanes c00 = default, c01 = default, c02 = default;
        TLanes c10 = default, c11 = default, c12 = default;
        TLanes c20 = default, c21 = default, c22 = default;
        TLanes c30 = default, c31 = default, c32 = default;
        nint at = 0;
        for (var end = places + count; places < end; places++, at += TLanes.Count)
        {
            nint place = *places;
            TLanes b0 = TLanes.Load(x0 + place), b1 = TLanes.Load(x1 + place), b2 = TLanes.Load(x2 + place);
            var a0 = TLanes.Load(y + at);
            c00 = TLanes.MultiplyAdd(a0, b0, c00);
            c01 = TLanes.MultiplyAdd(a0, b1, c01);
            c02 = TLanes.MultiplyAdd(a0, b2, c02);
            var a1 = TLanes.Load(y1 + at);
            c10 = TLanes.MultiplyAdd(a1, b0, c10);
            c11 = TLanes.MultiplyAdd(a1, b1, c11);
            c12 = TLanes.MultiplyAdd(a1, b2, c12);
            var a2 = TLanes.Load(y2 + at);
            c20 = TLanes.MultiplyAdd(a2, b0, c20);
            c21 = TLanes.MultiplyAdd(a2, b1, c21);
            c22 = TLanes.MultiplyAdd(a2, b2, c22);
            var a3 = TLanes.Load(y3 + at);
            c30 = TLanes.MultiplyAdd(a3, b0, c30);
            c31 = TLanes.MultiplyAdd(a3, b1, c31);
            c32 = TLanes.MultiplyAdd(a3, b2, c32);
        }
        PutSums(c00, c01, c02, columns, c, add);
        if (rows > 1) PutSums(c10, c11, c12, columns, c + step, add);
        if (rows > 2) PutSums(c20, c21, c22, columns, c + 2 * step, add);
        if (rows > 3) PutSums(c30, c31, c32, columns, c + 3 * step, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TLanes Start(T* start, int row) => start is null ? default : TLanes.Create(start[row]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void PutSums(TLanes sum0, TLanes sum1, TLanes sum2, int columns, T* c, bool add)
    {
        c[0] = add ? c[0] + TLanes.Sum(sum0) : TLanes.Sum(sum0);
        if (columns > 1) c[1] = add ? c[1] + TLanes.Sum(sum1) : TLanes.Sum(sum1);
        if (columns > 2) c[2] = add ? c[2] + TLanes.Sum(sum2) : TLanes.Sum(sum2);
    }

    /// <summary>One after the other, for the places may overlap. They are the same for a vector that stands alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(TLanes sum0, TLanes sum1, T* c0, T* c1, Into into)
    {
        TLanes.Store(into == Into.Added ? TLanes.Add(TLanes.Load(c0), sum0) : sum0, c0);
        if (c1 != c0) TLanes.Store(into == Into.Added ? TLanes.Add(TLanes.Load(c1), sum1) : sum1, c1);
    }
}
