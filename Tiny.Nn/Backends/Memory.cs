namespace Tiny.Nn.Backends;

/// <summary>Memory of one machine: a number of cells, and who holds it. What the cells are is the machine's affair.</summary>
public abstract class MachineBuffer(int length) : IDisposable
{
    /// <summary>The number of cells in use; a pooled buffer may have room for more.</summary>
    public int Length { get; internal set; } = length;

    /// <summary>How many gradients of a backward sweep live here; at 0 the sweep may give the buffer back early.</summary>
    internal int Holders { get; set; }

    /// <summary>The place in its step's list; −1 for memory that no step owns.</summary>
    internal int Place { get; set; } = -1;

    /// <summary>Gives the memory back to the machine.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Numbers in the machine's own precision.</summary>
public abstract class NumberBuffer(int length) : MachineBuffer(length);

/// <summary>32-bit whole numbers: labels, pooling switches, places to gather from.</summary>
public abstract class IndexBuffer(int length) : MachineBuffer(length);

/// <summary>
/// Free buffers by room, kept for the next step: training allocates in its first step and hardly ever again.
/// Rooms are powers of two, so that a short last batch finds the buffers of the full ones.
/// </summary>
sealed class BufferPool(Backend backend) : IDisposable
{
    readonly Shelves<NumberBuffer> numbers = new(backend.AllocateNumbers);
    readonly Shelves<IndexBuffer> indices = new(backend.AllocateIndices);

    public NumberBuffer RentNumbers(int length) => numbers.Rent(length);

    public IndexBuffer RentIndices(int length) => indices.Rent(length);

    public void Return(MachineBuffer buffer)
    {
        if (buffer is NumberBuffer number) numbers.Return(number);
        else indices.Return((IndexBuffer)buffer);
    }

    public void Dispose()
    {
        numbers.Dispose();
        indices.Dispose();
    }

    /// <summary>A shelf for each room.</summary>
    sealed class Shelves<T>(Func<int, T> allocate) : IDisposable where T : MachineBuffer
    {
        readonly Dictionary<int, Stack<T>> free = [];

        public T Rent(int length)
        {
            var room = Room(length);
            if (!Shelf(room).TryPop(out var buffer)) buffer = allocate(room);
            buffer.Length = length;
            buffer.Holders = 0;
            return buffer;
        }

        public void Return(T buffer) => Shelf(Room(buffer.Length)).Push(buffer);

        public void Dispose()
        {
            foreach (var shelf in free.Values)
                while (shelf.TryPop(out var buffer)) buffer.Dispose();
        }

        Stack<T> Shelf(int room)
        {
            if (!free.TryGetValue(room, out var shelf)) free[room] = shelf = new();
            return shelf;
        }

        static int Room(int length) =>
            length > 1 << 30 ? length : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 1));
    }
}

/// <summary>
/// One step of work on a backend: it owns every buffer made while it is open, and gives them all back when it is disposed.
/// The tape itself is the edges that tensors keep; a step that does not record makes tensors without edges.
/// </summary>
public sealed class Step : IDisposable
{
    readonly BufferPool pool;
    readonly Action closed;
    readonly List<MachineBuffer?> owned = new(capacity: 64);

    internal Step(BufferPool pool, bool recording, Action closed)
    {
        this.pool = pool;
        this.closed = closed;
        Recording = recording;
    }

    /// <summary>Whether operations remember how to pull a gradient back.</summary>
    public bool Recording { get; internal set; }

    /// <summary>False once the step was disposed: its tensors are gone.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>How many buffers were made so far: a mark to release back to.</summary>
    internal int Mark => owned.Count;

    /// <summary>Room for numbers, of undefined content, until the step ends.</summary>
    public NumberBuffer Numbers(int length) => Own(pool.RentNumbers(length));

    /// <summary>Room for indices, of undefined content, until the step ends.</summary>
    public IndexBuffer Indices(int length) => Own(pool.RentIndices(length));

    /// <summary>Gives one buffer of this step back before the step ends.</summary>
    internal void Release(MachineBuffer buffer)
    {
        owned[buffer.Place] = null;
        pool.Return(buffer);
    }

    /// <summary>Gives back what was made since the mark, except one buffer.</summary>
    internal void ReleaseSince(int mark, MachineBuffer except)
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

    T Own<T>(T buffer) where T : MachineBuffer
    {
        if (!IsOpen) throw new InvalidOperationException("Step: was disposed and owns no more buffers; open a new one with backend.Step()");
        buffer.Place = owned.Count;
        owned.Add(buffer);
        return buffer;
    }
}
