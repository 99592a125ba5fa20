namespace Tiny.Nn.Backends;

/// <summary>
/// Nested loops over the axes of a shape. They access several buffers together, each through its
/// own <see cref="StridedView"/>.
/// </summary>
/// <remarks>
/// Axes of length 1 are dropped, and neighbouring axes that are contiguous in every buffer are merged, so that the
/// innermost loop, called a row, is as long as possible.
/// </remarks>
sealed class LoopNest
{
    readonly int[] offsets;

    public LoopNest(Shape shape, params ReadOnlySpan<StridedView> views)
    {
        offsets = new int[views.Length];
        for (var buffer = 0; buffer < views.Length; buffer++) offsets[buffer] = views[buffer].Offset;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var length = shape[axis];
            if (length == 1) continue;
            var own = new int[views.Length];
            for (var buffer = 0; buffer < views.Length; buffer++) own[buffer] = views[buffer].Strides[axis];
            if (Lengths.Count > 0 && CanMerge(Strides[^1], own, length))
            {
                Lengths[^1] *= length;
                Strides[^1] = own;
            }
            else
            {
                Lengths.Add(length);
                Strides.Add(own);
            }
        }
        if (Lengths.Count == 0) (Lengths, Strides) = ([1], [new int[views.Length]]);
        RowLength = Lengths[^1];
        RowStrides = Strides[^1];
        Rows = RowLength == 0 ? 0 : shape.Count / RowLength;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    public int RowLength { get; }

    /// <summary>The stride within a row, for each buffer.</summary>
    public int[] RowStrides { get; }

    /// <summary>The lengths of the loops, outermost first; the last is the row.</summary>
    public List<int> Lengths { get; } = [];

    /// <summary>The stride of each loop, for each buffer.</summary>
    public List<int[]> Strides { get; } = [];

    /// <summary>
    /// Returns the offset at which <paramref name="row"/> starts in buffer <paramref name="buffer"/>.
    /// </summary>
    public int Start(int buffer, int row)
    {
        var offset = offsets[buffer];
        for (var axis = Lengths.Count - 2; axis >= 0; axis--)
        {
            (row, var index) = Math.DivRem(row, Lengths[axis]);
            offset += index * Strides[axis][buffer];
        }
        return offset;
    }

    static bool CanMerge(int[] outer, int[] inner, int length)
    {
        for (var buffer = 0; buffer < outer.Length; buffer++)
            if (outer[buffer] != inner[buffer] * length) return false;
        return true;
    }
}
