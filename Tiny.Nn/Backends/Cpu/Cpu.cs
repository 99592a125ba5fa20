using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>
/// The CPU backend, in float or in double, with <see cref="Vector{T}"/> and threads. The same call gives the same bits
/// for any number of threads. Its results are those of <see cref="Reference"/>, up to rounding.
/// </summary>
/// <remarks>
/// Buffers end with spare elements, so that a vector can be read at any index and whole buffers are processed without a
/// tail. All lanes execute the same instructions, so the bits of an element do not depend on its index.
/// </remarks>
public sealed unsafe partial class Cpu<T> : Backend where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// The number of elements of a range in loops with one or two operations per element; a range takes about 2 µs.
    /// </summary>
    const int Grain = 1 << 13;

    /// <summary>The number of plans that are kept for convolutions, and for poolings.</summary>
    const int PlanLimit = 64;

    const int MaximumThreads = 4096;

    readonly WorkerPool workers;
    readonly WorkspacePool<T> workspaces = new();
    readonly WorkspacePool<int> tables = new();

    static int Lanes => Vector<T>.Count;

    /// <param name="threads">The number of threads that compute at the same time; null for one per processor.</param>
    /// <exception cref="ArgumentException">
    /// The number of threads is not in 1 … 4096, or T is neither float nor double.
    /// </exception>
    public Cpu(int? threads = null)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new ArgumentException(
                $"Cpu<{typeof(T).Name}>: computes in float or double; use Cpu<float> or Cpu<double>");
        if (threads is < 1 or > MaximumThreads)
            throw new ArgumentException($"Backend {Name}: works with 1 to {MaximumThreads} threads, got {threads}");
        Threads = threads ?? Environment.ProcessorCount;
        workers = new WorkerPool(Threads);
    }

    /// <summary>The number of threads that compute at the same time.</summary>
    public int Threads { get; }

    public override string Name => typeof(T) == typeof(float) ? "cpu" : "cpu-double";

    public override double Precision => typeof(T) == typeof(float) ? 1.0 / (1 << 24) : 1.0 / (1L << 53);

    // ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────────────

    protected override ValueBuffer AllocateValuesCore(int length) => new HostBuffer<T>(length);

    protected override IndexBuffer AllocateIndicesCore(int length) => new HostIndexBuffer(length);

    protected override void WriteCore(ReadOnlySpan<double> values, ValueBuffer y) => Convert(values, Elements(y).Span);

    protected override void WriteCore(ReadOnlySpan<float> values, ValueBuffer y) => Convert(values, Elements(y).Span);

    protected override void WriteCore(ReadOnlySpan<int> values, IndexBuffer y) => values.CopyTo(Elements(y));

    protected override void ReadCore(ValueBuffer x, Span<double> values) => Convert<T, double>(Elements(x).Span,
        values);

    protected override void ReadCore(ValueBuffer x, Span<float> values) => Convert<T, float>(Elements(x).Span, values);

    protected override void ReadCore(IndexBuffer x, Span<int> values) => Elements(x).AsSpan(0, x.Length).CopyTo(values);

    static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to)
        where TFrom : unmanaged, INumberBase<TFrom> where TTo : unmanaged, INumberBase<TTo>
    {
        if (typeof(TFrom) == typeof(TTo))
            MemoryMarshal.Cast<TFrom, TTo>(from).CopyTo(to);
        else
            for (var j = 0; j < from.Length; j++) to[j] = TTo.CreateTruncating(from[j]);
    }

    /// <inheritdoc/>
    /// <remarks>The backend's threads end before this method returns.</remarks>
    public override void Dispose()
    {
        base.Dispose();
        workers.Dispose();
    }

    static HostBuffer<T> Elements(ValueBuffer buffer) => (HostBuffer<T>)buffer;

    static int[] Elements(IndexBuffer buffer) => ((HostIndexBuffer)buffer).Array;

    // ── Ranges and vectors ───────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>The body of a loop over ranges that reads or writes two buffers.</summary>
    delegate void RangeBody(T* x, T* y, int start, int end);

    /// <inheritdoc cref="WorkerPool.ForRanges"/>
    void ForRanges(int length, int grain, ValueBuffer x, ValueBuffer y, RangeBody body)
    {
        if (Threads > 1 && length > grain) ShareRanges(length, grain, x, y, body);
        else
            fixed (T* px = Elements(x), py = Elements(y)) body(px, py, 0, length);
    }

    /// <summary>
    /// Shares the ranges among the threads. A separate method, so that small loops allocate no closure.
    /// </summary>
    void ShareRanges(int length, int grain, ValueBuffer x, ValueBuffer y, RangeBody body) =>
        workers.ForRanges(length, grain, (start, end) =>
    {
        fixed (T* px = Elements(x), py = Elements(y)) body(px, py, start, end);
    });

    [MethodImpl(AggressiveInlining)]
    static Vector<T> Load(T* x, int index) => Vector.Load(x + index);

    [MethodImpl(AggressiveInlining)]
    static void Store(Vector<T> lanes, T* x, int index) => Vector.Store(lanes, x + index);

    /// <summary>Writes the first <paramref name="count"/> lanes, or all lanes if the vector has no more.</summary>
    [MethodImpl(AggressiveInlining)]
    static void Store(Vector<T> lanes, T* x, int index, int count)
    {
        if (count >= Lanes) Store(lanes, x, index);
        else StoreFirst(lanes, x + index, count);
    }

    static void StoreFirst(Vector<T> lanes, T* x, int count)
    {
        for (var lane = 0; lane < count; lane++) x[lane] = lanes[lane];
    }

    /// <summary>
    /// Returns the first <paramref name="count"/> lanes of a vector; <paramref name="padding"/> replaces the others.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    internal static Vector<T> First(int count, Vector<T> lanes, Vector<T> padding) => count >= Lanes
        ? lanes
        : Vector.ConditionalSelect(Vector.LessThan(Vector<T>.Indices, VectorMath.All<T>(count)), lanes, padding);
}
