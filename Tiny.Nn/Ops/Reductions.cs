using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>
/// Sums, means and maxima over axes, gathers, and broadcasting with its adjoint, the sum: ⟨broadcast(x), y⟩ = ⟨x,
/// sum(y)⟩, so each is the other's pullback.
/// </summary>
public static class Reductions
{
    /// <summary>
    /// y = x repeated to a larger shape: axes are aligned at the end, and axes of length 1 are repeated.  dx = the sum
    /// of dy over the copies.
    /// </summary>
    /// <exception cref="ArgumentException">x does not broadcast to the shape.</exception>
    public static Tensor BroadcastTo(this Tensor x, Shape shape)
    {
        if (NotNull(x).Shape == shape) return x;
        if (Shape.Broadcast(x.Shape, shape, "broadcast_to") != shape)
            throw new ArgumentException(
                $"broadcast_to: {x.Description} cannot be repeated to {shape}: each of its axes must have that " +
                $"length or 1");
        return x.Compute("broadcast_to", shape,
            y => x.Backend.Copy(shape, x.Buffer, StridedView.Broadcast(x.Shape, shape), y, StridedView.Of(shape)),
            new Edge(x, dy => dy.SumTo(x.Shape)));
    }

    /// <summary>
    /// y = the sum of x over the axes that <paramref name="shape"/> lacks or has with length 1: the transpose
    /// of <see cref="BroadcastTo"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The shape does not broadcast to that of x.</exception>
    public static Tensor SumTo(this Tensor x, Shape shape)
    {
        if (NotNull(x).Shape == shape) return x;
        if (Shape.Broadcast(x.Shape, shape, "sum") != x.Shape)
            throw new ArgumentException(
                $"sum: {x.Description} cannot be summed to {shape}: each axis must keep its length or become 1");
        // Neighbouring axes of one kind are merged into one. The backend sums on both sides of the kept axis, with
        // x as [outer, count, inner, trailing] → [outer, inner], so that [N, C, H, W] → [C] takes one pass.
        var (buffer, end, inner) = (x.Buffer, x.Shape.Rank, 1);
        while (end > 0)
        {
            var last = RunStart(x.Shape, shape, end, summed: true);
            var kept = RunStart(x.Shape, shape, last, summed: false);
            var first = RunStart(x.Shape, shape, kept, summed: true);
            var (outer, count) = (Product(x.Shape, 0, first), Product(x.Shape, first, kept));
            var trailing = Product(x.Shape, last, end);
            (end, inner) = (first, inner * Product(x.Shape, kept, last));
            if (count == 1 && trailing == 1) continue;
            var sum = x.NewBuffer("sum", outer * inner);
            x.Backend.Sum(outer, count, inner, trailing, buffer, sum);
            buffer = sum;
        }
        return Tensor.Result("sum", shape, x.Backend, buffer, new Edge(x, dy => dy.BroadcastTo(x.Shape)));
    }

    /// <summary>y = Σ x, a scalar.  dx = dy everywhere.</summary>
    public static Tensor Sum(this Tensor x) => x.SumTo(Shape.Scalar);

    /// <summary>y = Σ x over one axis, which is removed, or kept with length 1.</summary>
    public static Tensor Sum(this Tensor x, int axis, bool keepAxis = false)
    {
        var kept = x.SumTo(NotNull(x).Shape.With(axis, 1));
        return keepAxis ? kept : kept.Reshape(Without(x.Shape, axis));
    }

    /// <summary>y = Σ x / n over all n elements.</summary>
    public static Tensor Mean(this Tensor x) => x.Sum() / x.Shape.Count;

    /// <summary>y = Σ x / n over the n elements of one axis.</summary>
    public static Tensor Mean(this Tensor x, int axis, bool keepAxis = false) => x.Sum(axis, keepAxis) / x.Shape[axis];

    /// <summary>Returns the mean over the axes that have length 1 in <paramref name="shape"/>.</summary>
    public static Tensor MeanTo(this Tensor x, Shape shape) => x.SumTo(shape) * ((double)shape.Count / x.Shape.Count);

    /// <summary>y = max x along one axis.  dx = dy at the first maximum, 0 elsewhere.</summary>
    /// <exception cref="ArgumentException">The axis is empty.</exception>
    public static Tensor Max(this Tensor x, int axis, bool keepAxis = false)
    {
        var last = x.MoveAxis(axis, -1);
        var (rows, indices) = ArgMaxIndices("max", last);
        return last.Gather(rows, indices).Reshape(keepAxis ? x.Shape.With(axis, 1) : Without(x.Shape, axis));
    }

    /// <summary>Returns the index of the maximum along the last axis for each row, the first one on ties.</summary>
    /// <exception cref="ArgumentException">The axis is empty.</exception>
    public static int[] ArgMax(this Tensor x)
    {
        var (rows, indices) = ArgMaxIndices("argmax", x);
        var values = new int[rows];
        x.Backend.Read(indices, values);
        return values;
    }

    /// <summary>
    /// y[r, j] = x[r, index[r, j]] for each of <paramref name="rows"/> equal rows, and 0 where the index is −1. dx
    /// = <see cref="ScatterAdd"/>(dy).
    /// </summary>
    /// <exception cref="ArgumentException">The rows do not have equal lengths.</exception>
    public static Tensor Gather(this Tensor x, int rows, IndexBuffer index)
    {
        var (size, count) = RowLengths("gather", rows, NotNull(x).Shape, index);
        return x.Compute("gather", [rows, count], y => x.Backend.Gather(rows, size, count, x.Buffer, index, y),
            new Edge(x, dy => dy.ScatterAdd(rows, index, x.Shape)));
    }

    /// <summary>
    /// x = zeros of <paramref name="shape"/>, then x[r, index[r, j]] += y[r, j]: the transpose of <see cref="Gather"/>.
    /// </summary>
    public static Tensor ScatterAdd(this Tensor y, int rows, IndexBuffer index, Shape shape)
    {
        var (size, count) = RowLengths("scatter_add", rows, shape, index);
        return NotNull(y).Compute("scatter_add", shape,
            x => y.Backend.ScatterAdd(rows, size, count, y.Buffer, index, x),
            new Edge(y, dx => dx.Gather(rows, index).Reshape(y.Shape)));
    }

    static (int Rows, IndexBuffer Indices) ArgMaxIndices(string operation, Tensor x)
    {
        if (NotNull(x).Shape.Rank == 0 || x.Shape[-1] == 0)
            throw new ArgumentException($"{operation}: an empty axis has no maximum, got {x.Description}");
        var rows = x.Shape.Count / x.Shape[-1];
        var indices = Tensor.OpenScope(x.Backend, operation).RentIndices(rows);
        x.Backend.ArgMax(rows, x.Shape[-1], 1, x.Buffer, indices);
        return (rows, indices);
    }

    /// <summary>Returns the numbers of elements and of indices in each row.</summary>
    static (int Size, int Count) RowLengths(string operation, int rows, Shape shape, IndexBuffer index)
    {
        if (rows == 0) return (0, 0);
        if (rows < 0 || NotNull(shape).Count % rows != 0 || NotNull(index).Length % rows != 0)
            throw new ArgumentException(
                $"{operation}: the number of rows must divide {shape.Count} elements and {index.Length} indices, " +
                $"got {rows}");
        return (shape.Count / rows, index.Length / rows);
    }

    static Shape Without(Shape shape, int axis)
    {
        axis = shape.Axis(axis);
        return shape[..axis].Then(shape[(axis + 1)..].Lengths);
    }

    /// <summary>Returns the product of the lengths from one axis up to another, without a shape between.</summary>
    static int Product(Shape shape, int start, int end)
    {
        var product = 1;
        foreach (var length in shape.Lengths[start..end]) product *= length;
        return product;
    }

    /// <summary>
    /// Returns the first of the neighbouring axes before <paramref name="end"/> that are all summed, or all kept.
    /// </summary>
    static int RunStart(Shape from, Shape to, int end, bool summed)
    {
        var lacking = from.Rank - to.Rank;
        while (end > 0 && (end <= lacking || from[end - 1] != to[end - 1 - lacking]) == summed) end--;
        return end;
    }
}
