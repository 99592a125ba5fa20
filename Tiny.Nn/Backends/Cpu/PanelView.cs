using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>The way in which the micro-kernel combines its results with the values at their destination.</summary>
enum Epilogue
{
    /// <summary>C = A·B: the results overwrite C.</summary>
    Overwrite,

    /// <summary>
    /// C += A·B: the sums start from the values of C. If two results share an element (overlapping vectors, repeated
    /// rows), both store the same value.
    /// </summary>
    Accumulate,

    /// <summary>
    /// C += A·B: the results are added to C one after another. An element that two results share receives both, so all
    /// MR rows must exist.
    /// </summary>
    ScatterAdd,
}

/// <summary>
/// The left operand of a kernel: element (i, k) is at Start + i·RowStride + k·DepthStride. Rows from Count on repeat
/// the last row. A tile has 6 rows, or 4 if Count is at most 4. In a packed panel, the elements of one k are adjacent.
/// </summary>
unsafe struct PanelView<T> where T : unmanaged
{
    public T* Start;
    public int Count;
    public nint RowStride, DepthStride;

    /// <summary>Returns the view of a packed panel with all its rows.</summary>
    public static PanelView<T> Packed(T* panel, int rows) =>
        new() { Start = panel, Count = rows, RowStride = 1, DepthStride = rows };

    /// <summary>Returns the index of a row, at most that of the last one.</summary>
    public readonly int Clamp(int row) => Math.Min(row, Count - 1);

    public readonly T* Row(int row) => Start + Clamp(row) * RowStride;
}

/// <summary>
/// The right operand of a kernel: vector v under tap k is at Start + Origins[v] + Taps[k]. For a matrix the taps are
/// the offsets of its rows; for a convolution they are the kernel's taps in the packed image.
/// </summary>
unsafe struct TapView<T> where T : unmanaged
{
    public T* Start;
    public int* Taps, Origins;
    public int TapCount, VectorCount;
}

/// <summary>
/// The destination of a register tile: vector v of row i is at Start + Rows[i] + Vectors[v]. Missing rows are stored at
/// the address of the last row.
/// </summary>
unsafe struct TileView<T> where T : unmanaged
{
    public T* Start;
    public int* Rows, Vectors;
    public Epilogue Epilogue;

    /// <summary>
    /// The MR initial values of the rows' sums, or null for zeros. <see cref="Epilogue.Accumulate"/> ignores them.
    /// </summary>
    public T* Bias;
}
