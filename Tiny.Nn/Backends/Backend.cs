namespace Tiny.Nn.Backends;

/// <summary>
/// A compute device: about twenty primitives over flat buffers. A primitive takes buffers and sizes; it is independent
/// of gradients, layers and tensors.
/// </summary>
/// <remarks>
/// <para>Each primitive's documentation is the formula that every backend implements; <c>Reference</c> is that formula
/// as plain loops. The public methods here check the arguments once, for every backend, and then call the method of the
/// same name with the suffix <c>Core</c>, which a backend implements and which checks nothing again.</para>
/// <para>Results must not overlap inputs, except in <see cref="Map"/>, <see cref="MapPullback"/>,
/// <see cref="MapBinary"/> and <see cref="AddScaled"/>, which may overwrite an input that is read in the same order.
/// The same call gives the same bits, for any number of threads.</para>
/// <para>One thread at a time uses a backend. An open scope reserves it for the thread that opened the scope. Without a
/// scope, each call reserves it while it runs.</para>
/// </remarks>
public abstract partial class Backend : IDisposable
{
    const int Disposed = -1;

    readonly Backend allocator;
    readonly BufferPool buffers;
    long clock;
    int user;                            // the thread that uses the backend, 0 for none, or Disposed

    /// <param name="allocator">The backend that allocates the buffers, for a backend that wraps another one. If
    /// omitted, this backend allocates them.</param>
    protected Backend(Backend? allocator = null)
    {
        this.allocator = allocator?.allocator ?? this;
        buffers = new BufferPool(this);
    }

    /// <summary>The name on the command line: <c>cpu</c>, <c>cpu-double</c>, <c>opencl</c>, <c>reference</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The unit roundoff u of the backend's values: 2⁻²⁴ in float, 2⁻⁵³ in double.</summary>
    public abstract double Precision { get; }

    /// <summary>The open scope, or null if none is open.</summary>
    public ComputationScope? CurrentScope { get; private set; }

    /// <summary>
    /// Opens a scope: operations record in it, and it owns every buffer that they allocate. It belongs to the calling
    /// thread, which must also dispose it.
    /// </summary>
    /// <param name="recording">If false, the scope records no gradients; for evaluation.</param>
    /// <exception cref="InvalidOperationException">
    /// Another scope of this backend is still open, or another thread uses the backend.
    /// </exception>
    public ComputationScope BeginScope(bool recording = true)
    {
        Enter();
        if (CurrentScope is not null)
            throw new InvalidOperationException(
                $"Backend {Name}: a scope is already open; dispose it before opening another (`using var scope = " +
                    $"backend.BeginScope();`)");
        return CurrentScope = new ComputationScope(this, buffers, recording);
    }

    /// <summary>The number of calls so far that wrote to a buffer.</summary>
    internal long Clock => allocator.clock;

    /// <summary>Ends the open scope, which its own thread disposes.</summary>
    internal void EndScope()
    {
        CurrentScope = null;
        user = 0;
    }

    /// <summary>Allocates <paramref name="length"/> undefined values.</summary>
    public ValueBuffer AllocateValues(int length)
    {
        CheckLength(length);
        using (Enter()) return Adopt(AllocateValuesCore(length));
    }

    /// <summary>Allocates <paramref name="length"/> undefined 32-bit indices.</summary>
    public IndexBuffer AllocateIndices(int length)
    {
        CheckLength(length);
        using (Enter()) return Adopt(AllocateIndicesCore(length));
    }

    T Adopt<T>(T buffer) where T : BackendBuffer
    {
        buffer.Owner = allocator;
        return buffer;
    }

    /// <summary>
    /// Copies values from the host to the device: y[j] = values[j], rounded to the backend's precision.
    /// </summary>
    public void Write(ReadOnlySpan<double> values, ValueBuffer y)
    {
        CheckOperand(y, values.Length);
        using (Writing(y)) WriteCore(values, y);
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{double}, ValueBuffer)"/>
    public void Write(ReadOnlySpan<float> values, ValueBuffer y)
    {
        CheckOperand(y, values.Length);
        using (Writing(y)) WriteCore(values, y);
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{double}, ValueBuffer)"/>
    public void Write(ReadOnlySpan<int> values, IndexBuffer y)
    {
        CheckOperand(y, values.Length);
        using (Writing(y)) WriteCore(values, y);
    }

    /// <summary>Copies values from the device to the host: values[j] = x[j].</summary>
    public void Read(ValueBuffer x, Span<double> values)
    {
        CheckOperand(x, values.Length);
        using (Enter()) ReadCore(x, values);
    }

    /// <inheritdoc cref="Read(ValueBuffer, Span{double})"/>
    public void Read(ValueBuffer x, Span<float> values)
    {
        CheckOperand(x, values.Length);
        using (Enter()) ReadCore(x, values);
    }

    /// <inheritdoc cref="Read(ValueBuffer, Span{double})"/>
    public void Read(IndexBuffer x, Span<int> values)
    {
        CheckOperand(x, values.Length);
        using (Enter()) ReadCore(x, values);
    }

    /// <summary>Releases the backend's memory; neither it nor its tensors can be used afterwards.</summary>
    public virtual void Dispose()
    {
        if (user == Disposed) return;
        CurrentScope?.Dispose();
        Enter();
        user = Disposed;
        buffers.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Reserves the backend for the calling thread, until the returned value is disposed. If the thread has reserved it
    /// already, in an open scope or in a primitive that calls another one, this compares two numbers.
    /// </summary>
    internal Reservation Enter()
    {
        var thread = Environment.CurrentManagedThreadId;
        if (user == thread) return default;
        var other = Interlocked.CompareExchange(ref user, thread, 0);
        if (other != 0) throw Occupied(other, thread);
        return new(this);
    }

    Exception Occupied(int other, int thread) => other == Disposed
        ? new ObjectDisposedException(null, $"Backend {Name}: was disposed; create a new backend")
        : new InvalidOperationException(
            $"Backend {Name}: is in use by thread {other}, got a call from thread {thread}; create one backend for " +
            "each thread, or dispose the scope before another thread uses the backend");

    /// <summary>The use of a backend by one thread during one call.</summary>
    internal readonly struct Reservation(Backend? backend) : IDisposable
    {
        public void Dispose()
        {
            if (backend is not null) backend.user = 0;
        }
    }
}
