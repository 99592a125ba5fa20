using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>
/// A compute device: about twenty primitives over flat buffers. A primitive takes buffers and sizes; it is independent
/// of gradients, layers and tensors.
/// </summary>
/// <remarks>
/// Each primitive's documentation is the formula that every backend implements; <c>Reference</c> is that formula as
/// plain loops. The operations above check the arguments; a primitive does not check them again. Results must not
/// overlap inputs, except in <see cref="Map"/>, <see cref="MapPullback"/>, <see cref="MapBinary"/> and
/// <see cref="AddScaled"/>, which may overwrite an input that is read in the same order. The same call gives the same
/// bits, for any number of threads.
/// </remarks>
public abstract class Backend : IDisposable
{
    readonly BufferPool pool;

    protected Backend() => pool = new BufferPool(this);

    /// <summary>The name on the command line: <c>cpu</c>, <c>cpu-double</c>, <c>opencl</c>, <c>reference</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The unit roundoff u of the backend's values: 2⁻²⁴ in float, 2⁻⁵³ in double.</summary>
    public abstract double Precision { get; }

    // ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>The open scope, or null if none is open.</summary>
    public ComputationScope? CurrentScope { get; private set; }

    /// <summary>Opens a scope: operations record in it, and it owns every buffer that they allocate.</summary>
    /// <param name="recording">If false, the scope records no gradients; for evaluation.</param>
    /// <exception cref="InvalidOperationException">Another scope of this backend is still open.</exception>
    public ComputationScope BeginScope(bool recording = true)
    {
        if (CurrentScope is not null)
            throw new InvalidOperationException(
                $"Backend {Name}: a scope is already open; dispose it before opening another (`using var scope = " +
                    $"backend.BeginScope();`)");
        return CurrentScope = new ComputationScope(pool, recording, closed: () => CurrentScope = null);
    }

    /// <summary>Allocates <paramref name="length"/> undefined values.</summary>
    public abstract ValueBuffer AllocateValues(int length);

    /// <summary>Allocates <paramref name="length"/> undefined 32-bit indices.</summary>
    public abstract IndexBuffer AllocateIndices(int length);

    /// <summary>
    /// Copies values from the host to the device: y[j] = values[j], rounded to the backend's precision.
    /// </summary>
    public abstract void Write(ReadOnlySpan<double> values, ValueBuffer y);

    /// <inheritdoc cref="Write(ReadOnlySpan{double}, ValueBuffer)"/>
    public abstract void Write(ReadOnlySpan<float> values, ValueBuffer y);

    /// <inheritdoc cref="Write(ReadOnlySpan{double}, ValueBuffer)"/>
    public abstract void Write(ReadOnlySpan<int> values, IndexBuffer y);

    /// <summary>Copies values from the device to the host: values[j] = x[j].</summary>
    public abstract void Read(ValueBuffer x, Span<double> values);

    /// <inheritdoc cref="Read(ValueBuffer, Span{double})"/>
    public abstract void Read(ValueBuffer x, Span<float> values);

    /// <inheritdoc cref="Read(ValueBuffer, Span{double})"/>
    public abstract void Read(IndexBuffer x, Span<int> values);

    /// <summary>Returns the error for a buffer of another backend.</summary>
    internal ArgumentException Foreign(BackendBuffer buffer) => new(
        $"Backend {Name}: expects a buffer of its own, got a {buffer.GetType().Name} of another backend; "
        + "create all tensors of a computation on one backend");

    // ── Elementwise ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>y[j] = value.</summary>
    public abstract void Fill(double value, ValueBuffer y);

    /// <summary>y[j] = f(x[j]).</summary>
    public abstract void Map<F>(F f, ValueBuffer x, ValueBuffer y) where F : struct, IUnaryFunction;

    /// <summary>dx[j] = dy[j] · f′(x[j]); the derivative may use y[j] = f(x[j]).</summary>
    public abstract void MapPullback<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx)
        where F : struct, IUnaryFunction;

    /// <summary>
    /// y = f(a, b) over <paramref name="shape"/>; a and b are read through their views, y is contiguous.
    /// </summary>
    public abstract void MapBinary<F>(F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b,
        StridedView viewB, ValueBuffer y) where F : struct, IBinaryFunction;

    /// <summary>y[j] = α·x[j] + β·y[j] (axpby); with β = 0 the old y is not read.</summary>
    public abstract void AddScaled(double alpha, ValueBuffer x, double beta, ValueBuffer y);

    /// <summary>
    /// y[j] = scale if the random word at (key; counter, j) is less than <paramref name="threshold"/>, else 0.
    /// </summary>
    /// <remarks>
    /// Element j uses word j mod 4 of the Philox block at the counter (low = j / 4, high = <paramref name="counter"/>).
    /// </remarks>
    public abstract void DropoutMask(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y);

    // ── Copying and gathering ───────────────────────────────────────────────────────────────────────────────────────

    /// <summary>
    /// y through <paramref name="to"/> = x through <paramref name="from"/>, over <paramref name="shape"/>; other
    /// elements of y keep their values.
    /// </summary>
    public abstract void Copy(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to);

    /// <summary>
    /// y[p, j] = x[p, index[p, j]] for each plane p, and 0 where the index is −1; x is [planes, size], y and index are
    /// [planes, count].
    /// </summary>
    public abstract void Gather(int planes, int size, int count, ValueBuffer x, IndexBuffer index, ValueBuffer y);

    /// <summary>
    /// x = 0, then x[p, index[p, j]] += y[p, j] in the order of j; an index of −1 is skipped. This is the transpose
    /// of <see cref="Gather"/>.
    /// </summary>
    public abstract void ScatterAdd(int planes, int size, int count, ValueBuffer y, IndexBuffer index, ValueBuffer x);

    // ── Reductions ──────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>y[a, c] = Σ_{b, i} x[a, b, c, i] for x [outer, count, inner, elements]; an empty sum is 0.</summary>
    public abstract void Sum(int outer, int count, int inner, int elements, ValueBuffer x, ValueBuffer y);

    /// <summary>index[a, c] = the first b at which x[a, b, c] is largest; a NaN counts as largest. count ≥ 1.</summary>
    public abstract void ArgMax(int outer, int count, int inner, ValueBuffer x, IndexBuffer index);

    /// <summary>
    /// y[r, c] = x[r, c] − m_r − ln Σ_c exp(x[r, c] − m_r), with m_r = max_c x[r, c]; finite for every finite x.
    /// </summary>
    public abstract void LogSoftmax(int rows, int columns, ValueBuffer x, ValueBuffer y);

    // ── Products ────────────────────────────────────────────────────────────────────────────────────────────────────

    // A null bias adds nothing.

    /// <summary>
    /// C[g][i, j] = Σ_k A[g][i, k] · B[g][k, j] + bias[j] for each g of a batch, with A[g] [rows, depth], B[g] [depth,
    /// columns] and bias [columns]; <see cref="ProductShape"/> describes the storage.
    /// </summary>
    public abstract void Product(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c);

    /// <summary>
    /// y[n, o, j] = Σ_{c, t} x[n, c, at(j, t)] · w[o, c, t] + bias[o], over the input channels c of o's group and the
    /// taps t.
    /// </summary>
    public abstract void Convolve(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias,
        ValueBuffer y);

    /// <summary>
    /// x[n, c, i] = bias[c] + Σ y[n, o, j] · w[o, c, t] over all (o, t, j) with at(j, t) = i. Without the bias this is
    /// the transpose of <see cref="Convolve"/> in x.
    /// </summary>
    public abstract void ConvolveTransposed(ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias,
        ValueBuffer x);

    /// <summary>
    /// w[o, c, t] = Σ_{n, j} x[n, c, at(j, t)] · y[n, o, j]. This is the transpose of <see cref="Convolve"/> in w.
    /// </summary>
    public abstract void ConvolveFilter(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w);

    // ── Pooling ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>
    /// y[p, j] = the largest x[p, at(j, t)] over the taps t inside the plane; indices[p, j] = its index in the plane,
    /// the first in row-major order on ties. A NaN counts as largest. A window that covers only padding gives 0 and −1.
    /// </summary>
    public abstract void MaxPool(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices);

    /// <summary>y[p, j] = Σ_t x[p, at(j, t)] over the taps inside the plane.</summary>
    public abstract void SumPool(PoolingShape shape, ValueBuffer x, ValueBuffer y);

    /// <summary>
    /// x[p, i] = Σ y[p, j] over all (j, t) with at(j, t) = i. This is the transpose of <see cref="SumPool"/>.
    /// </summary>
    public abstract void SumPoolBackward(PoolingShape shape, ValueBuffer y, ValueBuffer x);

    /// <summary>Releases the backend's memory; its tensors cannot be used afterwards.</summary>
    public virtual void Dispose()
    {
        CurrentScope?.Dispose();
        pool.Dispose();
        GC.SuppressFinalize(this);
    }
}
