using System.Runtime.Intrinsics;

namespace Tiny.Nn.Backends;

/// <summary>
/// The micro-kernels of all products and convolutions, at the processor's vector width: 512 bits
/// or <see cref="Vector{T}"/>.
/// </summary>
static unsafe class MicroKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The number of elements in a vector of the kernels.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? Vector512<T>.Count : Vector<T>.Count;

    /// <inheritdoc cref="MicroKernel{T, TSimd}.Multiply"/>
    [MethodImpl(AggressiveInlining)]
    public static void Multiply(in PanelView<T> a, in TapView<T> b, in TileView<T> c)
    {
        if (Vector512.IsHardwareAccelerated) Multiply<Simd512<T>>(in a, in b, in c);
        else Multiply<SimdVector<T>>(in a, in b, in c);
    }

    [MethodImpl(AggressiveInlining)]
    static void Multiply<TSimd>(in PanelView<T> a, in TapView<T> b, in TileView<T> c)
        where TSimd : struct, ISimd<TSimd, T>
    {
        if (a.Count > 4) MicroKernel<T, TSimd>.Multiply<SixRows>(in a, in b, in c);
        else MicroKernel<T, TSimd>.Multiply<FourRows>(in a, in b, in c);
    }

    /// <inheritdoc cref="MicroKernel{T, TSimd}.Dot"/>
    [MethodImpl(AggressiveInlining)]
    public static void Dot(in PanelView<T> a, in TapView<T> b, T* c, nint stride, bool add)
    {
        if (Vector512.IsHardwareAccelerated) MicroKernel<T, Simd512<T>>.Dot(in a, in b, c, stride, add);
        else MicroKernel<T, SimdVector<T>>.Dot(in a, in b, c, stride, add);
    }
}

/// <summary>
/// The number of rows of a register tile, as a type: the JIT compiles a kernel for each and drops what it does not use.
/// </summary>
interface ITileRows
{
    /// <summary>Whether the tile has 6 rows; otherwise it has 4.</summary>
    static abstract bool IsSix { get; }
}

struct SixRows : ITileRows
{
    public static bool IsSix => true;
}

struct FourRows : ITileRows
{
    public static bool IsSix => false;
}

/// <summary>
/// The innermost loops. A tile of the result stays in registers while the operands are read once. Each kernel is a
/// method of its own, so that the JIT gives all registers to its loop. The helpers are inlined, because a call would
/// spill registers.
/// </summary>
/// <remarks>
/// In the names of variables, c21 is the accumulator of row 2 and vector 1 of the tile, b0 is vector 0 under the tap,
/// and a2 is the broadcast element of row 2. A tile of 6 rows × 2 vectors needs 12 accumulators, 2 vectors b and 1
/// vector a: 15 of AVX2's 16 registers. 12 accumulators hide the latency of two units that each start one multiply-add
/// per cycle.
/// </remarks>
static unsafe class MicroKernel<T, TSimd>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TSimd : struct, ISimd<TSimd, T>
{
    /// <summary>
    /// Computes C in tiles of 6 or 4 rows × 2 vectors:
    /// <code>C[i, v] = bias[i] + Σ_k a[i, k] · b[v, k]</code>
    /// </summary>
    /// <remarks>
    /// If the number of vectors is odd, the first tile has one vector. It is not the last tile, because the last two
    /// vectors may overlap and then belong to one tile, and because the order of the tiles is the order of the
    /// additions. The operands are passed by reference: copying a struct that has just been written would wait until
    /// its stores are in the cache.
    /// </remarks>
    [MethodImpl(NoInlining)]
    public static void Multiply<TRows>(in PanelView<T> a, in TapView<T> b, in TileView<T> c)
        where TRows : struct, ITileRows
    {
        T* row0 = a.Row(0), row1 = a.Row(1), row2 = a.Row(2), row3 = a.Row(3), row4 = a.Row(4), row5 = a.Row(5);
        T* r0 = c.Start + c.Rows[0], r1 = c.Start + c.Rows[a.Clamp(1)], r2 = c.Start + c.Rows[a.Clamp(2)];
        T* r3 = c.Start + c.Rows[a.Clamp(3)], r4 = c.Start + c.Rows[a.Clamp(4)], r5 = c.Start + c.Rows[a.Clamp(5)];
        T* bias = c.Bias;
        var (depthStride, count, epilogue) = (a.DepthStride, b.VectorCount, c.Epilogue);
        int* taps = b.Taps, end = taps + b.TapCount;
        for (int first = 0, second = 1 - count % 2; first < count; first = second + 1, second = first + 1)
        {
            T* x0 = b.Start + b.Origins[first], x1 = b.Start + b.Origins[second];
            nint v0 = c.Vectors[first], v1 = c.Vectors[second];
            TSimd c00, c01, c10, c11, c20, c21, c30, c31;
            TSimd c40 = default, c41 = default, c50 = default, c51 = default;
            if (epilogue == Epilogue.Accumulate)
            {
                c00 = TSimd.Load(r0 + v0);
                c01 = TSimd.Load(r0 + v1);
                c10 = TSimd.Load(r1 + v0);
                c11 = TSimd.Load(r1 + v1);
                c20 = TSimd.Load(r2 + v0);
                c21 = TSimd.Load(r2 + v1);
                c30 = TSimd.Load(r3 + v0);
                c31 = TSimd.Load(r3 + v1);
                if (TRows.IsSix)
                {
                    c40 = TSimd.Load(r4 + v0);
                    c41 = TSimd.Load(r4 + v1);
                    c50 = TSimd.Load(r5 + v0);
                    c51 = TSimd.Load(r5 + v1);
                }
            }
            else
            {
                c00 = c01 = Start(bias, 0);
                c10 = c11 = Start(bias, 1);
                c20 = c21 = Start(bias, 2);
                c30 = c31 = Start(bias, 3);
                if (TRows.IsSix)
                {
                    c40 = c41 = Start(bias, 4);
                    c50 = c51 = Start(bias, 5);
                }
            }
            nint k = 0;
            for (var tap = taps; tap < end; tap++)
            {
                nint offset = *tap;
                TSimd b0 = TSimd.Load(x0 + offset), b1 = TSimd.Load(x1 + offset);
                var a0 = TSimd.Create(row0[k]);
                c00 = TSimd.MultiplyAdd(a0, b0, c00);
                c01 = TSimd.MultiplyAdd(a0, b1, c01);
                var a1 = TSimd.Create(row1[k]);
                c10 = TSimd.MultiplyAdd(a1, b0, c10);
                c11 = TSimd.MultiplyAdd(a1, b1, c11);
                var a2 = TSimd.Create(row2[k]);
                c20 = TSimd.MultiplyAdd(a2, b0, c20);
                c21 = TSimd.MultiplyAdd(a2, b1, c21);
                var a3 = TSimd.Create(row3[k]);
                c30 = TSimd.MultiplyAdd(a3, b0, c30);
                c31 = TSimd.MultiplyAdd(a3, b1, c31);
                if (TRows.IsSix)
                {
                    var a4 = TSimd.Create(row4[k]);
                    c40 = TSimd.MultiplyAdd(a4, b0, c40);
                    c41 = TSimd.MultiplyAdd(a4, b1, c41);
                    var a5 = TSimd.Create(row5[k]);
                    c50 = TSimd.MultiplyAdd(a5, b0, c50);
                    c51 = TSimd.MultiplyAdd(a5, b1, c51);
                }
                k += depthStride;
            }
            Store(c00, c01, r0 + v0, r0 + v1, epilogue);
            Store(c10, c11, r1 + v0, r1 + v1, epilogue);
            Store(c20, c21, r2 + v0, r2 + v1, epilogue);
            Store(c30, c31, r3 + v0, r3 + v1, epilogue);
            if (TRows.IsSix)
            {
                Store(c40, c41, r4 + v0, r4 + v1, epilogue);
                Store(c50, c51, r5 + v0, r5 + v1, epilogue);
            }
        }
    }

    /// <summary>
    /// Computes up to 4 × 3 inner products over the vectors of b; row i of a holds vector v at v·lanes.
    /// <code>C[i, j] = Σ_v a[i, v] · b[v, j]</code>
    /// Missing rows and taps repeat the last one, and their results are dropped.
    /// </summary>
    /// <param name="stride">The distance from one row of C to the next.</param>
    /// <param name="add">Whether to add the results to C instead of overwriting it.</param>
    [MethodImpl(NoInlining)]
    public static void Dot(in PanelView<T> a, in TapView<T> b, T* c, nint stride, bool add)
    {
        int rows = a.Count, columns = b.TapCount;
        T* y0 = a.Start, y1 = a.Row(1), y2 = a.Row(2), y3 = a.Row(3);
        T* x0 = b.Start + b.Taps[0], x1 = b.Start + b.Taps[Math.Min(1, columns - 1)];
        T* x2 = b.Start + b.Taps[Math.Min(2, columns - 1)];
        TSimd c00 = default, c01 = default, c02 = default;
        TSimd c10 = default, c11 = default, c12 = default;
        TSimd c20 = default, c21 = default, c22 = default;
        TSimd c30 = default, c31 = default, c32 = default;
        nint k = 0;
        for (int* origin = b.Origins, end = origin + b.VectorCount; origin < end; origin++, k += MicroKernel<T>.Lanes)
        {
            nint offset = *origin;
            TSimd b0 = TSimd.Load(x0 + offset), b1 = TSimd.Load(x1 + offset), b2 = TSimd.Load(x2 + offset);
            var a0 = TSimd.Load(y0 + k);
            c00 = TSimd.MultiplyAdd(a0, b0, c00);
            c01 = TSimd.MultiplyAdd(a0, b1, c01);
            c02 = TSimd.MultiplyAdd(a0, b2, c02);
            var a1 = TSimd.Load(y1 + k);
            c10 = TSimd.MultiplyAdd(a1, b0, c10);
            c11 = TSimd.MultiplyAdd(a1, b1, c11);
            c12 = TSimd.MultiplyAdd(a1, b2, c12);
            var a2 = TSimd.Load(y2 + k);
            c20 = TSimd.MultiplyAdd(a2, b0, c20);
            c21 = TSimd.MultiplyAdd(a2, b1, c21);
            c22 = TSimd.MultiplyAdd(a2, b2, c22);
            var a3 = TSimd.Load(y3 + k);
            c30 = TSimd.MultiplyAdd(a3, b0, c30);
            c31 = TSimd.MultiplyAdd(a3, b1, c31);
            c32 = TSimd.MultiplyAdd(a3, b2, c32);
        }
        StoreSums(c00, c01, c02, columns, c, add);
        if (rows > 1) StoreSums(c10, c11, c12, columns, c + stride, add);
        if (rows > 2) StoreSums(c20, c21, c22, columns, c + 2 * stride, add);
        if (rows > 3) StoreSums(c30, c31, c32, columns, c + 3 * stride, add);
    }

    [MethodImpl(AggressiveInlining)]
    static TSimd Start(T* bias, int row) => bias is null ? default : TSimd.Create(bias[row]);

    [MethodImpl(AggressiveInlining)]
    static void StoreSums(TSimd sum0, TSimd sum1, TSimd sum2, int columns, T* c, bool add)
    {
        c[0] = add ? c[0] + TSimd.Sum(sum0) : TSimd.Sum(sum0);
        if (columns > 1) c[1] = add ? c[1] + TSimd.Sum(sum1) : TSimd.Sum(sum1);
        if (columns > 2) c[2] = add ? c[2] + TSimd.Sum(sum2) : TSimd.Sum(sum2);
    }

    /// <summary>
    /// Stores one vector after the other, because they may overlap. A tile of one vector stores it once.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    static void Store(TSimd sum0, TSimd sum1, T* c0, T* c1, Epilogue epilogue)
    {
        TSimd.Store(epilogue == Epilogue.ScatterAdd ? TSimd.Add(TSimd.Load(c0), sum0) : sum0, c0);
        if (c1 != c0) TSimd.Store(epilogue == Epilogue.ScatterAdd ? TSimd.Add(TSimd.Load(c1), sum1) : sum1, c1);
    }
}
