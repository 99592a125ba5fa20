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
    readonly Windows windows;
    readonly int pitch;           // cells from one row of a tooth to the next: the columns of one remainder
    readonly int[] rows, teeth;   // where each row of the plane starts in a tooth, and where columns 0 … stride − 1 of row 0 lie
    readonly bool isDealt;        // whether the teeth are the even and the odd cells of the whole plane

    public Comb(Windows windows)
    {
        this.windows = windows;
        var (depth, height, width) = windows;
        pitch = (Padded(width) + width.Stride - 1) / width.Stride;
        var slice = Padded(height) * pitch;
        var tooth = Padded(depth) * slice;
        Size = width.Stride * tooth;
        IsPlain = width.Stride == 1 && Size == windows.Inputs;
        isDealt = width.Stride == 2 && Size == windows.Inputs;
        Taps = new int[windows.Taps];
        for (var t = 0; t < Taps.Length; t++)
        {
            var (z, y) = (t / width.Kernel / height.Kernel * depth.Dilation, t / width.Kernel % height.Kernel * height.Dilation);
            var x = t % width.Kernel * width.Dilation;
            Taps[t] = x % width.Stride * tooth + z * slice + y * pitch + x / width.Stride;
        }
        Lines = Places(depth.Output, depth.Stride, 0, height.Output, height.Stride, 0, slice);
        rows = Places(depth.Input, 1, depth.PaddingBefore, height.Input, 1, height.PaddingBefore, slice);
        teeth = new int[width.Stride];
        for (var column = 0; column < teeth.Length; column++)
            teeth[column] = (column + width.PaddingBefore) % width.Stride * tooth + (column + width.PaddingBefore) / width.Stride;
    }

    /// <summary>Where line (z, y) begins, for all z and y in order.</summary>
    int[] Places(int depths, int depthStep, int firstDepth, int heights, int heightStep, int firstHeight, int slice)
    {
        var places = new int[depths * heights];
        for (var place = 0; place < places.Length; place++)
            places[place] = (firstDepth + place / heights * depthStep) * slice + (firstHeight + place % heights * heightStep) * pitch;
        return places;
    }

    /// <summary>Cells of a combed plane.</summary>
    public int Size { get; }

    /// <summary>Whether a plane is combed as it is.</summary>
    public bool IsPlain { get; }

    /// <summary>For each tap, the distance from a line's origin to the cell that output 0 of the line sees.</summary>
    public int[] Taps { get; }

    /// <summary>The origin of each line of the output plane: its rows, slice after slice.</summary>
    public int[] Lines { get; }

    /// <summary>Lays a plane out, with <paramref name="padding"/> around it.</summary>
    public void Lay(T* plane, T* combed, T padding)
    {
        if (isDealt)
        {
            Weave<T>.Unzip(plane, combed, combed + Size / 2, Size / 2);
            return;
        }
        if (Size > windows.Inputs) new Span<T>(combed, Size).Fill(padding);
        for (var row = 0; row < rows.Length; row++) LayRow(plane + row * windows.Width.Input, combed + rows[row]);
    }

    /// <summary>The transpose of <see cref="Lay"/>: takes the plane out of its layout, without the padding.</summary>
    public void Take(T* combed, T* plane)
    {
        if (isDealt) Weave<T>.Zip(combed, combed + Size / 2, plane, Size / 2);
        else
            for (var row = 0; row < rows.Length; row++) TakeRow(combed + rows[row], plane + row * windows.Width.Input);
    }

    void LayRow(T* row, T* combed)
    {
        var (stride, input, done) = (teeth.Length, windows.Width.Input, 0);
        if (stride == 1)
        {
            new Span<T>(row, input).CopyTo(new Span<T>(combed + teeth[0], input));
            return;
        }
        if (stride == 2) Weave<T>.Unzip(row, combed + teeth[0], combed + teeth[1], (done = input & ~1) / 2);
        for (var column = 0; column < stride; column++)
            for (int fellow = done + column, place = teeth[column] + done / stride; fellow < input; fellow += stride, place++)
                combed[place] = row[fellow];
    }

    void TakeRow(T* combed, T* row)
    {
        var (stride, input, done) = (teeth.Length, windows.Width.Input, 0);
        if (stride == 1)
        {
            new Span<T>(combed + teeth[0], input).CopyTo(new Span<T>(row, input));
            return;
        }
        if (stride == 2) Weave<T>.Zip(combed + teeth[0], combed + teeth[1], row, (done = input & ~1) / 2);
        for (var column = 0; column < stride; column++)
            for (int fellow = done + column, place = teeth[column] + done / stride; fellow < input; fellow += stride, place++)
                row[fellow] = combed[place];
    }

    /// <summary>An axis with its padding, or as far as the windows reach.</summary>
    static int Padded(Window axis) =>
        Math.Max(axis.PaddingBefore + axis.Input, (axis.Output - 1) * axis.Stride + axis.Span);
}
