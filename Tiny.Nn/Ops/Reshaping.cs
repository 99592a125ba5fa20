using System.Runtime.CompilerServices;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>
/// The same numbers in another arrangement. All are linear, and their pullbacks are each other:
/// reshape ↔ reshape back, permute ↔ the inverse permutation, slice ↔ embed (padding is an embedding), concatenate ↔ slices.
/// </summary>
public static class Reshaping
{
    /// <summary>The same numbers, row-major, in another shape; one length may be −1 and follows from the others. Copies nothing.</summary>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public static Tensor Reshape(this Tensor x, params ReadOnlySpan<int> lengths) => x.Reshape(Infer(x, lengths));

    /// <inheritdoc cref="Reshape(Tensor, ReadOnlySpan{int})"/>
    [OverloadResolutionPriority(1)]
    public static Tensor Reshape(this Tensor x, Shape shape)
    {
        if (shape == x.Shape) return x;
        if (shape.Count != x.Shape.Count)
            throw new ArgumentException($"reshape: {x} holds {x.Shape.Count} numbers, and {shape} would hold {shape.Count}");
        return Tensor.Result("reshape", shape, x.Backend, x.Buffer, new Edge(x, dy => dy.Reshape(x.Shape)));
    }

    /// <summary>[N, …] → [N, the rest as one axis].</summary>
    public static Tensor Flatten(this Tensor x) => x.Shape.Rank == 0 ? x.Reshape(1, 1) : x.Reshape([x.Shape[0], x.Shape[1..].Count]);

    /// <summary>Axis j of the result is axis <paramref name="axes"/>[j] of x.  dx = dy with the inverse permutation.</summary>
    /// <exception cref="ArgumentException">Not every axis is named once.</exception>
    public static Tensor Permute(this Tensor x, params int[] axes)
    {
        var inverse = Inverse(x, axes);
        var strides = x.Shape.Strides();
        var shape = Shape.Of([.. axes.Select(axis => x.Shape[axis])]);
        var from = new StridedView(0, [.. axes.Select(axis => strides[x.Shape.Axis(axis)])]);
        var y = x.NewBuffer("permute", shape.Count);
        x.Backend.Copy(shape, x.Buffer, from, y, StridedView.Of(shape));
        return Tensor.Result("permute", shape, x.Backend, y, new Edge(x, dy => dy.Permute(inverse)));
    }

    /// <summary>A matrix, or a batch of them, with rows and columns swapped.</summary>
    public static Tensor Transpose(this Tensor x)
    {
        if (x.Shape.Rank < 2) throw new ArgumentException($"transpose: needs a matrix or a batch of them, got {x}");
        var axes = Enumerable.Range(0, x.Shape.Rank).ToArray();
        (axes[^1], axes[^2]) = (axes[^2], axes[^1]);
        return x.Permute(axes);
    }

    /// <summary>One axis moved to another place, the others in their order.</summary>
    public static Tensor MoveAxis(this Tensor x, int from, int to)
    {
        (from, to) = (x.Shape.Axis(from), x.Shape.Axis(to));
        if (from == to) return x;
        var axes = Enumerable.Range(0, x.Shape.Rank).ToList();
        axes.RemoveAt(from);
        axes.Insert(to, from);
        return x.Permute([.. axes]);
    }

    /// <summary>Cells start, start + step, … of one axis, <paramref name="count"/> of them.  dx = <see cref="SliceScatter"/>(dy).</summary>
    /// <exception cref="ArgumentException">A cell lies outside the axis.</exception>
    public static Tensor Slice(this Tensor x, int axis, int start, int count, int step = 1)
    {
        axis = x.Shape.Axis(axis);
        CheckSlice("slice", x, axis, start, count, step, x.Shape[axis]);
        var shape = x.Shape.With(axis, count);
        var y = x.NewBuffer("slice", shape.Count);
        x.Backend.Copy(shape, x.Buffer, SliceView(x.Shape, axis, start, step), y, StridedView.Of(shape));
        return Tensor.Result("slice", shape, x.Backend, y, new Edge(x, dy => dy.SliceScatter(axis, start, x.Shape[axis], step)));
    }

    /// <summary>The transpose of <see cref="Slice"/>: x on the cells start, start + step, … of an axis of <paramref name="length"/> zeros.</summary>
    /// <inheritdoc cref="Slice"/>
    public static Tensor SliceScatter(this Tensor x, int axis, int start, int length, int step = 1)
    {
        axis = x.Shape.Axis(axis);
        CheckSlice("embed", x, axis, start, x.Shape[axis], step, length);
        var shape = x.Shape.With(axis, length);
        var y = x.NewBuffer("embed", shape.Count);
        x.Backend.Fill(0, y);
        x.Backend.Copy(x.Shape, x.Buffer, StridedView.Of(x.Shape), y, SliceView(shape, axis, start, step));
        return Tensor.Result("embed", shape, x.Backend, y, new Edge(x, dy => dy.Slice(axis, start, x.Shape[axis], step)));
    }

    /// <summary>Zeros before and after one axis; negative numbers crop.</summary>
    public static Tensor Pad(this Tensor x, int axis, int before, int after)
    {
        var length = x.Shape[axis];
        var cropped = before < 0 || after < 0
            ? x.Slice(axis, Math.Max(0, -before), length + Math.Min(0, before) + Math.Min(0, after))
            : x;
        return before > 0 || after > 0
            ? cropped.SliceScatter(axis, Math.Max(0, before), cropped.Shape[axis] + Math.Max(0, before) + Math.Max(0, after))
            : cropped;
    }

    /// <summary>One axis read backwards.  dx = dy flipped.</summary>
    public static Tensor Flip(this Tensor x, int axis)
    {
        axis = x.Shape.Axis(axis);
        var y = x.NewBuffer("flip", x.Shape.Count);
        if (x.Shape.Count > 0)
            x.Backend.Copy(x.Shape, x.Buffer, SliceView(x.Shape, axis, x.Shape[axis] - 1, -1), y, StridedView.Of(x.Shape));
        return Tensor.Result("flip", x.Shape, x.Backend, y, new Edge(x, dy => dy.Flip(axis)));
    }

    /// <summary>Tensors one after another along an axis; all other lengths agree.  The gradient of each is its slice of dy.</summary>
    /// <exception cref="ArgumentException">There is none, or their shapes do not fit.</exception>
    public static Tensor Concatenate(int axis, params Tensor[] parts)
    {
        if (parts.Length == 0) throw new ArgumentException("concatenate: needs at least one tensor");
        axis = parts[0].Shape.Axis(axis);
        foreach (var part in parts)
        {
            Tensor.CheckSameBackend("concatenate", parts[0], part);
            if (part.Shape.Rank != parts[0].Shape.Rank || part.Shape.With(axis, 0) != parts[0].Shape.With(axis, 0))
                throw new ArgumentException($"concatenate: shapes must agree except along axis {axis}, got {parts[0].Shape} and {part.Shape}");
        }
        var shape = parts[0].Shape.With(axis, parts.Sum(part => part.Shape[axis]));
        var y = parts[0].NewBuffer("concatenate", shape.Count);
        var edges = new List<Edge>();
        var begin = 0;
        foreach (var part in parts)
        {
            var (start, count) = (begin, part.Shape[axis]);
            part.Backend.Copy(part.Shape, part.Buffer, StridedView.Of(part.Shape), y, SliceView(shape, axis, start, 1));
            edges.Add(new Edge(part, dy => dy.Slice(axis, start, count)));
            begin += count;
        }
        return Tensor.Result("concatenate", shape, parts[0].Backend, y, [.. edges]);
    }

    /// <summary>A walk over a contiguous buffer of <paramref name="shape"/> that takes only some cells of one axis.</summary>
    static StridedView SliceView(Shape shape, int axis, int start, int step)
    {
        var strides = shape.Strides();
        var offset = start * strides[axis];
        strides[axis] *= step;
        return new StridedView(offset, strides);
    }

    static void CheckSlice(string operation, Tensor x, int axis, int start, int count, int step, int length)
    {
        if (step < 1) throw new ArgumentException($"{operation}: the step is 1 or more, got {step}");
        if (start < 0 || count < 0 || (count > 0 && start + (count - 1L) * step >= length))
            throw new ArgumentException(
                $"{operation}: {count} cells from {start} with step {step} do not lie in axis {axis} of length {length} ({x})");
    }

    static int[] Inverse(Tensor x, int[] axes)
    {
        var inverse = new int[x.Shape.Rank];
        Array.Fill(inverse, -1);
        if (axes.Length == inverse.Length)
            for (var place = 0; place < axes.Length; place++)
                if (axes[place] >= -axes.Length && axes[place] < axes.Length) inverse[x.Shape.Axis(axes[place])] = place;
        return axes.Length == inverse.Length && !inverse.Contains(-1)
            ? inverse
            : throw new ArgumentException($"permute: must name each of the {inverse.Length} axes of {x} once, got [{string.Join(", ", axes)}]");
    }

    static Shape Infer(Tensor x, ReadOnlySpan<int> lengths)
    {
        var unknown = lengths.IndexOf(-1);
        if (unknown < 0) return Shape.Of(lengths);
        int[] known = [.. lengths];
        known[unknown] = 1;
        var rest = Shape.Of(known).Count;
        if (rest == 0 || x.Shape.Count % rest != 0)
            throw new ArgumentException($"reshape: {x.Shape.Count} numbers of {x} cannot be laid out as [{string.Join(", ", lengths.ToArray())}]");
        known[unknown] = x.Shape.Count / rest;
        return Shape.Of(known);
    }
}
