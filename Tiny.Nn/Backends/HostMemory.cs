namespace Tiny.Nn.Backends;

/// <summary>Numbers in an ordinary array of the host: the memory of <see cref="Reference"/> and of the CPU.</summary>
public sealed class HostBuffer<T>(int length) : NumberBuffer(length)
{
    /// <summary>Cells at the end that nobody owns: two of the widest vectors may be read from the last cell on.</summary>
    internal const int Spare = 32;

    /// <summary>The room; only the first <see cref="MachineBuffer.Length"/> cells are in use.</summary>
    public T[] Array { get; } = GC.AllocateUninitializedArray<T>(checked(length + Spare));

    /// <summary>The cells in use.</summary>
    public Span<T> Span => Array.AsSpan(0, Length);
}

/// <summary>Indices in an ordinary array of the host.</summary>
public sealed class HostIndexBuffer(int length) : IndexBuffer(length)
{
    /// <inheritdoc cref="HostBuffer{T}.Array"/>
    public int[] Array { get; } = GC.AllocateUninitializedArray<int>(length);

    /// <inheritdoc cref="HostBuffer{T}.Span"/>
    public Span<int> Span => Array.AsSpan(0, Length);
}

/// <summary>How a host machine gets at the cells of a buffer, and says so when the buffer is another machine's.</summary>
static class HostMemory
{
    public static HostBuffer<T> On<T>(this NumberBuffer buffer, Backend backend) =>
        buffer as HostBuffer<T> ?? throw Foreign(buffer, backend);

    public static HostIndexBuffer On(this IndexBuffer buffer, Backend backend) =>
        buffer as HostIndexBuffer ?? throw Foreign(buffer, backend);

    static ArgumentException Foreign(MachineBuffer buffer, Backend backend) => new(
        $"Backend {backend.Name}: expects numbers of its own, got a {buffer.GetType().Name} of another machine; "
        + "make all tensors of a computation on one backend");
}
