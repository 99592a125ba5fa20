using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// A plane laid out so that every tap sees contiguous cells: with its padding in place, and with its columns combed, that is
/// sorted by their remainder modulo the stride. Then tap t of output j of a line lies at Line + Taps[t] + j, for every stride,
/// dilation and padding, and a convolution or a pooling reads whole vectors: the tap moves the pointer, not the data.
/// </summary>
/// <remarks>
/// For stride 2 and padding 1 the row  a b c d e  becomes  0 b d · a c e: taps 0 and 2 read 0 b d and b d, tap 1 reads a c e.
/// A plane without padding and with stride 1 is combed as it is.
/// </remarks>
sealed unsafe class Comb<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly Windows windows;
    readonly int rows, part;      // padded rows of a slice; columns of one remainder

    public Comb(Windows windows)
    {
        this.windows = windows;
        var (depth, height, width) = windows;
        part = (Padded(width) + width.Stride - 1) / width.Stride;
        rows = Padded(height);
        Pitch = part * width.Stride;
        Size = Padded(depth) * rows * Pitch;
        IsPlain = width.Stride == 1 && Size == windows.Inputs;
        Taps = new int[windows.Taps];
        for (var t = 0; t < Taps.Length; t++)
        {
            var (z, y) = (t / width.Kernel / height.Kernel * depth.Dilation, t / width.Kernel % height.Kernel * height.Dilation);
            var x = t % width.Kernel * width.Dilation;
            Taps[t] = (z * rows + y) * Pitch + x % width.Stride * part + x / width.Stride;
        }
    }

    /// <summary>Cells of a combed plane.</summary>
    public int Size { get; }

    /// <summary>Cells from one row to the next.</summary>
    public int Pitch { get; }

    /// <summary>Whether a plane is combed as it is.</summary>
    public bool IsPlain { get; }

    /// <summary>For each tap, the distance from a line's origin to the cell that output 0 of the line sees.</summary>
    public int[] Taps { get; }

    /// <summary>Lines of the output plane: its rows, slice after slice.</summary>
    public int Lines => windows.Depth.Output * windows.Height.Output;

    /// <summary>The origin of a line.</summary>
    public int Line(int line)
    {
        var (z, y) = Math.DivRem(line, windows.Height.Output);
        return (z * windows.Depth.Stride * rows + y * windows.Height.Stride) * Pitch;
    }

    /// <summary>Lays a plane out, with <paramref name="padding"/> around it.</summary>
    public void Lay(T* plane, T* combed, T padding)
    {
        new Span<T>(combed, Size).Fill(padding);
        for (var row = 0; row < windows.Depth.Input * windows.Height.Input; row++)
            LayRow(plane + row * windows.Width.Input, combed + Row(row));
    }

    /// <summary>The transpose of <see cref="Lay"/>: takes the plane out of its layout, without the padding.</summary>
    public void Take(T* combed, T* plane)
    {
        for (var row = 0; row < windows.Depth.Input * windows.Height.Input; row++)
            TakeRow(combed + Row(row), plane + row * windows.Width.Input);
    }

    void LayRow(T* row, T* combed)
    {
        var (stride, input) = (windows.Width.Stride, windows.Width.Input);
        if (stride == 1)
        {
            new Span<T>(row, input).CopyTo(new Span<T>(combed + windows.Width.PaddingBefore, input));
            return;
        }
        var done = stride == 2 && typeof(T) == typeof(float) ? LayPairs(row, Tooth(0, combed), Tooth(1, combed), input) : 0;
        for (var column = done; column < Math.Min(done + stride, input); column++)
        {
            var to = Tooth(column, combed);
            for (var fellow = column; fellow < input; fellow += stride) *to++ = row[fellow];
        }
    }

    void TakeRow(T* combed, T* row)
    {
        var (stride, input) = (windows.Width.Stride, windows.Width.Input);
        if (stride == 1)
        {
            new Span<T>(combed + windows.Width.PaddingBefore, input).CopyTo(new Span<T>(row, input));
            return;
        }
        var done = stride == 2 && typeof(T) == typeof(float) ? TakePairs(Tooth(0, combed), Tooth(1, combed), row, input) : 0;
        for (var column = done; column < Math.Min(done + stride, input); column++)
        {
            var from = Tooth(column, combed);
            for (var fellow = column; fellow < input; fellow += stride) row[fellow] = *from++;
        }
    }

    /// <summary>Where a column of the plane lies in a combed row; its fellows with the same remainder follow it.</summary>
    T* Tooth(int column, T* combed)
    {
        var padded = column + windows.Width.PaddingBefore;
        return combed + padded % windows.Width.Stride * part + padded / windows.Width.Stride;
    }

    /// <summary>Deals floats out to the even and the odd ones: two are one 64-bit lane, and narrowing a lane keeps its lower half.</summary>
    /// <returns>How many columns are done, a multiple of two vectors.</returns>
    static int LayPairs(T* row, T* even, T* odd, int input)
    {
        var column = 0;
        for (; column <= input - 2 * Vector<T>.Count; column += 2 * Vector<T>.Count, even += Vector<T>.Count, odd += Vector<T>.Count)
        {
            Vector<ulong> first = Vector.Load((ulong*)(row + column)), second = Vector.Load((ulong*)(row + column + Vector<T>.Count));
            Vector.Store(Vector.Narrow(first, second), (uint*)even);
            Vector.Store(Vector.Narrow(first >>> 32, second >>> 32), (uint*)odd);
        }
        return column;
    }

    /// <summary>The inverse of <see cref="LayPairs"/>.</summary>
    static int TakePairs(T* even, T* odd, T* row, int input)
    {
        var column = 0;
        for (; column <= input - 2 * Vector<T>.Count; column += 2 * Vector<T>.Count, even += Vector<T>.Count, odd += Vector<T>.Count)
        {
            Vector.Widen(Vector.Load((uint*)even), out var lowFirst, out var lowSecond);
            Vector.Widen(Vector.Load((uint*)odd), out var highFirst, out var highSecond);
            Vector.Store(lowFirst | (highFirst << 32), (ulong*)(row + column));
            Vector.Store(lowSecond | (highSecond << 32), (ulong*)(row + column + Vector<T>.Count));
        }
        return column;
    }

    /// <summary>Where a row of the plane starts in the layout.</summary>
    int Row(int row)
    {
        var (z, y) = Math.DivRem(row, windows.Height.Input);
        return ((z + windows.Depth.PaddingBefore) * rows + y + windows.Height.PaddingBefore) * Pitch;
    }

    /// <summary>An axis with its padding, or as far as the windows reach.</summary>
    static int Padded(Window axis) =>
        Math.Max(axis.PaddingBefore + axis.Input, (axis.Output - 1) * axis.Stride + axis.Span);
}

/// <summary>
/// An output plane cut into vectors: where each begins among the outputs, how many of its lanes are outputs, and the origin of
/// its cells in the combed input.
/// </summary>
sealed class Positions
{
    /// <param name="overlap">Whether the last vector of a line may begin early and compute some outputs a second time, so that it is full.</param>
    public Positions(int width, int lines, int lanes, Func<int, int> origin, bool overlap)
    {
        var perLine = (width + lanes - 1) / lanes;
        Count = perLine * lines;
        (Output, Used, Input) = (new int[Count], new int[Count], new int[Count]);
        for (var vector = 0; vector < Count; vector++)
        {
            var (line, place) = Math.DivRem(vector, perLine);
            var first = overlap && width >= lanes ? Math.Min(place * lanes, width - lanes) : place * lanes;
            Output[vector] = line * width + first;
            Used[vector] = Math.Min(lanes, width - first);
            Input[vector] = origin(line) + first;
        }
    }

    public int Count { get; }

    public int[] Output { get; }

    public int[] Used { get; }

    public int[] Input { get; }
}
