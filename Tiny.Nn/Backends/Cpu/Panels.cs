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
            if (used < width) new Span<T>(panels, width * depth).Clear();
            if (step == 1) PackTogether(source, depthStep, depth, used, width, panels);
            else PackApart(source, depthStep, step, depth, used, width, panels);
        }
    }

    /// <summary>The numbers of one k lie together: they move by vectors.</summary>
    static void PackTogether(T* source, nint depthStep, int depth, int used, int width, T* panel)
    {
        var whole = used - used % Vector<T>.Count;
        for (var k = 0; k < depth; k++, source += depthStep, panel += width)
        {
            for (var j = 0; j < whole; j += Vector<T>.Count) Vector.Store(Vector.Load(source + j), panel + j);
            for (var j = whole; j < used; j++) panel[j] = source[j];
        }
    }

    /// <summary>They lie apart: four rows are read at once, each along its depth.</summary>
    static void PackApart(T* source, nint depthStep, nint step, int depth, int used, int width, T* panel)
    {
        for (; used >= 4; used -= 4, source += 4 * step, panel += 4)
        {
            T* row0 = source, row1 = source + step, row2 = row1 + step, row3 = row2 + step, to = panel;
            for (nint k = 0, end = depth * depthStep; k < end; k += depthStep, to += width)
                (to[0], to[1], to[2], to[3]) = (row0[k], row1[k], row2[k], row3[k]);
        }
        for (; used > 0; used--, source += step, panel++)
            for (var k = 0; k < depth; k++) panel[k * width] = source[k * depthStep];
    }

    /// <summary>
    /// C [rows, columns] = A·B, or C += A·B if <paramref name="add"/>, for some vectors of each row: vector v of row k of B lies at
    /// b + taps[k] + vectors[v], that of C at vectors[v]. The next six rows of A are <paramref name="panelStep"/> from the first. Where the
    /// vectors, at most two then, reach beyond the row, the numbers inside are brought to C singly.
    /// </summary>
    public static void Multiply(
        int depth, int rows, int columns, Rows<T> a, nint panelStep, int* taps, T* b, int* vectors, int count, T* c, nint step, bool add)
    {
        int height = Kernel<T>.Height, width = Kernel<T>.Width;
        var fits = vectors[count - 1] + Kernel<T>.Lanes <= columns;
        var tile = stackalloc T[fits ? 0 : height * width];
        var places = stackalloc int[height];
        for (var i = 0; i < height; i++) places[i] = fits ? (int)(i * step) : i * width;
        var (address, most, stepA, depthStep) = a;
        for (var i = 0; i < rows; i += height, c += height * step, address += panelStep * sizeof(T))
        {
            Rows<T> panel = new(address, Math.Min(most, rows - i), stepA, depthStep);
            Kernel<T>.Tiles(depth, panel, null, taps, b, vectors, count, fits ? c : tile, places, vectors,
                add && fits ? Into.Continued : Into.Replaced);
            if (!fits) Place(tile, width, panel.Count, columns, c, step, add);
        }
    }

    /// <summary>Brings the part of a tile that lies inside C to its place.</summary>
    public static void Place(T* tile, int width, int rows, int columns, T* c, nint step, bool add)
    {
        for (var i = 0; i < rows; i++, tile += width, c += step)
            for (var j = 0; j < columns; j++) c[j] = add ? c[j] + tile[j] : tile[j];
    }
}
