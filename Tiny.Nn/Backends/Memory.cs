namespace Tiny.Nn.Backends;

/// <summary>Memory of one machine: a number of cells, and who holds it. What the cells are is the machine's affair.</summary>
public abstract class DeviceBuffer(int length) : IDisposable
{
    /// <summary>The number of cells in use; a pooled buffer may have room for more.</summary>
    public int Length { get; internal set; } = length;

    /// <summary>How many gradients of a backward sweep live here; at 0 the sweep may give the buffer back early.</summary>
    internal int ReferenceCount { get; set; }

    /// <summary>The place in its step's list; −1 for memory that no step owns.</summary>
    internal int ScopeIndex { get; set; } = -1;

    /// <summary>Gives the memory back to the machine.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Numbers in the machine's own precision.</summary>
public abstract class ValueBuffer(int length) : DeviceBuffer(length);

/// <summary>32-bit whole numbers: labels, pooling switches, places to gather from.</summary>
public abstract class IndexBuffer(int length) : DeviceBuffer(length);

/// <summary>
/// Free buffers by room, kept for the next step: training allocates in its first step and hardly ever again.
/// Rooms are powers of two, so that a short last batch finds the buffers of the full ones.
/// </summary>
sealed class BufferPool(Backend backend) : IDisposable
{
    readonly SizeClasses<ValueBuffer> numbers = new(backend.AllocateValues);
    readonly SizeClasses<IndexBuffer> indices = new(backend.AllocateIndices);

    public ValueBuffer RentValues(int length) => numbers.Rent(length);

    public IndexBuffer RentIndices(int length) => indices.Rent(length);

    public void Return(DeviceBuffer buffer)
    {
        if (buffer is ValueBuffer number) numbers.Return(number);
        else indices.Return((IndexBuffer)buffer);
    }

    public void Dispose()
    {
        numbers.Dispose();
        indices.Dispose();
    }

    /// <summary>A shelf for each room.</summary>
    sealed class SizeClasses<T>(Func<int, T> allocate) : IDisposable where T : DeviceBuffer
    {
        readonly Dictionary<int, Stack<T>> free = [];

        public T Rent(int length)
        {
            var room = Capacity(length);
            if (!FreeList(room).TryPop(out var buffer)) buffer = allocate(room);
            buffer.Length = length;
            buffer.ReferenceCount = 0;
            return buffer;
        }

        public void Return(T buffer) => FreeList(Capacity(buffer.Length)).Push(buffer);

        public void Dispose()
        {
            foreach (var shelf in free.Values)
                while (shelf.TryPop(out var buffer)) buffer.Dispose();
        }

        Stack<T> FreeList(int room)
        {
            if (!free.TryGetValue(room, out var shelf)) free[room] = shelf = new();
            return shelf;
        }

        static int Capacity(int length) =>
            length > 1 << 30 ? length : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 1));
    }
}

/// <summary>
/// One step of work on a backend: it owns every buffer made while it is open, and gives them all back when it is disposed.
/// The tape itself is the edges that tensors keep; a step that does not record makes tensors without edges.
/// </summary>
public sealed class ComputationScope : IDisposable
{
    readonly BufferPool pool;
    readonly Action closed;
    readonly List<DeviceBuffer?> owned = new(capacity: 64);

    internal ComputationScope(BufferPool pool, bool recording, Action closed)
    {
        this.pool = pool;
        this.closed = closed;
        IsRecording = recording;
    }

    /// <summary>Whether operations remember how to pull a gradient back.</summary>
    public bool IsRecording { get; internal set; }

    /// <summary>False once the step was disposed: its tensors are gone.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>How many buffers were made so far: a mark to release back to.</summary>
    internal int Mark => owned.Count;

    /// <summary>Room for numbers, of undefined content, until the step ends.</summary>
    public ValueBuffer RentValues(int length) => Own(pool.RentValues(length));

    /// <summary>Room for indices, of undefined content, until the step ends.</summary>
    public IndexBuffer RentIndices(int length) => Own(pool.RentIndices(length));

    /// <summary>Gives one buffer of this step back before the step ends.</summary>
    internal void Release(DeviceBuffer buffer)
    {
        owned[buffer.ScopeIndex] = null;
        pool.Return(buffer);
    }

    /// <summary>Gives back what was made since the mark, except one buffer.</summary>
    internal void ReleaseSince(int mark, DeviceBuffer except)
    {
        for (var place = mark; place < owned.Count; place++)
            if (owned[place] is { } buffer && buffer != except) Release(buffer);
    }

    public void Dispose()
    {
        if (!IsOpen) return;
        IsOpen = false;
        foreach (var buffer in owned)
            if (buffer is not null) pool.Return(buffer);
        closed();
    }

    T Own<T>(T buffer) where T : DeviceBuffer
    {
        if (!IsOpen) throw new InvalidOperationException("Step: was disposed and owns no more buffers; open a new one with backend.BeginScope()");
        buffer.ScopeIndex = owned.Count;
        owned.Add(buffer);
        return buffer;
    }
}
