using System.Collections.Concurrent;

namespace Tiny.Nn.Backends;

/// <summary>
/// A pool of temporary arrays in size classes. Class n holds arrays of n elements, where n is a power of two.
/// </summary>
sealed class WorkspacePool<T> where T : unmanaged
{
    readonly ConcurrentDictionary<ulong, ConcurrentBag<AlignedArray<T>>> classes = [];

    /// <summary>
    /// Rents at least <paramref name="length"/> elements with undefined content; disposing returns them.
    /// </summary>
    public Workspace<T> Rent(long length)
    {
        var size = BitOperations.RoundUpToPowerOf2((ulong)length);
        var free = classes.GetOrAdd(size, _ => []);
        // The largest class is cut to what an array can hold with its alignment; longer requests fail there.
        return new(free, free.TryTake(out var array)
            ? array
            : new(Math.Max(length, Math.Min((long)size, Array.MaxLength - 64))));
    }
}

/// <summary>
/// Rented memory. It begins at a cache line, so that no vector of a packed panel lies across two lines.
/// </summary>
readonly unsafe struct Workspace<T>(ConcurrentBag<AlignedArray<T>> free, AlignedArray<T> array) : IDisposable
    where T : unmanaged
{
    public T* Start { get; } = array.Start;

    /// <summary>Returns the array to its size class.</summary>
    public void Dispose() => free?.Add(array);
}
