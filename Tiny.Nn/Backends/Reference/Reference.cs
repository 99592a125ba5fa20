using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>
/// The specification: every primitive of <see cref="Backend"/> as its formula, in plain loops over double, on one thread.
/// Every other machine is tested against it. It is not fast, and it is not sealed: a class that replaces one primitive is
/// a learner's own machine, or a mutant that the tests must catch.
/// </summary>
public partial class Reference : Backend
{
    public override string Name => "reference";

    public override double Precision => 1.0 / (1L << 53);

    // ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <inheritdoc/>
    /// <remarks>New cells are NaN, so that reading before writing shows.</remarks>
    public override ValueBuffer AllocateValues(int length)
    {
        var buffer = new HostBuffer<double>(length);
        buffer.Span.Fill(double.NaN);
        return buffer;
    }

    public override IndexBuffer AllocateIndices(int length)
    {
        var buffer = new HostIndexBuffer(length);
        buffer.Span.Fill(int.MinValue);
        return buffer;
    }

    /// <summary>The cells of a buffer, to read and write.</summary>
    protected Span<double> Cells(ValueBuffer buffer) => buffer.On<double>(this).Span;

    /// <inheritdoc cref="Cells(ValueBuffer)"/>
    protected Span<int> Cells(IndexBuffer buffer) => buffer.On(this).Span;

    public override void Write(ReadOnlySpan<double> values, ValueBuffer y) => values.CopyTo(Cells(y));

    public override void Write(ReadOnlySpan<float> values, ValueBuffer y)
    {
        var to = Cells(y);
        for (var j = 0; j < values.Length; j++) to[j] = values[j];
    }

    public override void Write(ReadOnlySpan<int> values, IndexBuffer y) => values.CopyTo(Cells(y));

    public override void Read(ValueBuffer x, Span<double> values) => Cells(x).CopyTo(values);

    public override void Read(ValueBuffer x, Span<float> values)
    {
        var from = Cells(x);
        for (var j = 0; j < from.Length; j++) values[j] = (float)from[j];
    }

    public override void Read(IndexBuffer x, Span<int> values) => Cells(x).CopyTo(values);

    // ── Element by element ──────────────────────────────────────────────────────────────────────────────────────────

    public override void Fill(double value, ValueBuffer y) => Cells(y).Fill(value);

    public override void Map<F>(F f, ValueBuffer x, ValueBuffer y)
    {
        Span<double> from = Cells(x), to = Cells(y);
        for (var j = 0; j < to.Length; j++) to[j] = f.Value(from[j]);
    }

    public override void MapPullback<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx)
    {
        Span<double> xs = Cells(x), ys = Cells(y), dys = Cells(dy), dxs = Cells(dx);
        for (var j = 0; j < dxs.Length; j++) dxs[j] = dys[j] * f.Derivative(xs[j], ys[j]);
    }

    public override void MapBinary<F>(F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b, StridedView viewB, ValueBuffer y)
    {
        Span<double> left = Cells(a), right = Cells(b), to = Cells(y);
        for (var j = 0; j < shape.Count; j++) to[j] = f.Value(left[Cell(shape, viewA, j)], right[Cell(shape, viewB, j)]);
    }

    public override void AddScaled(double alpha, ValueBuffer x, double beta, ValueBuffer y)
    {
        Span<double> from = Cells(x), to = Cells(y);
        for (var j = 0; j < to.Length; j++) to[j] = beta == 0 ? alpha * from[j] : alpha * from[j] + beta * to[j];
    }

    public override void DropoutMask(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y)
    {
        var to = Cells(y);
        for (var j = 0; j < to.Length; j++)
        {
            var (w0, w1, w2, w3) = key.Block((ulong)j / 4, counter);
            var word = (j % 4) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
            to[j] = word < threshold ? scale : 0;
        }
    }

    // ── Moving and gathering ────────────────────────────────────────────────────────────────────────────────────────

    public override void Copy(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to)
    {
        Span<double> xs = Cells(x), ys = Cells(y);
        for (var j = 0; j < shape.Count; j++) ys[Cell(shape, to, j)] = xs[Cell(shape, from, j)];
    }

    public override void Gather(int planes, int size, int count, ValueBuffer x, IndexBuffer index, ValueBuffer y)
    {
        Span<double> xs = Cells(x), ys = Cells(y);
        var from = Cells(index);
        for (var p = 0; p < planes; p++)
            for (var j = p * count; j < (p + 1) * count; j++)
                ys[j] = from[j] < 0 ? 0 : xs[p * size + from[j]];
    }

    public override void ScatterAdd(int planes, int size, int count, ValueBuffer y, IndexBuffer index, ValueBuffer x)
    {
        Span<double> xs = Cells(x), ys = Cells(y);
        var to = Cells(index);
        xs.Clear();
        for (var p = 0; p < planes; p++)
            for (var j = p * count; j < (p + 1) * count; j++)
                if (to[j] >= 0) xs[p * size + to[j]] += ys[j];
    }

    /// <summary>The cell that a view shows at position <paramref name="j"/> of a shape, counted in row-major order.</summary>
    static int Cell(Shape shape, StridedView view, int j)
    {
        var cell = view.Offset;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            cell += j % shape[axis] * view.Strides[axis];
            j /= shape[axis];
        }
        return cell;
    }
}
