using static Tiny.Nn.Backends.Blocking;

namespace Tiny.Nn.Backends;

/// <summary>How the micro-kernel combines its results with what is stored at their destination.</summary>
enum Epilogue
{
    /// <summary>C = A·B.</summary>
    Overwrite,

    /// <summary>
    /// C += A·B; the sums begin with C. Where two results share an element, both write the same number.
    /// </summary>
    Accumulate,

    /// <summary>
    /// The results are added one after another. Elements that two results share receive both, so there must be MR rows.
    /// </summary>
    ScatterAdd,
}

/// <summary>
/// The left operand of a kernel: element (i, k) is at Start + i·RowStride + k·DepthStride. Rows from Count on repeat
/// the last one. In a packed panel the MR elements of one k are adjacent.
/// </summary>
unsafe struct PanelView<T> where T : unmanaged
{
    public T* Start;
    public int Count;
    public nint RowStride, DepthStride;

    /// <summary>A packed panel with all its rows.</summary>
    public static PanelView<T> Packed(T* panel) => new() { Start = panel, Count = MR, RowStride = 1, DepthStride = MR };

    /// <summary>The index of a row, at most that of the last one.</summary>
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

/// <summary>The destination of a register tile: vector v of row i is at Start + Rows[i] + Vectors[v]. Missing rows are
/// stored where the last one is.</summary>
unsafe struct TileView<T> where T : unmanaged
{
    public T* Start;
    public int* Rows, Vectors;
    public Epilogue Epilogue;

    /// <summary>
    /// MR numbers that the sums begin with, or null for 0. <see cref="Epilogue.Accumulate"/> ignores them.
    /// </summary>
    public T* Bias;
}
