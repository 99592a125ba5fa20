using System.Collections.Concurrent;

namespace Tiny.Nn.Backends;

/// <summary>Working memory that is lent for the length of one turn and kept for the next.</summary>
sealed class Scratch<T> where T : unmanaged
{
    readonly ConcurrentBag<AlignedArray<T>> free = [];

    /// <summary>At least <paramref name="length"/> cells of undefined content; to be disposed.</summary>
    public Sheet<T> Rent(long length) => new(this, free.TryTake(out var array) && array.Length >= length ? array : new AlignedArray<T>(length));

    internal void Return(AlignedArray<T> array) => free.Add(array);
}

/// <summary>Lent memory. It begins where a cache line begins, so that a vector of a packed panel lies in one line.</summary>
readonly unsafe struct Sheet<T>(Scratch<T> lender, AlignedArray<T> array) : IDisposable where T : unmanaged
{
    public T* Cells { get; } = array.Start;

    public void Dispose() => lender.Return(array);
}
