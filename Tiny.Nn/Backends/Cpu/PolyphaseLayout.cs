namespace Tiny.Nn.Backends;

/// <summary>
/// A layout of a plane in which every tap reads contiguous elements: the plane is padded, and its columns are sorted
/// by their remainder modulo the stride, with one phase per remainder. Tap t of output j of an output row is then at
/// Rows[row] + Taps[t] + j, for every stride, dilation and padding. A convolution or pooling can therefore read
/// whole vectors.
/// </summary>
/// <remarks>
/// For stride 2 and padding 1 the row  a b c d e  becomes  0 b d  in phase 0 and  a c e  in phase 1: taps 0 and 2 read
/// 0 b d and b d, tap 1 reads a c e. A plane with stride 1 and without padding is its own layout.
/// </remarks>
sealed unsafe class PolyphaseLayout<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly int stride, phaseLength, inputRow;
    readonly int[] inputRows;     // the offset of each input row in the padded plane
    readonly bool isPadded;

    /// <param name="who">The name of the operation, for error messages.</param>
    /// <param name="planes">The number of planes that are packed at the same time.</param>
    /// <param name="operands">The number of elements of the operation's operands.</param>
    /// <exception cref="ArgumentException">The packed planes would be too large, or mostly padding.</exception>
    public PolyphaseLayout(SpatialWindow windows, string who, double planes, double operands)
    {
        var (depth, height, width) = windows;
        (stride, inputRow) = (width.Stride, width.Input);
        // each phase gets the same number of columns
        long row = ((Padded(width) - 1L) / stride + 1) * stride, slice = Padded(height) * row;
        Size = SpatialWindow.PaddedCount(who, planes, Padded(depth), Padded(height), row, operands);
        phaseLength = Size / stride;
        isPadded = Size > windows.InputCount;
        Taps = Array.ConvertAll(WindowOffsets.Offsets(0,
            (depth.Kernel, depth.Dilation * slice),
            (height.Kernel, height.Dilation * row),
            (width.Kernel, width.Dilation)), Packed);
        Rows = Array.ConvertAll(WindowOffsets.Offsets(0,
            (depth.Output, depth.Stride * slice), (height.Output, height.Stride * row)), Packed);
        inputRows = WindowOffsets.Offsets(depth.PaddingBefore * slice + height.PaddingBefore * row
            + width.PaddingBefore,
            (depth.Input, slice), (height.Input, row));
    }

    /// <summary>The number of elements of a packed plane.</summary>
    public readonly int Size;

    /// <summary>Whether a plane needs no packing.</summary>
    public bool IsPlain => stride == 1 && !isPadded;

    /// <summary>
    /// For each tap, the offset from a row's origin to the element that the tap reads for output 0 of the row.
    /// </summary>
    public readonly int[] Taps;

    /// <summary>The origin of each row of the output plane, slice after slice.</summary>
    public readonly int[] Rows;

    /// <summary>Packs a plane, with zeros as padding.</summary>
    /// <param name="workspace">Temporary memory with as many elements as the packed plane.</param>
    public void Pack(T* plane, T* packed, T* workspace)
    {
        if (isPadded)
        {
            var padded = stride == 1 ? packed : workspace;
            new Span<T>(padded, Size).Clear();
            foreach (var row in inputRows)
            {
                new Span<T>(plane, inputRow).CopyTo(new(padded + row, inputRow));
                plane += inputRow;
            }
            plane = padded;
        }
        if (stride == 2) BatchInterleave<T>.Split(plane, packed, packed + phaseLength, phaseLength);
        else if (plane != packed)
            for (var i = 0; i < Size; i++) packed[Packed(i)] = plane[i];
    }

    /// <summary>
    /// Unpacks a plane: the transpose of <see cref="Pack"/>. Restores the plane and drops the padding.
    /// </summary>
    /// <inheritdoc cref="Pack"/>
    public void Unpack(T* packed, T* plane, T* workspace)
    {
        var padded = !isPadded ? plane : stride == 1 ? packed : workspace;
        if (stride == 2) BatchInterleave<T>.Merge(packed, packed + phaseLength, padded, phaseLength);
        else if (padded != packed)
            for (var i = 0; i < Size; i++) padded[i] = packed[Packed(i)];
        if (!isPadded) return;
        foreach (var row in inputRows)
        {
            new Span<T>(padded + row, inputRow).CopyTo(new(plane, inputRow));
            plane += inputRow;
        }
    }

    /// <summary>Returns the packed offset of an element of the padded plane.</summary>
    int Packed(int offset) => offset % stride * phaseLength + offset / stride;

    /// <summary>
    /// Returns the length of an axis with its leading padding, extended to the end of the last window if that
    /// is farther.
    /// </summary>
    static int Padded(Window axis) =>
        Math.Max(axis.PaddingBefore + axis.Input, (axis.Output - 1) * axis.Stride + axis.Span);
}
