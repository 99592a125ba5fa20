using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>
/// The processor, used well: <see cref="Vector{T}"/> lanes and threads, in float or in double. The same call gives the same
/// bits for any number of threads. It computes what <see cref="Reference"/> says, up to rounding.
/// </summary>
/// <remarks>
/// Arrays end with spare cells that nobody owns, so that a vector may be read from any cell, and whole buffers are worked
/// through without a tail. Every lane goes through the same instructions, so an element's bits do not depend on its place.
/// </remarks>
public sealed unsafe partial class Cpu<T> : Backend where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Elements of one turn in loops of one or two operations per element: about 2 µs.</summary>
    const int Grain = 1 << 13;

    /// <summary>How many layouts of convolutions and of poolings are kept.</summary>
    const int PlanLimit = 64;

    readonly WorkerPool workers;
    readonly WorkspacePool<T> workspaces = new();
    readonly WorkspacePool<int> tables = new();

    static int Lanes => Vector<T>.Count;

    /// <param name="threads">How many threads work at once; all processors if null.</param>
    /// <exception cref="ArgumentException">There is less than one thread, or T is neither float nor double.</exception>
    public Cpu(int? threads = null)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new ArgumentException($"Cpu<{typeof(T).Name}>: computes in float or double; use Cpu<float> or Cpu<double>");
        if (threads < 1) throw new ArgumentException($"Backend {Name}: works with 1 thread or more, got {threads}");
        Threads = threads ?? Environment.ProcessorCount;
        workers = new WorkerPool(Threads);
    }

    /// <summary>How many threads work at once.</summary>
    public int Threads { get; }

    public override string Name => typeof(T) == typeof(float) ? "cpu" : "cpu-double";

    public override double Precision => typeof(T) == typeof(float) ? 1.0 / (1 << 24) : 1.0 / (1L << 53);

    // ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────────────

    public override NumberBuffer AllocateNumbers(int length) => new HostBuffer<T>(length);

    public override IndexBuffer AllocateIndices(int length) => new HostIndexBuffer(length);

    public override void Write(ReadOnlySpan<double> values, NumberBuffer y) => Convert(values, y.On<T>(this).Span);

    public override void Write(ReadOnlySpan<float> values, NumberBuffer y) => Convert(values, y.On<T>(this).Span);

    public override void Write(ReadOnlySpan<int> values, IndexBuffer y) => values.CopyTo(y.On(this).Span);

    public override void Read(NumberBuffer x, Span<double> values) => Convert<T, double>(x.On<T>(this).Span, values);

    public override void Read(NumberBuffer x, Span<float> values) => Convert<T, float>(x.On<T>(this).Span, values);

    public override void Read(IndexBuffer x, Span<int> values) => x.On(this).Span.CopyTo(values);

    static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to)
        where TFrom : unmanaged, INumberBase<TFrom> where TTo : unmanaged, INumberBase<TTo>
    {
        if (typeof(TFrom) == typeof(TTo))
            MemoryMarshal.Cast<TFrom, TTo>(from).CopyTo(to);
        else
            for (var j = 0; j < from.Length; j++) to[j] = TTo.CreateTruncating(from[j]);
    }

    HostBuffer<T> Elements(NumberBuffer buffer) => buffer.On<T>(this);

    int[] Elements(IndexBuffer buffer) => buffer.On(this).Array;

    // ── Lanes ───────────────────────────────────────────────────────────────────────────────────────────────────────

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<T> Load(T* cells, int place) => Vector.Load(cells + place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(Vector<T> lanes, T* cells, int place) => Vector.Store(lanes, cells + place);

    /// <summary>Writes the first <paramref name="count"/> lanes, all if there are more than enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(Vector<T> lanes, T* cells, int place, int count)
    {
        if (count >= Lanes) Store(lanes, cells, place);
        else StoreFirst(lanes, cells + place, count);
    }

    static void StoreFirst(Vector<T> lanes, T* cells, int count)
    {
        for (var lane = 0; lane < count; lane++) cells[lane] = lanes[lane];
    }

    /// <summary>The lanes that are in use, and <paramref name="padding"/> in those from <paramref name="count"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<T> First(int count, Vector<T> lanes, Vector<T> padding) => count >= Lanes
        ? lanes
        : Vector.ConditionalSelect(Vector.LessThan(Vector<T>.Indices, VectorMath.All<T>(count)), lanes, padding);
}
