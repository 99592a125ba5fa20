namespace Tiny.Nn.Backends;

/// <summary>A block of a backend's memory; the backend defines the type of its elements.</summary>
public abstract class BackendBuffer(int length) : IDisposable
{
    /// <summary>The number of elements in use; a pooled buffer may have a larger capacity.</summary>
    public int Length { get; internal set; } = length;

    /// <summary>The backend that allocated the buffer.</summary>
    internal Backend? Owner { get; set; }

    /// <summary>Whether the memory was released, by the scope that owned it or by <see cref="Dispose"/>.</summary>
    internal bool IsReleased { get; set; }

    /// <summary>
    /// The number of times that a scope has released the buffer. Whoever holds the buffer remembers it, because a later
    /// scope reuses the memory.
    /// </summary>
    internal int Generation { get; set; }

    /// <summary>The backend's <see cref="Backend.Clock"/> at the last call that wrote to the buffer.</summary>
    internal long LastWrite { get; set; }

    /// <summary>
    /// The number of gradients of a backward sweep that use this memory; at 0 the sweep may release the buffer early.
    /// </summary>
    internal int ReferenceCount { get; set; }

    /// <summary>The buffer's index in the scope that owns it; −1 for memory that no scope owns.</summary>
    internal int ScopeIndex { get; set; } = -1;

    /// <summary>Releases the memory.</summary>
    public virtual void Dispose()
    {
        IsReleased = true;
        GC.SuppressFinalize(this);
    }
}

/// <summary>A buffer of floating-point values in the backend's precision.</summary>
public abstract class ValueBuffer(int length) : BackendBuffer(length);

/// <summary>A buffer of 32-bit integers: labels, pooling indices, gather indices.</summary>
public abstract class IndexBuffer(int length) : BackendBuffer(length)
{
    /// <summary>
    /// Returns another object for the same memory, so that a reference to this one cannot read what a later scope
    /// writes.
    /// </summary>
    internal IndexBuffer Renew() => (IndexBuffer)MemberwiseClone();
}

/// <summary>
/// A pool of unused buffers, grouped by capacity, which later scopes reuse. A training run allocates in its first
/// iteration and hardly ever again.
/// </summary>
/// <remarks>Capacities are powers of two, so that a short last batch reuses the buffers of the full batches.</remarks>
sealed class BufferPool(Backend backend) : IDisposable
{
    readonly Dictionary<(bool HasIndices, int Capacity), Stack<BackendBuffer>> free = [];

    public ValueBuffer RentValues(int length) => (ValueBuffer)Rent(length, hasIndices: false);

    public IndexBuffer RentIndices(int length) => (IndexBuffer)Rent(length, hasIndices: true);

    public void Return(BackendBuffer buffer)
    {
        if (buffer.IsReleased) return;           // disposed by its user
        buffer.IsReleased = true;
        buffer.Generation++;
        FreeList(buffer is IndexBuffer, Capacity(buffer.Length)).Push(buffer);
    }

    public void Dispose()
    {
        foreach (var list in free.Values)
            while (list.TryPop(out var buffer)) buffer.Dispose();
    }

    BackendBuffer Rent(int length, bool hasIndices)
    {
        Backend.CheckLength(length);
        var capacity = Capacity(length);
        if (!FreeList(hasIndices, capacity).TryPop(out var buffer))
            buffer = hasIndices ? backend.AllocateIndices(capacity) : backend.AllocateValues(capacity);
        else if (buffer is IndexBuffer indices) buffer = indices.Renew();
        buffer.Length = length;
        buffer.ReferenceCount = 0;
        buffer.IsReleased = false;
        return buffer;
    }

    Stack<BackendBuffer> FreeList(bool hasIndices, int capacity)
    {
        if (!free.TryGetValue((hasIndices, capacity), out var list)) free[(hasIndices, capacity)] = list = new();
        return list;
    }

    static int Capacity(int length) =>
        length > 1 << 30 ? length : (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 1));
}

/// <summary>
/// A scope of computation on a backend: it owns every buffer allocated while it is open and releases them
/// when disposed.
/// </summary>
/// <remarks>
/// The tape itself consists of the edges that tensors hold; in a scope that does not record, tensors have no edges.
/// </remarks>
public sealed class ComputationScope : IDisposable
{
    readonly Backend backend;
    readonly BufferPool pool;
    readonly List<BackendBuffer?> owned = new(capacity: 64);

    internal ComputationScope(Backend backend, BufferPool pool, bool recording) =>
        (this.backend, this.pool, IsRecording) = (backend, pool, recording);

    /// <summary>Whether operations record their pullbacks.</summary>
    public bool IsRecording { get; internal set; }

    /// <summary>False once the scope is disposed and its tensors are released.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>The number of buffers allocated so far; <see cref="ReleaseSince"/> takes it as a mark.</summary>
    internal int Mark => owned.Count;

    /// <summary>Allocates a buffer of undefined values that the scope owns.</summary>
    public ValueBuffer RentValues(int length) => Own(OpenPool().RentValues(length));

    /// <summary>Allocates a buffer of undefined indices that the scope owns.</summary>
    public IndexBuffer RentIndices(int length) => Own(OpenPool().RentIndices(length));

    /// <summary>Releases one buffer of this scope before the scope ends.</summary>
    internal void Release(BackendBuffer buffer)
    {
        owned[buffer.ScopeIndex] = null;
        pool.Return(buffer);
    }

    /// <summary>Releases the buffers allocated since the mark, except one.</summary>
    internal void ReleaseSince(int mark, BackendBuffer except)
    {
        for (var index = mark; index < owned.Count; index++)
            if (owned[index] is { } buffer && buffer != except) Release(buffer);
    }

    public void Dispose()
    {
        if (!IsOpen) return;
        backend.Enter();
        IsOpen = false;
        foreach (var buffer in owned)
            if (buffer is not null) pool.Return(buffer);
        backend.EndScope();
    }

    BufferPool OpenPool()
    {
        if (!IsOpen)
            throw new InvalidOperationException(
                "ComputationScope: is disposed and cannot allocate buffers; open a new scope with " +
                    "backend.BeginScope()");
        backend.Enter();
        return pool;
    }

    T Own<T>(T buffer) where T : BackendBuffer
    {
        buffer.ScopeIndex = owned.Count;
        owned.Add(buffer);
        return buffer;
    }
}
