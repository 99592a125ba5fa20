namespace Tiny.Nn.Backends;

/// <summary>
/// The layout in which a primitive reads or writes a buffer: the offset of the first element, and one stride per axis.
/// </summary>
/// <remarks>A stride of 0 repeats an element (broadcast); a negative stride reverses the axis (flip).</remarks>
public readonly record struct StridedView(int Offset, int[] Strides)
{
    /// <summary>Returns the view of a whole contiguous buffer of this shape.</summary>
    public static StridedView Of(Shape shape) => new(0, NotNull(shape).Strides());

    /// <summary>
    /// Returns whether the view has one stride per axis, and reaches only the elements 0 … length − 1.
    /// </summary>
    internal bool Fits(Shape shape, int length)
    {
        if (Strides?.Length != shape.Rank) return false;
        long first = Offset, last = Offset;
        for (var axis = 0; axis < Strides.Length; axis++)
        {
            var reach = (shape.Lengths[axis] - 1L) * Strides[axis];
            if (reach < 0) first += reach;
            else last += reach;
        }
        return shape.Count == 0 || (first >= 0 && last < length);
    }

    /// <summary>
    /// Returns whether the view reads all elements of a contiguous row-major buffer of this shape, in order.
    /// </summary>
    public bool IsContiguous(Shape shape)
    {
        if (Offset != 0) return false;
        var stride = 1;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            if (shape[axis] != 1 && Strides[axis] != stride) return false;
            stride *= shape[axis];
        }
        return true;
    }

    /// <summary>
    /// Returns the view of a contiguous buffer of <paramref name="shape"/>, broadcast to the
    /// shape <paramref name="common"/>.
    /// </summary>
    public static StridedView Broadcast(Shape shape, Shape common)
    {
        if (shape == NotNull(common)) return Of(common);
        var own = NotNull(shape).Strides();
        var strides = new int[common.Rank];
        for (var fromEnd = 1; fromEnd <= shape.Rank; fromEnd++)
            strides[^fromEnd] = shape[-fromEnd] == 1 ? 0 : own[^fromEnd];
        return new(0, strides);
    }
}
