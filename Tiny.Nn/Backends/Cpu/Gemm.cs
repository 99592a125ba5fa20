using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>
/// Packing of matrices, and the loop over the rows of a block. A panel is a strip of a matrix, as wide as a register
/// tile. It is packed in the order in which the micro-kernel reads it: for each k, the tile's rows of A or its NR
/// columns of B. Panels are stored one after another.
/// </summary>
static unsafe class Gemm<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// Packs rows in panels of <see cref="PanelRows"/> rows. Element (i, k) is at source + i·stride + k·depthStride.
    /// </summary>
    public static void PackRows(T* source, nint depthStride, nint stride, int depth, int count, T* panels)
    {
        for (int rows; count > 0; count -= rows, source += rows * stride, panels += (nint)rows * depth)
        {
            rows = PanelRows(count);
            PackPanel(source, depthStride, stride, depth, Math.Min(rows, count), rows, panels);
        }
    }

    /// <summary>
    /// Packs the elements (k, j) at source + k·depthStride + j·stride, for j &lt; used, and fills the panel up with
    /// zeros.
    /// </summary>
    public static void PackPanel(
        T* source, nint depthStride, nint stride, int depth, int used, int width, T* panel)
    {
        if (used < width) new Span<T>(panel, width * depth).Clear();
        if (stride != 1) PackStrided(source, depthStride, stride, depth, used, width, panel);
        else
            for (var k = 0; k < depth; k++)
            {
                T* from = source + k * depthStride, to = panel + k * width;
                var j = 0;
                for (; j <= used - Vector<T>.Count; j += Vector<T>.Count)
                    Vector.Store(Vector.Load(from + j), to + j);
                for (; j < used; j++) to[j] = from[j];
            }
    }

    /// <summary>Packs one panel, four rows at a time; each row is read along its depth.</summary>
    static void PackStrided(T* source, nint depthStride, nint stride, int depth, int used, int width, T* panel)
    {
        for (; used >= 4; used -= 4, source += 4 * stride, panel += 4)
        {
            T* row0 = source, row1 = source + stride, row2 = row1 + stride, row3 = row2 + stride, to = panel;
            for (nint k = 0, end = depth * depthStride; k < end; k += depthStride, to += width)
                (to[0], to[1], to[2], to[3]) = (row0[k], row1[k], row2[k], row3[k]);
        }
        for (; used > 0; used--, source += stride, panel++)
            for (var k = 0; k < depth; k++) panel[k * width] = source[k * depthStride];
    }

    /// <summary>
    /// Computes C = A·B, or C += A·B if <paramref name="add"/> is true, for the rows of A and the vectors of B. Row i
    /// of C is at c + i·stride, and its vector v at Origins[v]. If the vectors (at most two in this case) reach beyond
    /// the columns of C, the elements inside are copied from a buffer.
    /// </summary>
    /// <param name="packedDepth">The depth of the packed panels of A, or 0 if A is read in place.</param>
    public static void Multiply(
        PanelView<T> a, int packedDepth, in TapView<T> b, T* c, nint stride, int columns, bool add)
    {
        var fits = b.Origins[b.VectorCount - 1] + MicroKernel<T>.Lanes <= columns;
        var width = fits ? stride : 2 * MicroKernel<T>.Lanes;
        T* buffer = stackalloc T[fits ? 0 : MR * (int)width];
        int* rows = stackalloc int[MR];
        for (var i = 0; i < MR; i++) rows[i] = (int)(i * width);
        TileView<T> tile = new()
        {
            Start = fits ? c : buffer, Rows = rows, Vectors = b.Origins,
            Epilogue = add && fits ? Epilogue.Accumulate : Epilogue.Overwrite
        };
        var panelStride = packedDepth > 0 ? packedDepth : a.RowStride;
        var remaining = a.Count;
        for (int height; remaining > 0; remaining -= height, a.Start += height * panelStride, c += height * stride)
        {
            height = PanelRows(remaining);
            a.Count = Math.Min(height, remaining);
            if (packedDepth > 0) a.DepthStride = height;
            if (fits) tile.Start = c;
            MicroKernel<T>.Multiply(in a, in b, in tile);
            for (var i = 0; i < a.Count && !fits; i++)
                for (var j = 0; j < columns; j++)
                    c[i * stride + j] = add ? c[i * stride + j] + buffer[i * width + j] : buffer[i * width + j];
        }
    }
}
