using System.Numerics;
using static Tiny.Nn.Backends.Functions.VectorMath;

namespace Tiny.Nn.Backends;

/// <summary>
/// The innermost loops of every product: a tile of C stays in registers while A and B stream past. They stand alone in
/// their methods so that the compiler gives all registers to them.
/// </summary>
/// <remarks>
/// Legend: a, b, c point at the matrices; k counts the depth; <c>c21</c> is the accumulator of row 2, vector 1 of the tile.
/// A tile of 6 rows × 2 vectors needs 12 accumulators, 2 vectors of b and 1 of a: 15 of the 16 registers of AVX2.
/// </remarks>
static unsafe class Kernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Rows of a tile.</summary>
    public const int Height = 6;

    /// <summary>Columns of a tile.</summary>
    public static int Width => 2 * Vector<T>.Count;

    /// <summary>Rows and columns of the tile of <see cref="Dot"/>.</summary>
    public const int DotHeight = 4, DotWidth = 3;

    /// <summary>A tile of C = A·B, or C += A·B if <paramref name="add"/>: a and b are packed, 6 numbers and 2 vectors for each k.</summary>
    public static void Packed(int depth, T* a, T* b, T* c, nint step, bool add)
    {
        var lanes = Vector<T>.Count;
        Vector<T> c00 = Vector<T>.Zero, c01 = Vector<T>.Zero;
        Vector<T> c10 = Vector<T>.Zero, c11 = Vector<T>.Zero;
        Vector<T> c20 = Vector<T>.Zero, c21 = Vector<T>.Zero;
        Vector<T> c30 = Vector<T>.Zero, c31 = Vector<T>.Zero;
        Vector<T> c40 = Vector<T>.Zero, c41 = Vector<T>.Zero;
        Vector<T> c50 = Vector<T>.Zero, c51 = Vector<T>.Zero;
        for (var k = depth; k > 0; k--)
        {
            Vector<T> b0 = Vector.Load(b), b1 = Vector.Load(b + lanes);
            var a0 = Vector.Create(a[0]);
            c00 = MultiplyAdd(a0, b0, c00);
            c01 = MultiplyAdd(a0, b1, c01);
            var a1 = Vector.Create(a[1]);
            c10 = MultiplyAdd(a1, b0, c10);
            c11 = MultiplyAdd(a1, b1, c11);
            var a2 = Vector.Create(a[2]);
            c20 = MultiplyAdd(a2, b0, c20);
            c21 = MultiplyAdd(a2, b1, c21);
            var a3 = Vector.Create(a[3]);
            c30 = MultiplyAdd(a3, b0, c30);
            c31 = MultiplyAdd(a3, b1, c31);
            var a4 = Vector.Create(a[4]);
            c40 = MultiplyAdd(a4, b0, c40);
            c41 = MultiplyAdd(a4, b1, c41);
            var a5 = Vector.Create(a[5]);
            c50 = MultiplyAdd(a5, b0, c50);
            c51 = MultiplyAdd(a5, b1, c51);
            a += Height;
            b += 2 * lanes;
        }
        Put(c00, c01, c, add);
        Put(c10, c11, c + step, add);
        Put(c20, c21, c + 2 * step, add);
        Put(c30, c31, c + 3 * step, add);
        Put(c40, c41, c + 4 * step, add);
        Put(c50, c51, c + 5 * step, add);
    }

    /// <summary>
    /// A tile of C = A·B without packing, for at most 6 rows: element (i, k) of A lies at i·stepA + k·depthStepA, and the rows of b
    /// are <paramref name="stepB"/> apart. Rows from <paramref name="rows"/> on repeat the last one.
    /// </summary>
    public static void Direct(int depth, int rows, T* a, nint stepA, nint depthStepA, T* b, nint stepB, T* c, nint stepC)
    {
        var lanes = Vector<T>.Count;
        Vector<T> c00 = Vector<T>.Zero, c01 = Vector<T>.Zero;
        Vector<T> c10 = Vector<T>.Zero, c11 = Vector<T>.Zero;
        Vector<T> c20 = Vector<T>.Zero, c21 = Vector<T>.Zero;
        Vector<T> c30 = Vector<T>.Zero, c31 = Vector<T>.Zero;
        Vector<T> c40 = Vector<T>.Zero, c41 = Vector<T>.Zero;
        Vector<T> c50 = Vector<T>.Zero, c51 = Vector<T>.Zero;
        T* row0 = a, row1 = a + Math.Min(1, rows - 1) * stepA, row2 = a + Math.Min(2, rows - 1) * stepA,
            row3 = a + Math.Min(3, rows - 1) * stepA, row4 = a + Math.Min(4, rows - 1) * stepA, row5 = a + Math.Min(5, rows - 1) * stepA;
        for (nint k = 0; k < depth; k++)
        {
            Vector<T> b0 = Vector.Load(b), b1 = Vector.Load(b + lanes);
            var a0 = Vector.Create(row0[k * depthStepA]);
            c00 = MultiplyAdd(a0, b0, c00);
            c01 = MultiplyAdd(a0, b1, c01);
            var a1 = Vector.Create(row1[k * depthStepA]);
            c10 = MultiplyAdd(a1, b0, c10);
            c11 = MultiplyAdd(a1, b1, c11);
            var a2 = Vector.Create(row2[k * depthStepA]);
            c20 = MultiplyAdd(a2, b0, c20);
            c21 = MultiplyAdd(a2, b1, c21);
            var a3 = Vector.Create(row3[k * depthStepA]);
            c30 = MultiplyAdd(a3, b0, c30);
            c31 = MultiplyAdd(a3, b1, c31);
            var a4 = Vector.Create(row4[k * depthStepA]);
            c40 = MultiplyAdd(a4, b0, c40);
            c41 = MultiplyAdd(a4, b1, c41);
            var a5 = Vector.Create(row5[k * depthStepA]);
            c50 = MultiplyAdd(a5, b0, c50);
            c51 = MultiplyAdd(a5, b1, c51);
            b += stepB;
        }
        Put(c00, c01, c, add: false);
        Put(c10, c11, c + stepC, add: false);
        Put(c20, c21, c + 2 * stepC, add: false);
        Put(c30, c31, c + 3 * stepC, add: false);
        Put(c40, c41, c + 4 * stepC, add: false);
        Put(c50, c51, c + 5 * stepC, add: false);
    }

    /// <summary>
    /// The 4 × 3 inner products of rows of A with rows of B, both contiguous: tile[3·i + j] = Σ_k a[i, k]·b[j, k].
    /// The depth is a whole number of vectors. Rows from <paramref name="rows"/> or <paramref name="columns"/> on repeat the last one.
    /// </summary>
    public static void Dot(int depth, int rows, T* a, nint stepA, int columns, T* b, nint stepB, T* tile)
    {
        T* row1 = a + Math.Min(1, rows - 1) * stepA, row2 = a + Math.Min(2, rows - 1) * stepA, row3 = a + Math.Min(3, rows - 1) * stepA;
        T* column1 = b + Math.Min(1, columns - 1) * stepB, column2 = b + Math.Min(2, columns - 1) * stepB;
        Vector<T> c00 = Vector<T>.Zero, c01 = Vector<T>.Zero, c02 = Vector<T>.Zero;
        Vector<T> c10 = Vector<T>.Zero, c11 = Vector<T>.Zero, c12 = Vector<T>.Zero;
        Vector<T> c20 = Vector<T>.Zero, c21 = Vector<T>.Zero, c22 = Vector<T>.Zero;
        Vector<T> c30 = Vector<T>.Zero, c31 = Vector<T>.Zero, c32 = Vector<T>.Zero;
        for (nint k = 0; k < depth; k += Vector<T>.Count)
        {
            Vector<T> b0 = Vector.Load(b + k), b1 = Vector.Load(column1 + k), b2 = Vector.Load(column2 + k);
            var a0 = Vector.Load(a + k);
            c00 = MultiplyAdd(a0, b0, c00);
            c01 = MultiplyAdd(a0, b1, c01);
            c02 = MultiplyAdd(a0, b2, c02);
            var a1 = Vector.Load(row1 + k);
            c10 = MultiplyAdd(a1, b0, c10);
            c11 = MultiplyAdd(a1, b1, c11);
            c12 = MultiplyAdd(a1, b2, c12);
            var a2 = Vector.Load(row2 + k);
            c20 = MultiplyAdd(a2, b0, c20);
            c21 = MultiplyAdd(a2, b1, c21);
            c22 = MultiplyAdd(a2, b2, c22);
            var a3 = Vector.Load(row3 + k);
            c30 = MultiplyAdd(a3, b0, c30);
            c31 = MultiplyAdd(a3, b1, c31);
            c32 = MultiplyAdd(a3, b2, c32);
        }
        tile[0] = Vector.Sum(c00); tile[1] = Vector.Sum(c01); tile[2] = Vector.Sum(c02);
        tile[3] = Vector.Sum(c10); tile[4] = Vector.Sum(c11); tile[5] = Vector.Sum(c12);
        tile[6] = Vector.Sum(c20); tile[7] = Vector.Sum(c21); tile[8] = Vector.Sum(c22);
        tile[9] = Vector.Sum(c30); tile[10] = Vector.Sum(c31); tile[11] = Vector.Sum(c32);
    }

    /// <summary>
    /// A tile of a convolution: 6 channels × 2 vectors of outputs, which see the cells at x0 and x1 moved by each tap:
    /// c = Σ_k a[k]·x[taps[k]], or c += if <paramref name="add"/>. a is packed, 6 numbers for each k.
    /// </summary>
    public static void Tapped(int depth, T* a, int* taps, T* x0, T* x1, T* c0, T* c1, nint step, bool add)
    {
        Vector<T> c00 = Vector<T>.Zero, c01 = Vector<T>.Zero;
        Vector<T> c10 = Vector<T>.Zero, c11 = Vector<T>.Zero;
        Vector<T> c20 = Vector<T>.Zero, c21 = Vector<T>.Zero;
        Vector<T> c30 = Vector<T>.Zero, c31 = Vector<T>.Zero;
        Vector<T> c40 = Vector<T>.Zero, c41 = Vector<T>.Zero;
        Vector<T> c50 = Vector<T>.Zero, c51 = Vector<T>.Zero;
        for (var end = taps + depth; taps < end; taps++)
        {
            nint tap = *taps;
            Vector<T> b0 = Vector.Load(x0 + tap), b1 = Vector.Load(x1 + tap);
            var a0 = Vector.Create(a[0]);
            c00 = MultiplyAdd(a0, b0, c00);
            c01 = MultiplyAdd(a0, b1, c01);
            var a1 = Vector.Create(a[1]);
            c10 = MultiplyAdd(a1, b0, c10);
            c11 = MultiplyAdd(a1, b1, c11);
            var a2 = Vector.Create(a[2]);
            c20 = MultiplyAdd(a2, b0, c20);
            c21 = MultiplyAdd(a2, b1, c21);
            var a3 = Vector.Create(a[3]);
            c30 = MultiplyAdd(a3, b0, c30);
            c31 = MultiplyAdd(a3, b1, c31);
            var a4 = Vector.Create(a[4]);
            c40 = MultiplyAdd(a4, b0, c40);
            c41 = MultiplyAdd(a4, b1, c41);
            var a5 = Vector.Create(a[5]);
            c50 = MultiplyAdd(a5, b0, c50);
            c51 = MultiplyAdd(a5, b1, c51);
            a += Height;
        }
        Put(c00, c01, c0, c1, add);
        Put(c10, c11, c0 + step, c1 + step, add);
        Put(c20, c21, c0 + 2 * step, c1 + 2 * step, add);
        Put(c30, c31, c0 + 3 * step, c1 + 3 * step, add);
        Put(c40, c41, c0 + 4 * step, c1 + 4 * step, add);
        Put(c50, c51, c0 + 5 * step, c1 + 5 * step, add);
    }

    /// <summary>
    /// The 4 × 3 inner products of a filter gradient: tile[3·i + j] = Σ y_i·x_j over <paramref name="count"/> vectors of outputs, which begin
    /// at the places <paramref name="atY"/> and see the cells at <paramref name="atX"/>.
    /// </summary>
    public static void TappedDot(int count, int* atY, int* atX, T* y0, T* y1, T* y2, T* y3, T* x0, T* x1, T* x2, T* tile)
    {
        Vector<T> c00 = Vector<T>.Zero, c01 = Vector<T>.Zero, c02 = Vector<T>.Zero;
        Vector<T> c10 = Vector<T>.Zero, c11 = Vector<T>.Zero, c12 = Vector<T>.Zero;
        Vector<T> c20 = Vector<T>.Zero, c21 = Vector<T>.Zero, c22 = Vector<T>.Zero;
        Vector<T> c30 = Vector<T>.Zero, c31 = Vector<T>.Zero, c32 = Vector<T>.Zero;
        for (nint vector = 0; vector < count; vector++)
        {
            nint from = atX[vector], at = atY[vector];
            Vector<T> b0 = Vector.Load(x0 + from), b1 = Vector.Load(x1 + from), b2 = Vector.Load(x2 + from);
            var a0 = Vector.Load(y0 + at);
            c00 = MultiplyAdd(a0, b0, c00);
            c01 = MultiplyAdd(a0, b1, c01);
            c02 = MultiplyAdd(a0, b2, c02);
            var a1 = Vector.Load(y1 + at);
            c10 = MultiplyAdd(a1, b0, c10);
            c11 = MultiplyAdd(a1, b1, c11);
            c12 = MultiplyAdd(a1, b2, c12);
            var a2 = Vector.Load(y2 + at);
            c20 = MultiplyAdd(a2, b0, c20);
            c21 = MultiplyAdd(a2, b1, c21);
            c22 = MultiplyAdd(a2, b2, c22);
            var a3 = Vector.Load(y3 + at);
            c30 = MultiplyAdd(a3, b0, c30);
            c31 = MultiplyAdd(a3, b1, c31);
            c32 = MultiplyAdd(a3, b2, c32);
        }
        tile[0] = Vector.Sum(c00); tile[1] = Vector.Sum(c01); tile[2] = Vector.Sum(c02);
        tile[3] = Vector.Sum(c10); tile[4] = Vector.Sum(c11); tile[5] = Vector.Sum(c12);
        tile[6] = Vector.Sum(c20); tile[7] = Vector.Sum(c21); tile[8] = Vector.Sum(c22);
        tile[9] = Vector.Sum(c30); tile[10] = Vector.Sum(c31); tile[11] = Vector.Sum(c32);
    }

    static void Put(Vector<T> c0, Vector<T> c1, T* c, bool add) => Put(c0, c1, c, c + Vector<T>.Count, add);

    static void Put(Vector<T> sum0, Vector<T> sum1, T* c0, T* c1, bool add)
    {
        if (add) (sum0, sum1) = (Vector.Load(c0) + sum0, Vector.Load(c1) + sum1);
        Vector.Store(sum0, c0);
        Vector.Store(sum1, c1);
    }
}
