namespace Tiny.Nn.Backends;

/// <summary>
/// The loops over a shape in which several buffers are walked at once, each through its own <see cref="StridedView"/>.
/// Axes of length 1 are left out, and neighbouring axes that every buffer walks as one are merged, so that the innermost
/// loop, the row, is as long as can be.
/// </summary>
sealed class LoopNest
{
    readonly List<int> lengths = [];
    readonly List<int[]> strides = [];
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
            if (lengths.Count > 0 && CanMerge(strides[^1], own, length))
            {
                lengths[^1] *= length;
                strides[^1] = own;
            }
            else
            {
                lengths.Add(length);
                strides.Add(own);
            }
        }
        if (lengths.Count == 0) (lengths, strides) = ([1], [new int[views.Length]]);
        RowLength = lengths[^1];
        RowStrides = strides[^1];
        Rows = RowLength == 0 ? 0 : shape.Count / RowLength;
    }

    public int Rows { get; }

    public int RowLength { get; }

    /// <summary>For each buffer the distance between neighbours in a row.</summary>
    public int[] RowStrides { get; }

    /// <summary>The lengths of the loops, outermost first; the last is the row.</summary>
    public IReadOnlyList<int> Lengths => lengths;

    /// <summary>For each loop and buffer the distance between neighbours.</summary>
    public IReadOnlyList<int[]> Strides => strides;

    /// <summary>The cell of buffer <paramref name="buffer"/> at which a row starts.</summary>
    public int Start(int buffer, int row)
    {
        var cell = offsets[buffer];
        for (var axis = lengths.Count - 2; axis >= 0; axis--)
        {
            (row, var index) = Math.DivRem(row, lengths[axis]);
            cell += index * strides[axis][buffer];
        }
        return cell;
    }

    static bool CanMerge(int[] outer, int[] inner, int length)
    {
        for (var buffer = 0; buffer < outer.Length; buffer++)
            if (outer[buffer] != inner[buffer] * length) return false;
        return true;
    }
}
