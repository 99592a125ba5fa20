using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Tiny.Nn.Backends;

/// <summary>Working memory that is lent for the length of one turn and kept for the next.</summary>
sealed class Scratch<T> where T : unmanaged
{
    readonly ConcurrentBag<T[]> free = [];

    /// <summary>At least <paramref name="length"/> cells of undefined content; to be disposed.</summary>
    public Sheet<T> Rent(long length)
    {
        var room = checked((int)(length + Sheet<T>.Margin));
        if (!free.TryTake(out var array) || array.Length < room) array = GC.AllocateUninitializedArray<T>(room, pinned: true);
        return new(this, array);
    }

    internal void Return(T[] array) => free.Add(array);
}

/// <summary>
/// Lent memory. It does not move, and it begins where a cache line begins, so that a vector of a packed panel lies in one line.
/// </summary>
readonly unsafe struct Sheet<T>(Scratch<T> lender, T[] array) : IDisposable where T : unmanaged
{
    const int CacheLine = 64;

    /// <summary>The cells that alignment may cost.</summary>
    internal static int Margin => CacheLine / sizeof(T);

    public T* Cells { get; } = (T*)(((nint)Unsafe.AsPointer(ref array[0]) + CacheLine - 1) & -CacheLine);

    public void Dispose() => lender.Return(array);
}
