using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// Packing and the loops around the packed kernel. A panel is a strip of a matrix, as wide as a tile, laid out so that the
/// kernel reads it front to back: for each k of the depth the tile's rows of A, or its columns of B. Panels follow one another.
/// </summary>
static unsafe class Panels<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The depth of a block: a panel of B of this depth, 16 kB, fits the first-level cache.</summary>
    public const int DepthLimit = 320;

    /// <summary>The length of equal parts, a multiple of <paramref name="unit"/>, such that none passes the limit.</summary>
    public static int Part(int length, int limit, int unit)
    {
        var parts = (length + limit - 1) / limit;
        return RoundUp((length + parts - 1) / parts, unit);
    }

    /// <summary>The parts into which the depth of a product is cut.</summary>
    public static int DepthPart(int depth) => Part(depth, DepthLimit, 1);

    /// <summary>Where the panels of <paramref name="rows"/> rows begin for the part of the depth from k on, if its parts follow one another.</summary>
    public static T* Rows(T* panels, int rows, int k) => panels + (nint)k * RoundUp(rows, Kernel<T>.Height);

    public static int RoundUp(int length, int unit) => (length + unit - 1) / unit * unit;

    /// <summary>Packs element (k, j), which lies at k·depthStep + j·step, for j &lt; count; the last panel is filled up with 0.</summary>
    public static void Pack(T* source, nint depthStep, nint step, int depth, int count, int width, T* panels)
    {
        for (var first = 0; first < count; first += width, source += width * step, panels += (nint)width * depth)
        {
            var used = Math.Min(width, count - first);
            if (step == 1 && used == 2 * Vector<T>.Count) PackVectors(source, depthStep, depth, panels);
            else PackNumbers(source, depthStep, step, depth, used, width, panels);
        }
    }

    static void PackVectors(T* source, nint depthStep, int depth, T* panel)
    {
        for (var k = 0; k < depth; k++, source += depthStep, panel += 2 * Vector<T>.Count)
        {
            Vector.Store(Vector.Load(source), panel);
            Vector.Store(Vector.Load(source + Vector<T>.Count), panel + Vector<T>.Count);
        }
    }

    static void PackNumbers(T* source, nint depthStep, nint step, int depth, int used, int width, T* panel)
    {
        for (var k = 0; k < depth; k++, source += depthStep, panel += width)
        {
            var from = source;
            for (var j = 0; j < used; j++, from += step) panel[j] = *from;
            for (var j = used; j < width; j++) panel[j] = T.Zero;
        }
    }

    /// <summary>C [rows, columns] = A·B, or C += A·B if <paramref name="add"/>, from panels of one depth.</summary>
    public static void Multiply(int depth, int rows, int columns, T* a, T* b, T* c, nint step, bool add)
    {
        var width = Kernel<T>.Width;
        var tile = stackalloc T[Kernel<T>.Height * width];
        for (var j = 0; j < columns; j += width)
            for (var i = 0; i < rows; i += Kernel<T>.Height)
            {
                T* left = a + (nint)i * depth, right = b + (nint)j * depth, target = c + i * step + j;
                int height = Math.Min(Kernel<T>.Height, rows - i), used = Math.Min(width, columns - j);
                if (height == Kernel<T>.Height && used == width)
                    Kernel<T>.Packed(depth, left, right, target, step, add);
                else
                {
                    Kernel<T>.Packed(depth, left, right, tile, width, add: false);
                    Place(tile, width, height, used, target, step, add);
                }
            }
    }

    /// <summary>Brings the part of a tile that lies inside C to its place.</summary>
    public static void Place(T* tile, int width, int rows, int columns, T* c, nint step, bool add)
    {
        for (var i = 0; i < rows; i++, tile += width, c += step)
            for (var j = 0; j < columns; j++) c[j] = add ? c[j] + tile[j] : tile[j];
    }
}
