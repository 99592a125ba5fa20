namespace Tiny.Nn.Backends;

/// <summary>A pinned array whose first element is aligned to a cache line.</summary>
/// <remarks>A 64-byte vector that straddles two cache lines takes twice as long to read.</remarks>
sealed unsafe class AlignedArray<T>(long length) where T : unmanaged
{
    const int CacheLine = 64;

    readonly T[] elements = GC.AllocateUninitializedArray<T>(length <= Array.MaxLength - CacheLine
        ? (int)length + CacheLine / sizeof(T)
        : throw new ArgumentException(
            $"Backend: an array has at most {Array.MaxLength - CacheLine} elements, got {length}; use a smaller batch"),
        pinned: true);

    /// <summary>The number of elements, at least the length that was requested.</summary>
    public int Length => elements.Length - CacheLine / sizeof(T);

    /// <summary>The first element; valid while this object is reachable.</summary>
    public T* Start => (T*)(((nint)Unsafe.AsPointer(ref elements[0]) + CacheLine - 1) & -CacheLine);
}

/// <summary>A buffer of values in host memory, used by <see cref="Reference"/> and by the CPU backend.</summary>
public sealed unsafe class HostBuffer<T>(int length) : ValueBuffer(length) where T : unmanaged
{
    /// <summary>
    /// The number of unused elements at the end. A kernel may read two of the widest vectors starting at the
    /// last element.
    /// </summary>
    internal const int Padding = 32;

    readonly AlignedArray<T> memory = new((long)length + Padding);

    /// <summary>The elements in use.</summary>
    public Span<T> Span => Capacity[..Length];

    /// <summary>All elements, including unused capacity and padding.</summary>
    public Span<T> Capacity => MemoryMarshal.CreateSpan(ref GetPinnableReference(), memory.Length);

    /// <summary>
    /// Returns the first element, for <c>fixed (T* elements = buffer)</c>, which keeps the memory alive.
    /// </summary>
    public ref T GetPinnableReference() => ref *memory.Start;
}

/// <summary>A buffer of indices in a managed array.</summary>
public sealed class HostIndexBuffer(int length) : IndexBuffer(length)
{
    /// <summary>The memory; only the first <see cref="BackendBuffer.Length"/> elements are in use.</summary>
    public int[] Array { get; } = GC.AllocateUninitializedArray<int>(length);

    /// <inheritdoc cref="HostBuffer{T}.Span"/>
    public Span<int> Span => Array.AsSpan(0, Length);
}
