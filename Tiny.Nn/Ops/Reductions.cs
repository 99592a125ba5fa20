using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>
/// Sums, means and maxima over axes; and the adjoint pair that broadcasting rests on:
/// ⟨broadcast(x), y⟩ = ⟨x, sum(y)⟩, so each is the other's pullback.
/// </summary>
public static class Reductions
{
    /// <summary>x repeated to a larger shape: axes aligned at the end, lengths of 1 repeated.  dx = the sum of dy over the copies.</summary>
    public static Tensor BroadcastTo(this Tensor x, Shape shape)
    {
        if (x.Shape == shape) return x;
        if (Shape.Broadcast(x.Shape, shape, "broadcast") != shape)
            throw new ArgumentException($"broadcast: {x} cannot be repeated to {shape}: each of its axes must have that length or 1");
        var y = x.NewBuffer("broadcast", shape.Count);
        x.Backend.Copy(shape, x.Buffer, StridedView.Broadcast(x.Shape, shape), y, StridedView.Of(shape));
        return Tensor.Result("broadcast", shape, x.Backend, y, new Edge(x, dy => dy.SumTo(x.Shape)));
    }

    /// <summary>The transpose of <see cref="BroadcastTo"/>: sums over the axes that <paramref name="shape"/> lacks or has with length 1.</summary>
    public static Tensor SumTo(this Tensor x, Shape shape)
    {
        if (x.Shape == shape) return x;
        if (Shape.Broadcast(x.Shape, shape, "sum") != x.Shape)
            throw new ArgumentException($"sum: {x} cannot be summed to {shape}: each axis must keep its length or become 1");
        var (buffer, lengths) = (x.Buffer, x.Shape.Lengths.ToArray());
        var (end, inner) = (lengths.Length, 1);
        while (end > 0)
        {
            // Neighbouring axes are one axis to the machine, and it sums on both sides of one that stays: [N, C, H, W] → [C] takes one pass.
            var cells = inner == 1 ? Take(summed: true) : 1;
            inner *= Take(summed: false);
            var count = Take(summed: true);
            if (count == 1 && cells == 1) continue;
            var outer = Product(lengths[..end]);
            var sum = x.NewBuffer("sum", outer * inner);
            x.Backend.Sum(outer, count, inner, cells, buffer, sum);
            buffer = sum;
        }
        return Tensor.Result("sum", shape, x.Backend, buffer, new Edge(x, dy => dy.BroadcastTo(x.Shape)));

        int Take(bool summed)
        {
            var product = 1;
            while (end > 0 && IsSummed(end - 1) == summed) product *= lengths[--end];
            return product;
        }

        bool IsSummed(int axis) => axis + shape.Rank < lengths.Length || lengths[axis] != shape[axis - lengths.Length];
    }

    /// <summary>y = Σ x, a single number.  dx = dy everywhere.</summary>
    public static Tensor Sum(this Tensor x) => x.SumTo(Shape.Scalar);

    /// <summary>y = Σ x over one axis, which disappears unless it is kept with length 1.</summary>
    public static Tensor Sum(this Tensor x, int axis, bool keepAxis = false)
    {
        var kept = x.SumTo(x.Shape.With(axis, 1));
        return keepAxis ? kept : kept.Reshape(Without(x.Shape, axis));
    }

    /// <summary>y = Σ x / n over all n elements.</summary>
    public static Tensor Mean(this Tensor x) => x.Sum() / x.Shape.Count;

    /// <summary>y = Σ x / n over the n elements of one axis.</summary>
    public static Tensor Mean(this Tensor x, int axis, bool keepAxis = false) => x.Sum(axis, keepAxis) / x.Shape[axis];

    /// <summary>The mean over the axes that <paramref name="shape"/> has with length 1.</summary>
    public static Tensor MeanTo(this Tensor x, Shape shape) => x.SumTo(shape) * ((double)shape.Count / x.Shape.Count);

    /// <summary>
    /// y = the largest x along one axis.  dx = dy at the first place of the maximum, 0 elsewhere.
    /// </summary>
    /// <exception cref="ArgumentException">The axis is empty.</exception>
    public static Tensor Max(this Tensor x, int axis, bool keepAxis = false)
    {
        axis = x.Shape.Axis(axis);
        var last = x.MoveAxis(axis, -1);
        var (rows, places) = ArgMaxIndices("max", last);
        var largest = last.Gather(rows, places).Reshape(Without(x.Shape, axis));
        return keepAxis ? largest.Reshape(x.Shape.With(axis, 1)) : largest;
    }

    /// <summary>The place of the largest number along the last axis, the first on ties, for each row of the others.</summary>
    public static int[] ArgMax(this Tensor x)
    {
        var (rows, places) = ArgMaxIndices("argmax", x);
        var values = new int[rows];
        x.Backend.Read(places, values);
        return values;
    }

    /// <summary>
    /// y[r, j] = x[r, index[r, j]] for each of <paramref name="rows"/> equal rows; −1 reads 0.  dx = the sum of dy at the places read.
    /// </summary>
    public static Tensor Gather(this Tensor x, int rows, IndexBuffer index)
    {
        var (size, count) = rows == 0 ? (0, 0) : (x.Shape.Count / rows, index.Length / rows);
        var y = x.NewBuffer("gather", index.Length);
        x.Backend.Gather(rows, size, count, x.Buffer, index, y);
        return Tensor.Result("gather", [rows, count], x.Backend, y,
            new Edge(x, dy => dy.ScatterAdd(rows, index, x.Shape)));
    }

    /// <summary>The transpose of <see cref="Gather"/>: x[r, index[r, j]] += y[r, j] into zeros of <paramref name="shape"/>.</summary>
    public static Tensor ScatterAdd(this Tensor y, int rows, IndexBuffer index, Shape shape)
    {
        var (size, count) = rows == 0 ? (0, 0) : (shape.Count / rows, index.Length / rows);
        var x = y.NewBuffer("scatter", shape.Count);
        y.Backend.ScatterAdd(rows, size, count, y.Buffer, index, x);
        return Tensor.Result("scatter", shape, y.Backend, x,
            new Edge(y, dx => dx.Gather(rows, index).Reshape(y.Shape)));
    }

    static (int Rows, IndexBuffer Places) ArgMaxIndices(string operation, Tensor x)
    {
        if (x.Shape.Rank == 0 || x.Shape[-1] == 0) throw new ArgumentException($"{operation}: an empty axis has no largest element, got {x}");
        var rows = x.Shape.Count / x.Shape[-1];
        var places = x.Backend.CurrentScope is { } scope ? scope.RentIndices(rows) : throw new InvalidOperationException(
            $"{operation}: no step is open on backend {x.Backend.Name}; compute inside `using var step = backend.BeginScope();`");
        x.Backend.ArgMax(rows, x.Shape[-1], 1, x.Buffer, places);
        return (rows, places);
    }

    static Shape Without(Shape shape, int axis)
    {
        axis = shape.Axis(axis);
        return shape[..axis].Then(shape[(axis + 1)..].Lengths);
    }

    static int Product(ReadOnlySpan<int> lengths)
    {
        var product = 1;
        foreach (var length in lengths) product *= length;
        return product;
    }
}
