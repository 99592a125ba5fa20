using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>The primitives: each one checks its arguments and calls the method that a backend implements.</summary>
public abstract partial class Backend
{
    // ── Elementwise ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>y[j] = value.</summary>
    public void Fill(double value, ValueBuffer y)
    {
        using (Writing(y)) FillCore(value, y);
    }

    /// <summary>y[j] = f(x[j]).</summary>
    public void Map<F>(F f, ValueBuffer x, ValueBuffer y) where F : struct, IUnaryFunction
    {
        CheckOperand(x, CheckOperand(y));
        using (Writing(y)) MapCore(f, x, y);
    }

    /// <summary>dx[j] = dy[j] · f′(x[j]); the derivative may use y[j] = f(x[j]).</summary>
    public void MapPullback<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx)
        where F : struct, IUnaryFunction
    {
        var length = CheckOperand(dx);
        CheckOperand(x, length);
        CheckOperand(y, length);
        CheckOperand(dy, length);
        using (Writing(dx)) MapPullbackCore(f, x, y, dy, dx);
    }

    /// <summary>
    /// y = f(a, b) over <paramref name="shape"/>; a and b are read through their views, y is contiguous.
    /// </summary>
    public void MapBinary<F>(F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b,
        StridedView viewB, ValueBuffer y) where F : struct, IBinaryFunction
    {
        CheckOperand(a, shape, viewA);
        CheckOperand(b, shape, viewB);
        CheckOperand(y, shape.Count);
        using (Writing(y, y == a && !viewA.IsContiguous(shape) || y == b && !viewB.IsContiguous(shape) ? y : null))
            MapBinaryCore(f, shape, a, viewA, b, viewB, y);
    }

    /// <summary>y[j] = α·x[j] + β·y[j] (axpby); with β = 0 the old y is not read.</summary>
    public void AddScaled(double alpha, ValueBuffer x, double beta, ValueBuffer y)
    {
        CheckOperand(x, CheckOperand(y));
        using (Writing(y)) AddScaledCore(alpha, x, beta, y);
    }

    /// <summary>
    /// y[j] = scale if the random word at (key; counter, j) is less than <paramref name="threshold"/>, else 0.
    /// </summary>
    /// <remarks>
    /// Element j uses word j mod 4 of the Philox block at the counter (low = j / 4, high = <paramref name="counter"/>).
    /// </remarks>
    public void DropoutMask(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y)
    {
        using (Writing(y)) DropoutMaskCore(key, counter, threshold, scale, y);
    }

    // ── Copying and gathering ───────────────────────────────────────────────────────────────────────────────────────

    /// <summary>
    /// y through <paramref name="to"/> = x through <paramref name="from"/>, over <paramref name="shape"/>; other
    /// elements of y keep their values.
    /// </summary>
    public void Copy(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to)
    {
        CheckOperand(x, shape, from);
        CheckOperand(y, shape, to);
        using (Writing(y, x)) CopyCore(shape, x, from, y, to);
    }

    /// <summary>
    /// y[p, j] = x[p, index[p, j]] for each plane p, and 0 where the index is −1; x is [planes, size], y and index are
    /// [planes, count].
    /// </summary>
    /// <remarks>
    /// Other indices outside of 0 … size − 1 throw if they are in host memory. Those of a device are not read back:
    /// they count as −1.
    /// </remarks>
    public void Gather(int planes, int size, int count, ValueBuffer x, IndexBuffer index, ValueBuffer y)
    {
        CheckOperand(x, planes, size);
        CheckOperand(index, planes, count);
        CheckOperand(y, planes, count);
        CheckIndices(index, size);
        using (Writing(y, x)) GatherCore(planes, size, count, x, index, y);
    }

    /// <summary>
    /// x = 0, then x[p, index[p, j]] += y[p, j] in the order of j; an index of −1 is skipped. This is the transpose
    /// of <see cref="Gather"/>.
    /// </summary>
    /// <inheritdoc cref="Gather"/>
    public void ScatterAdd(int planes, int size, int count, ValueBuffer y, IndexBuffer index, ValueBuffer x)
    {
        CheckOperand(y, planes, count);
        CheckOperand(index, planes, count);
        CheckOperand(x, planes, size);
        CheckIndices(index, size);
        using (Writing(x, y)) ScatterAddCore(planes, size, count, y, index, x);
    }

    // ── Reductions ──────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>y[a, c] = Σ_{b, i} x[a, b, c, i] for x [outer, count, inner, elements]; an empty sum is 0.</summary>
    public void Sum(int outer, int count, int inner, int elements, ValueBuffer x, ValueBuffer y)
    {
        CheckOperand(x, outer, count, inner, elements);
        CheckOperand(y, outer, inner);
        using (Writing(y, x)) SumCore(outer, count, inner, elements, x, y);
    }

    /// <summary>index[a, c] = the first b at which x[a, b, c] is largest; a NaN counts as largest. count ≥ 1.</summary>
    public void ArgMax(int outer, int count, int inner, ValueBuffer x, IndexBuffer index)
    {
        CheckOperand(x, outer, count, inner);
        CheckOperand(index, outer, inner);
        if (count == 0) throw new ArgumentException("ArgMax: an empty axis has no maximum; count is 1 or more, got 0");
        using (Writing(index)) ArgMaxCore(outer, count, inner, x, index);
    }

    /// <summary>
    /// y[r, c] = x[r, c] − m_r − ln Σ_c exp(x[r, c] − m_r), with m_r = max_c x[r, c]; finite for every finite x.
    /// </summary>
    public void LogSoftmax(int rows, int columns, ValueBuffer x, ValueBuffer y)
    {
        CheckOperand(x, rows, columns);
        CheckOperand(y, rows, columns);
        using (Writing(y, x)) LogSoftmaxCore(rows, columns, x, y);
    }

    // ── Products ────────────────────────────────────────────────────────────────────────────────────────────────────

    // A null bias adds nothing.

    /// <summary>
    /// C[g][i, j] = Σ_k A[g][i, k] · B[g][k, j] + bias[j] for each g of a batch, with A[g] [rows, depth], B[g] [depth,
    /// columns] and bias [columns]; <see cref="ProductShape"/> describes the storage.
    /// </summary>
    public void Product(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c)
    {
        CheckOperand(a, shape.Batch, shape.Rows, shape.Depth);
        CheckOperand(b, shape.Batch, shape.Depth, shape.Columns);
        CheckOperand(c, shape.Batch, shape.Rows, shape.Columns);
        CheckBias(bias, shape.Columns);
        using (Writing(c, a, b, bias)) ProductCore(shape, a, b, bias, c);
    }

    /// <summary>
    /// y[n, o, j] = Σ_{c, t} x[n, c, at(j, t)] · w[o, c, t] + bias[o], over the input channels c of o's group and the
    /// taps t.
    /// </summary>
    public void Convolve(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias,
        ValueBuffer y)
    {
        CheckOperand(shape, x, w, y);
        CheckBias(bias, shape.OutputChannels);
        using (Writing(y, x, w, bias)) ConvolveCore(shape, x, w, bias, y);
    }

    /// <summary>
    /// x[n, c, i] = bias[c] + Σ y[n, o, j] · w[o, c, t] over all (o, t, j) with at(j, t) = i. Without the bias this is
    /// the transpose of <see cref="Convolve"/> in x.
    /// </summary>
    public void ConvolveTransposed(ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias,
        ValueBuffer x)
    {
        CheckOperand(shape, x, w, y);
        CheckBias(bias, shape.InputChannels);
        using (Writing(x, y, w, bias)) ConvolveTransposedCore(shape, y, w, bias, x);
    }

    /// <summary>
    /// w[o, c, t] = Σ_{n, j} x[n, c, at(j, t)] · y[n, o, j]. This is the transpose of <see cref="Convolve"/> in w.
    /// </summary>
    public void ConvolveFilter(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w)
    {
        CheckOperand(shape, x, w, y);
        using (Writing(w, x, y)) ConvolveFilterCore(shape, x, y, w);
    }

    // ── Pooling ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>
    /// y[p, j] = the largest x[p, at(j, t)] over the taps t inside the plane; indices[p, j] = its index in the plane,
    /// the first in row-major order on ties. A NaN counts as largest. A window that covers only padding gives 0 and −1.
    /// </summary>
    public void MaxPool(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
    {
        CheckOperand(shape, x, y);
        CheckOperand(indices, y.Length);
        using (Writing(y, x)) MaxPoolCore(shape, x, y, indices);
    }

    /// <summary>
    /// y = <see cref="MaxPool"/> of what <see cref="Convolve"/> gives, with the same bits. Neither the convolution's
    /// result nor the indices are kept, so that there is no gradient: for evaluation.
    /// </summary>
    public void ConvolveMaxPool(ConvolutionShape shape, PoolingShape pool, ValueBuffer x, ValueBuffer w,
        ValueBuffer? bias, ValueBuffer y)
    {
        CheckFilters(shape, x, w);
        CheckPooling(shape, pool);
        CheckOperand(y, pool.Planes, pool.Window.OutputCount);
        CheckBias(bias, shape.OutputChannels);
        using (Writing(y, x, w, bias)) ConvolveMaxPoolCore(shape, pool, x, w, bias, y);
    }

    /// <summary>y[p, j] = Σ_t x[p, at(j, t)] over the taps inside the plane.</summary>
    public void SumPool(PoolingShape shape, ValueBuffer x, ValueBuffer y)
    {
        CheckOperand(shape, x, y);
        using (Writing(y, x)) SumPoolCore(shape, x, y);
    }

    /// <summary>
    /// x[p, i] = Σ y[p, j] over all (j, t) with at(j, t) = i. This is the transpose of <see cref="SumPool"/>.
    /// </summary>
    public void SumPoolBackward(PoolingShape shape, ValueBuffer y, ValueBuffer x)
    {
        CheckOperand(shape, x, y);
        using (Writing(x, y)) SumPoolBackwardCore(shape, y, x);
    }
}
