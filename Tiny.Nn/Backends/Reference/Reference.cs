namespace Tiny.Nn.Backends;

/// <summary>
/// The backend that specifies all others: every primitive of <see cref="Backend"/> as its formula, in plain loops over
/// double, on one thread.
/// </summary>
/// <remarks>
/// Every other backend is tested against this one, which is not fast. A derived class that replaces a primitive is a
/// learner's own backend, or a mutant that the tests must reject.
/// </remarks>
public partial class Reference : Backend
{
    public override string Name => "reference";

    public override double Precision => 1.0 / (1L << 53);

    // ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <inheritdoc/>
    /// <remarks>New values are NaN, so that a read before the first write is noticed.</remarks>
    protected override ValueBuffer AllocateValuesCore(int length)
    {
        var buffer = new HostBuffer<double>(length);
        buffer.Span.Fill(double.NaN);
        return buffer;
    }

    protected override IndexBuffer AllocateIndicesCore(int length)
    {
        var buffer = new HostIndexBuffer(length);
        buffer.Span.Fill(int.MinValue);
        return buffer;
    }

    /// <summary>Returns the elements of a buffer, to read and write.</summary>
    protected Span<double> Elements(ValueBuffer buffer) => ((HostBuffer<double>)buffer).Span;

    /// <inheritdoc cref="Elements(ValueBuffer)"/>
    protected Span<int> Elements(IndexBuffer buffer) => ((HostIndexBuffer)buffer).Span;

    protected override void WriteCore(ReadOnlySpan<double> values, ValueBuffer y) => values.CopyTo(Elements(y));

    protected override void WriteCore(ReadOnlySpan<float> values, ValueBuffer y) =>
        WriteCore(Array.ConvertAll(values.ToArray(), value => (double)value), y);

    protected override void WriteCore(ReadOnlySpan<int> values, IndexBuffer y) => values.CopyTo(Elements(y));

    protected override void ReadCore(ValueBuffer x, Span<double> values) => Elements(x).CopyTo(values);

    protected override void ReadCore(ValueBuffer x, Span<float> values) =>
        Array.ConvertAll(Elements(x).ToArray(), value => (float)value).CopyTo(values);

    protected override void ReadCore(IndexBuffer x, Span<int> values) => Elements(x).CopyTo(values);

    // ── Elementwise ─────────────────────────────────────────────────────────────────────────────────────────────────

    protected override void FillCore(double value, ValueBuffer y) => Elements(y).Fill(value);

    protected override void MapCore<F>(F f, ValueBuffer x, ValueBuffer y)
    {
        Span<double> xs = Elements(x), ys = Elements(y);
        for (var j = 0; j < ys.Length; j++) ys[j] = f.Value(xs[j]);
    }

    protected override void MapPullbackCore<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx)
    {
        Span<double> xs = Elements(x), ys = Elements(y), dys = Elements(dy), dxs = Elements(dx);
        for (var j = 0; j < dxs.Length; j++) dxs[j] = dys[j] * f.Derivative(xs[j], ys[j]);
    }

    protected override void MapBinaryCore<F>(F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b,
        StridedView viewB, ValueBuffer y)
    {
        Span<double> left = Elements(a), right = Elements(b), ys = Elements(y);
        for (var j = 0; j < shape.Count; j++) ys[j] = f.Value(left[Offset(shape, viewA, j)], right[Offset(shape, viewB,
            j)]);
    }

    protected override void AddScaledCore(double alpha, ValueBuffer x, double beta, ValueBuffer y)
    {
        Span<double> xs = Elements(x), ys = Elements(y);
        for (var j = 0; j < ys.Length; j++) ys[j] = beta == 0 ? alpha * xs[j] : alpha * xs[j] + beta * ys[j];
    }

    protected override void DropoutMaskCore(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y)
    {
        var ys = Elements(y);
        for (var j = 0; j < ys.Length; j++)
        {
            var (w0, w1, w2, w3) = key.Block((ulong)j / 4, counter);
            var word = (j % 4) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
            ys[j] = word < threshold ? scale : 0;
        }
    }

    // ── Copying and gathering ───────────────────────────────────────────────────────────────────────────────────────

    protected override void CopyCore(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to)
    {
        Span<double> xs = Elements(x), ys = Elements(y);
        for (var j = 0; j < shape.Count; j++) ys[Offset(shape, to, j)] = xs[Offset(shape, from, j)];
    }

    protected override void GatherCore(int planes, int size, int count, ValueBuffer x, IndexBuffer index, ValueBuffer y)
    {
        Span<double> xs = Elements(x), ys = Elements(y);
        var indices = Elements(index);
        for (var j = 0; j < planes * count; j++) ys[j] = indices[j] < 0 ? 0 : xs[j / count * size + indices[j]];
    }

    protected override void ScatterAddCore(int planes, int size, int count, ValueBuffer y, IndexBuffer index,
        ValueBuffer x)
    {
        Span<double> xs = Elements(x), ys = Elements(y);
        var indices = Elements(index);
        xs.Clear();
        for (var j = 0; j < planes * count; j++)
            if (indices[j] >= 0) xs[j / count * size + indices[j]] += ys[j];
    }

    /// <summary>
    /// Returns the offset in a view of the element at position <paramref name="j"/> of a shape, in row-major order.
    /// </summary>
    static int Offset(Shape shape, StridedView view, int j)
    {
        var offset = view.Offset;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            offset += j % shape[axis] * view.Strides[axis];
            j /= shape[axis];
        }
        return offset;
    }
}
