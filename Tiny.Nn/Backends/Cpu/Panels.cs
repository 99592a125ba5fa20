using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// Packing and the loops around the packed kernel. A panel is a strip of a matrix, as wide as a tile, laid out so that the
/// kernel reads it front to back: for each k of the depth the tile's rows of A, or its columns of B. Panels follow one another.
/// </summary>
static unsafe class Panels<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The depth of a block: a panel of B of this depth, at most 40 kB, fits the first-level cache.</summary>
    public const int DepthLimit = 320;

    /// <summary>The length of equal parts, a multiple of <paramref name="unit"/>, such that none passes the limit.</summary>
    public static int Part(int length, int limit, int unit)
    {
        var parts = (length + limit - 1) / limit;
        return RoundUp((length + parts - 1) / parts, unit);
    }

    /// <summary>The parts into which the depth of a product is cut.</summary>
    public static int DepthPart(int depth) => Part(depth, DepthLimit, 1);

    public static int RoundUp(int length, int unit) => (length + unit - 1) / unit * unit;

    /// <summary>Packs element (k, j), which lies at k·depthStep + j·step, for j &lt; count; the last panel is filled up with 0.</summary>
    public static void Pack(T* source, nint depthStep, nint step, int depth, int count, int width, T* panels)
    {
        for (var first = 0; first < count; first += width, source += width * step, panels += (nint)width * depth)
        {
            var used = Math.Min(width, count - first);
            if (step == 1 && used == width && width % Vector<T>.Count == 0) PackVectors(source, depthStep, depth, width, panels);
            else PackNumbers(source, depthStep, step, depth, used, width, panels);
        }
    }

    static void PackVectors(T* source, nint depthStep, int depth, int width, T* panel)
    {
        for (var k = 0; k < depth; k++, source += depthStep, panel += width)
            for (var j = 0; j < width; j += Vector<T>.Count) Vector.Store(Vector.Load(source + j), panel + j);
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

    /// <summary>
    /// C [rows, columns] = A·B, or C += A·B if <paramref name="add"/>, for at most as many columns as a tile has: A from its panels,
    /// row k of B at b + steps[k].
    /// </summary>
    public static void Multiply(int depth, int rows, int columns, T* a, int* steps, T* b, T* c, nint step, bool add)
    {
        var (height, width, lanes) = (Kernel<T>.Height, Kernel<T>.Width, Kernel<T>.Lanes);
        var tile = stackalloc T[height * width];
        for (var i = 0; i < rows; i += height, a += height * depth, c += height * step)
        {
            if (rows - i >= height && columns == width)
            {
                Kernel<T>.Tile(depth, a, null, steps, b, b + lanes, c, c + lanes, step, add);
                continue;
            }
            Kernel<T>.Tile(depth, a, null, steps, b, b + lanes, tile, tile + lanes, width, add: false);
            Place(tile, width, Math.Min(height, rows - i), columns, c, step, add);
        }
    }

    /// <summary>Brings the part of a tile that lies inside C to its place.</summary>
    public static void Place(T* tile, int width, int rows, int columns, T* c, nint step, bool add)
    {
        for (var i = 0; i < rows; i++, tile += width, c += step)
            for (var j = 0; j < columns; j++) c[j] = add ? c[j] + tile[j] : tile[j];
    }
}
