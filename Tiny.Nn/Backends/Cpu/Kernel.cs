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

    /// <inheritdoc cref="Kernel{T, TLanes}.Tile"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tile(int depth, Rows<T> a, T* start, int* taps, T* x0, T* x1, T* c0, T* c1, nint step, bool add)
    {
        if (Vector512.IsHardwareAccelerated) Kernel<T, WideLanes<T>>.Tile(depth, a, start, taps, x0, x1, c0, c1, step, add);
        else Kernel<T, UsualLanes<T>>.Tile(depth, a, start, taps, x0, x1, c0, c1, step, add);
    }

    /// <inheritdoc cref="Kernel{T, TLanes}.Dot"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot(int count, int* places, int rows, T* y, nint stepY, int columns, T* x, int* taps, T* tile)
    {
        if (Vector512.IsHardwareAccelerated) Kernel<T, WideLanes<T>>.Dot(count, places, rows, y, stepY, columns, x, taps, tile);
        else Kernel<T, UsualLanes<T>>.Dot(count, places, rows, y, stepY, columns, x, taps, tile);
    }

    /// <inheritdoc cref="Kernel{T, TLanes}.Scatter"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(int count, T* vectors, int* places, T* x)
    {
        if (Vector512.IsHardwareAccelerated) Kernel<T, WideLanes<T>>.Scatter(count, vectors, places, x);
        else Kernel<T, UsualLanes<T>>.Scatter(count, vectors, places, x);
    }
}

/// <summary>
/// Six rows of a matrix that a tile is made of: element (i, k) lies at Address + i·Step + k·DepthStep. Rows from Count on are the last one
/// again. In a packed panel the six numbers of one k lie together.
/// </summary>
readonly unsafe record struct Rows<T>(nint Address, int Count, nint Step, nint DepthStep) where T : unmanaged
{
    /// <summary>A panel of six rows.</summary>
    public static Rows<T> Packed(T* panel) => new((nint)panel, 6, 1, 6);

    public T* Row(int row) => (T*)Address + Math.Min(row, Count - 1) * Step;
}

/// <summary>
/// The innermost loops: a tile of the result stays in registers while the operands stream past. They stand alone in their methods so
/// that the compiler gives all registers to them.
/// </summary>
/// <remarks>
/// Legend: c21 is the accumulator of row 2, vector 1 of the tile. A tile of 6 rows × 2 vectors needs 12 accumulators, 2 vectors of x
/// and 1 of a: 15 of the 16 registers of AVX2; and 12 are enough to hide the latency of two units that each begin a multiply-add a cycle.
/// </remarks>
static unsafe class Kernel<T, TLanes> where T : unmanaged, IFloatingPointIeee754<T> where TLanes : struct, ILanes<TLanes, T>
{
    /// <summary>
    /// A tile of 6 rows × 2 vectors, the heart of products and convolutions alike: the two vectors stand at x0 and x1, and step k of the
    /// depth sees them moved by taps[k]:
    /// <code>c[i, v] = start[i] + Σ_k a[k, i] · x_v[taps[k]]</code>
    /// For a packed matrix the taps are rows of the panel; for a convolution they are the kernel's taps in the image.
    /// </summary>
    /// <param name="start">6 numbers to begin with, or null for 0.</param>
    /// <param name="c0">Where the first vector of row 0 comes to; the rows are <paramref name="step"/> apart.</param>
    /// <param name="add">c += instead of c =.</param>
    public static void Tile(int depth, Rows<T> a, T* start, int* taps, T* x0, T* x1, T* c0, T* c1, nint step, bool add)
    {
        TLanes c00 = Start(start, 0), c01 = c00;
        TLanes c10 = Start(start, 1), c11 = c10;
        TLanes c20 = Start(start, 2), c21 = c20;
        TLanes c30 = Start(start, 3), c31 = c30;
        TLanes c40 = Start(start, 4), c41 = c40;
        TLanes c50 = Start(start, 5), c51 = c50;
        T* row0 = a.Row(0), row1 = a.Row(1), row2 = a.Row(2), row3 = a.Row(3), row4 = a.Row(4), row5 = a.Row(5);
        nint at = 0;
        for (var end = taps + depth; taps < end; taps++)
        {
            nint tap = *taps;
            TLanes b0 = TLanes.Load(x0 + tap), b1 = TLanes.Load(x1 + tap);
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
            at += a.DepthStep;
        }
        Put(c00, c01, c0, c1, add);
        Put(c10, c11, c0 + step, c1 + step, add);
        Put(c20, c21, c0 + 2 * step, c1 + 2 * step, add);
        Put(c30, c31, c0 + 3 * step, c1 + 3 * step, add);
        Put(c40, c41, c0 + 4 * step, c1 + 4 * step, add);
        Put(c50, c51, c0 + 5 * step, c1 + 5 * step, add);
    }

    /// <summary>
    /// 4 × 3 inner products of rows of y with what taps see in x, over <paramref name="count"/> vectors: vector v of y lies at v, that of
    /// x begins at places[v] and is moved by the tap.
    /// <code>tile[3·i + j] = Σ_v y_i[v] · x[places[v] + taps[j]]</code>
    /// </summary>
    /// <param name="rows">Rows of y from here on are the last one again.</param>
    /// <param name="columns">Taps from here on are the last one again.</param>
    public static void Dot(int count, int* places, int rows, T* y, nint stepY, int columns, T* x, int* taps, T* tile)
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
        tile[0] = TLanes.Sum(c00); tile[1] = TLanes.Sum(c01); tile[2] = TLanes.Sum(c02);
        tile[3] = TLanes.Sum(c10); tile[4] = TLanes.Sum(c11); tile[5] = TLanes.Sum(c12);
        tile[6] = TLanes.Sum(c20); tile[7] = TLanes.Sum(c21); tile[8] = TLanes.Sum(c22);
        tile[9] = TLanes.Sum(c30); tile[10] = TLanes.Sum(c31); tile[11] = TLanes.Sum(c32);
    }

    /// <summary>x[places[v]] += vector v, in order.</summary>
    public static void Scatter(int count, T* vectors, int* places, T* x)
    {
        for (var end = places + count; places < end; places++, vectors += TLanes.Count)
            TLanes.Store(TLanes.Add(TLanes.Load(x + *places), TLanes.Load(vectors)), x + *places);
    }

    static TLanes Start(T* start, int row) => start is null ? default : TLanes.Create(start[row]);

    static void Put(TLanes sum0, TLanes sum1, T* c0, T* c1, bool add)
    {
        TLanes.Store(add ? TLanes.Add(TLanes.Load(c0), sum0) : sum0, c0);
        TLanes.Store(add ? TLanes.Add(TLanes.Load(c1), sum1) : sum1, c1);
    }
}
