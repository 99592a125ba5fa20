using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// A plane laid out so that every tap sees contiguous cells: with its padding in place, and with its columns combed, that is
/// sorted by their remainder modulo the stride, one tooth of the comb for each. Then tap t of output j of a line lies at
/// Line + Taps[t] + j, for every stride, dilation and padding, and a convolution or a pooling reads whole vectors: the tap moves
/// the pointer, not the data.
/// </summary>
/// <remarks>
/// For stride 2 and padding 1 the row  a b c d e  becomes  0 b d  in one tooth and  a c e  in the other: taps 0 and 2 read 0 b d
/// and b d, tap 1 reads a c e. A plane without padding and with stride 1 is combed as it is.
/// </remarks>
sealed unsafe class Comb<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly SpatialWindow windows;
    readonly int stride, tooth;   // how many teeth there are, and the cells of each
    readonly int[] rows;          // where each row of the plane starts in the padded one

    public Comb(SpatialWindow windows)
    {
        this.windows = windows;
        var (depth, height, width) = windows;
        stride = width.Stride;
        var pitch = (Padded(width) + stride - 1) / stride;      // cells from one row of a tooth to the next
        var slice = Padded(height) * pitch;
        tooth = Padded(depth) * slice;
        Taps = new int[windows.TapCount];
        for (var t = 0; t < Taps.Length; t++)
        {
            var (z, y) = (t / width.Kernel / height.Kernel * depth.Dilation, t / width.Kernel % height.Kernel * height.Dilation);
            var x = t % width.Kernel * width.Dilation;
            Taps[t] = x % stride * tooth + z * slice + y * pitch + x / stride;
        }
        Lines = Places(depth.Output, depth.Stride, height.Output, height.Stride, slice, pitch);
        rows = Places(depth.Input, 1, height.Input, 1, slice * stride, pitch * stride);
        var first = ((depth.PaddingBefore * Padded(height)) + height.PaddingBefore) * pitch * stride + width.PaddingBefore;
        for (var row = 0; row < rows.Length; row++) rows[row] += first;
    }

    /// <summary>Where line (z, y) begins, for all z and y in order.</summary>
    static int[] Places(int depths, int depthStep, int heights, int heightStep, int slice, int pitch)
    {
        var places = new int[depths * heights];
        for (var place = 0; place < places.Length; place++)
            places[place] = place / heights * depthStep * slice + place % heights * heightStep * pitch;
        return places;
    }

    /// <summary>Cells of a combed plane.</summary>
    public int Size => stride * tooth;

    /// <summary>Whether a plane is combed as it is.</summary>
    public bool IsPlain => stride == 1 && !IsPadded;

    bool IsPadded => Size > windows.InputCount;

    /// <summary>For each tap, the distance from a line's origin to the cell that output 0 of the line sees.</summary>
    public int[] Taps { get; }

    /// <summary>The origin of each line of the output plane: its rows, slice after slice.</summary>
    public int[] Lines { get; }

    /// <summary>Lays a plane out, with <paramref name="padding"/> around it.</summary>
    /// <param name="room">As many cells as the combed plane has.</param>
    public void Lay(T* plane, T* combed, T padding, T* room)
    {
        if (IsPadded)
        {
            var padded = stride == 1 ? combed : room;
            var input = windows.Width.Input;
            new Span<T>(padded, Size).Fill(padding);
            for (var row = 0; row < rows.Length; row++) new Span<T>(plane + row * input, input).CopyTo(new Span<T>(padded + rows[row], input));
            plane = padded;
        }
        if (stride == 2) Weave<T>.Unzip(plane, combed, combed + tooth, tooth);
        else if (plane != combed)
            for (var cell = 0; cell < Size; cell++) combed[cell % stride * tooth + cell / stride] = plane[cell];
    }

    /// <summary>The transpose of <see cref="Lay"/>: takes the plane out of its layout, without the padding.</summary>
    /// <inheritdoc cref="Lay"/>
    public void Take(T* combed, T* plane, T* room)
    {
        var padded = !IsPadded ? plane : stride == 1 ? combed : room;
        var input = windows.Width.Input;
        if (stride == 2) Weave<T>.Zip(combed, combed + tooth, padded, tooth);
        else if (padded != combed)
            for (var cell = 0; cell < Size; cell++) padded[cell] = combed[cell % stride * tooth + cell / stride];
        for (var row = 0; row < rows.Length && IsPadded; row++)
            new Span<T>(padded + rows[row], input).CopyTo(new Span<T>(plane + row * input, input));
    }

    /// <summary>An axis with its padding, or as far as the windows reach.</summary>
    static int Padded(Window axis) =>
        Math.Max(axis.PaddingBefore + axis.Input, (axis.Output - 1) * axis.Stride + axis.Span);
}
