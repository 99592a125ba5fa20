using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>
/// Operations that rearrange a tensor's elements. All are linear, and each is the pullback of another: reshape ↔
/// reshape back, permute ↔ the inverse permutation, slice ↔ slice scatter (which also pads), concatenate ↔ slices.
/// </summary>
public static class Reshaping
{
    /// <summary>Returns the same elements, in row-major order, with another shape. Copies nothing.</summary>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public static Tensor Reshape(this Tensor x, params ReadOnlySpan<int> lengths) => x.Reshape(Shape.Of(lengths));

    /// <inheritdoc cref="Reshape(Tensor, ReadOnlySpan{int})"/>
    [OverloadResolutionPriority(1)]
    public static Tensor Reshape(this Tensor x, Shape shape)
    {
        if (NotNull(shape) == NotNull(x).Shape) return x;
        if (shape.Count != x.Shape.Count)
            throw new ArgumentException(
                $"reshape: {x.Description} has {x.Shape.Count} elements, and {shape} would have {shape.Count}");
        return Tensor.Result("reshape", shape, x.Backend, x.Buffer, new Edge(x, dy => dy.Reshape(x.Shape)));
    }

    /// <summary>Reshapes [N, …] to [N, product of the other lengths].</summary>
    public static Tensor Flatten(this Tensor x) =>
        x.Reshape(NotNull(x).Shape.Rank == 0 ? [1, 1] : [x.Shape[0], x.Shape[1..].Count]);

    /// <summary>
    /// Permutes the axes: axis j of the result is axis <paramref name="axes"/>[j] of x.  dx = dy with the
    /// inverse permutation.
    /// </summary>
    /// <exception cref="ArgumentException">The axes are not a permutation.</exception>
    public static Tensor Permute(this Tensor x, params int[] axes)
    {
        var (rank, strides) = (NotNull(x).Shape.Rank, x.Shape.Strides());
        int[] from = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        int[] inverse = [.. Enumerable.Range(0, rank).Select(axis => Array.IndexOf(from, axis))];
        if (axes.Length != rank || inverse.Contains(-1))
            throw new ArgumentException(
                $"permute: must name each of the {rank} axes of {x.Description} once, got [{string.Join(", ", axes)}]");
        var shape = Shape.Of([.. from.Select(axis => x.Shape[axis])]);
        var view = new StridedView(0, [.. from.Select(axis => strides[axis])]);
        return x.Compute("permute", shape, y => x.Backend.Copy(shape, x.Buffer, view, y, StridedView.Of(shape)),
            new Edge(x, dy => dy.Permute(inverse)));
    }

    /// <summary>Returns a matrix, or a batch of matrices, with rows and columns swapped.</summary>
    public static Tensor Transpose(this Tensor x) => NotNull(x).Shape.Rank >= 2
        ? x.MoveAxis(-1, -2)
        : throw new ArgumentException($"transpose: expects a matrix or a batch of matrices, got {x.Description}");

    /// <summary>Moves one axis to another index; the others keep their order.</summary>
    public static Tensor MoveAxis(this Tensor x, int from, int to)
    {
        (from, to) = (NotNull(x).Shape.Axis(from), x.Shape.Axis(to));
        if (from == to) return x;
        var axes = Enumerable.Range(0, x.Shape.Rank).ToList();
        axes.RemoveAt(from);
        axes.Insert(to, from);
        return x.Permute([.. axes]);
    }

    /// <summary>
    /// Returns the <paramref name="count"/> elements start, start + step, … of one axis; a negative step reads
    /// backwards. dx = <see cref="SliceScatter"/>(dy).
    /// </summary>
    /// <exception cref="ArgumentException">The step is 0, or an index lies outside the axis.</exception>
    public static Tensor Slice(this Tensor x, int axis, int start, int count, int step = 1)
    {
        axis = NotNull(x).Shape.Axis(axis);
        CheckSlice("slice", x, axis, start, count, step, x.Shape[axis]);
        var shape = x.Shape.With(axis, count);
        return x.Compute("slice", shape,
            y => x.Backend.Copy(shape, x.Buffer, SliceView(x.Shape, axis, start, step), y, StridedView.Of(shape)),
            new Edge(x, dy => dy.SliceScatter(axis, start, x.Shape[axis], step)));
    }

    /// <summary>
    /// Writes x to the indices start, start + step, … of an axis of <paramref name="length"/> zeros: the transpose
    /// of <see cref="Slice"/>.
    /// </summary>
    /// <inheritdoc cref="Slice"/>
    public static Tensor SliceScatter(this Tensor x, int axis, int start, int length, int step = 1)
    {
        axis = NotNull(x).Shape.Axis(axis);
        CheckSlice("slice_scatter", x, axis, start, x.Shape[axis], step, length);
        var shape = x.Shape.With(axis, length);
        return x.Compute("slice_scatter", shape, y =>
        {
            x.Backend.Fill(0, y);
            x.Backend.Copy(x.Shape, x.Buffer, StridedView.Of(x.Shape), y, SliceView(shape, axis, start, step));
        }, new Edge(x, dy => dy.Slice(axis, start, x.Shape[axis], step)));
    }

    /// <summary>Adds zeros before and after one axis; negative counts crop.</summary>
    public static Tensor Pad(this Tensor x, int axis, int before, int after)
    {
        var kept = NotNull(x).Shape[axis] + Math.Min(0, before) + Math.Min(0, after);
        var cropped = x.Slice(axis, Math.Max(0, -before), kept);
        (before, after) = (Math.Max(0, before), Math.Max(0, after));
        return cropped.SliceScatter(axis, before, before + cropped.Shape[axis] + after);
    }

    /// <summary>Reverses the order along one axis.  dx = dy reversed.</summary>
    public static Tensor Flip(this Tensor x, int axis) =>
        x.Slice(axis, Math.Max(0, NotNull(x).Shape[axis] - 1), x.Shape[axis], step: -1);

    /// <summary>
    /// Joins tensors along an axis; all other lengths must agree.  The gradient of each tensor is its slice of dy.
    /// </summary>
    /// <exception cref="ArgumentException">There is no tensor, or the shapes do not fit.</exception>
    public static Tensor Concatenate(int axis, params Tensor[] parts)
    {
        if (NotNull(parts).Length == 0)
            throw new ArgumentException("concatenate: expects at least one tensor, got none");
        axis = parts[0].Shape.Axis(axis);
        foreach (var part in parts)
        {
            Tensor.CheckSameBackend("concatenate", parts[0], part);
            if (part.Shape.Rank != parts[0].Shape.Rank || part.Shape.With(axis, 0) != parts[0].Shape.With(axis, 0))
                throw new ArgumentException(
                    $"concatenate: shapes must agree except along axis {axis}, got {parts[0].Shape} and {part.Shape}");
        }
        var length = parts.Sum(part => (long)part.Shape[axis]);
        if (length > Shape.MaximumCount)
            throw new ArgumentException(
                $"concatenate: an axis has at most {Shape.MaximumCount} elements, the result's would have {length}");
        var shape = parts[0].Shape.With(axis, (int)length);
        var y = parts[0].NewBuffer("concatenate", shape.Count);
        var (edges, begin) = (new List<Edge>(), 0);
        foreach (var part in parts)
        {
            var (start, count) = (begin, part.Shape[axis]);
            part.Backend.Copy(part.Shape, part.Buffer, StridedView.Of(part.Shape), y, SliceView(shape, axis, start, 1));
            edges.Add(new Edge(part, dy => dy.Slice(axis, start, count)));
            begin += count;
        }
        return Tensor.Result("concatenate", shape, parts[0].Backend, y, [.. edges]);
    }

    /// <summary>
    /// Returns the view of a contiguous buffer of <paramref name="shape"/> at the indices start, start + step, … of
    /// one axis.
    /// </summary>
    static StridedView SliceView(Shape shape, int axis, int start, int step)
    {
        var strides = shape.Strides();
        var offset = start * strides[axis];
        strides[axis] *= step;
        return new StridedView(offset, strides);
    }

    static void CheckSlice(string operation, Tensor x, int axis, int start, int count, int step, int length)
    {
        if (step == 0) throw new ArgumentException($"{operation}: the step is not 0");
        var last = start + (count - 1L) * step;
        if (count < 0 || (count > 0 && (Math.Min(start, last) < 0 || Math.Max(start, last) >= length)))
            throw new ArgumentException(
                $"{operation}: {count} elements from {start} with step {step} " +
                $"do not lie in axis {axis} of length {length} ({x.Description})");
    }
}
