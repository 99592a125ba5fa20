using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tiny.Nn.Backends;

/// <summary>
/// An array that does not move, and whose first cell begins a cache line: a vector of 64 bytes that lies across two lines takes twice as
/// long to read.
/// </summary>
sealed unsafe class AlignedArray<T>(long length) where T : unmanaged
{
    const int CacheLine = 64;

    readonly T[] cells = GC.AllocateUninitializedArray<T>(checked((int)(length + CacheLine / sizeof(T))), pinned: true);

    /// <summary>How many cells there are, at least as many as were asked for.</summary>
    public int Length => cells.Length - CacheLine / sizeof(T);

    /// <summary>The first cell; valid as long as this object is in use.</summary>
    public T* Start => (T*)(((nint)Unsafe.AsPointer(ref cells[0]) + CacheLine - 1) & -CacheLine);
}

/// <summary>Numbers in the host's memory: that of <see cref="Reference"/> and of the CPU.</summary>
public sealed unsafe class HostBuffer<T>(int length) : ValueBuffer(length) where T : unmanaged
{
    /// <summary>Cells at the end that nobody owns: two of the widest vectors may be read from the last cell on.</summary>
    internal const int Spare = 32;

    readonly AlignedArray<T> room = new((long)length + Spare);

    /// <summary>The cells in use; the room may be larger.</summary>
    public Span<T> Span => Room[..Length];

    /// <summary>All cells, with the spare ones.</summary>
    public Span<T> Room => MemoryMarshal.CreateSpan(ref GetPinnableReference(), room.Length);

    /// <summary>For <c>fixed (T* cells = buffer)</c>, which keeps the memory while it is used.</summary>
    public ref T GetPinnableReference() => ref *room.Start;
}

/// <summary>Indices in an ordinary array of the host.</summary>
public sealed class HostIndexBuffer(int length) : IndexBuffer(length)
{
    /// <summary>The room; only the first <see cref="DeviceBuffer.Length"/> cells are in use.</summary>
    public int[] Array { get; } = GC.AllocateUninitializedArray<int>(length);

    /// <inheritdoc cref="HostBuffer{T}.Span"/>
    public Span<int> Span => Array.AsSpan(0, Length);
}

/// <summary>How a host machine gets at the cells of a buffer, and says so when the buffer is another machine's.</summary>
static class HostMemory
{
    public static HostBuffer<T> On<T>(this ValueBuffer buffer, Backend backend) where T : unmanaged =>
        buffer as HostBuffer<T> ?? throw Foreign(buffer, backend);

    public static HostIndexBuffer On(this IndexBuffer buffer, Backend backend) =>
        buffer as HostIndexBuffer ?? throw Foreign(buffer, backend);

    static ArgumentException Foreign(DeviceBuffer buffer, Backend backend) => new(
        $"Backend {backend.Name}: expects numbers of its own, got a {buffer.GetType().Name} of another machine; "
        + "make all tensors of a computation on one backend");
}
