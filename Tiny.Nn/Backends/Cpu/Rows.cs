using System.Runtime.CompilerServices;

namespace Tiny.Nn.Backends;

/// <summary>What becomes of the numbers that are where a tile's results come to.</summary>
enum Into
{
    /// <summary>They are replaced.</summary>
    Replaced,

    /// <summary>The tile's sums begin with them. A place that two results of one tile share is written twice with the same number.</summary>
    Continued,

    /// <summary>The results are added to them, in order. A place that two results share gets both, so there must be six rows.</summary>
    Added,
}

/// <summary>
/// Six rows of a matrix that a tile is made of: element (i, k) lies at Address + i·Step + k·DepthStep. Rows from Count on are the last one
/// again. In a packed panel the six numbers of one k lie together.
/// </summary>
readonly unsafe record struct Rows<T>(nint Address, int Count, nint Step, nint DepthStep) where T : unmanaged
{
    /// <summary>A panel of six rows.</summary>
    public static Rows<T> Packed(T* panel) => new((nint)panel, 6, 1, 6);

    /// <summary>A row, or the last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Place(int row) => Math.Min(row, Count - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Row(int row) => (T*)Address + Place(row) * Step;
}
