using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// A convolution's input seen as a matrix that never exists in memory: row (c, t) and column j hold x[c, at(j, t)], or 0 in
/// the padding. Rows are read (for the convolution and its filter gradient) or added back into x (for the transpose).
/// </summary>
sealed unsafe class Patches<T>(Windows windows) where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly int inputs = windows.Inputs, taps = windows.Taps;
    readonly Window depth = windows.Depth, height = windows.Height, width = windows.Width;

    /// <summary>A piece of a patch row: <paramref name="Count"/> columns at <paramref name="To"/> show the cells from <paramref name="From"/> on.</summary>
    /// <remarks>Pieces lie in one row of the plane, and have no padding.</remarks>
    readonly record struct Piece(int To, nint From, int Count);

    /// <summary>row[j − start] = patch (<paramref name="index"/>, j) for start ≤ j &lt; end; a vector's width beyond the row may be overwritten.</summary>
    public void Read(T* x, int index, int start, int end, T* row)
    {
        var filled = 0;
        for (var j = start; j < end; j = NextLine(j, end))
        {
            var piece = At(index, j, NextLine(j, end), start);
            Clear(row, filled, piece.To);
            CopyLine(x + piece.From, row + piece.To, piece.Count);
            filled = piece.To + piece.Count;
        }
        Clear(row, filled, end - start);
    }

    /// <summary>The transpose of <see cref="Read"/>: patch (<paramref name="index"/>, j) += row[j − start].</summary>
    public void Add(T* row, int index, int start, int end, T* x)
    {
        for (var j = start; j < end; j = NextLine(j, end))
        {
            var piece = At(index, j, NextLine(j, end), start);
            AddLine(row + piece.To, x + piece.From, piece.Count);
        }
    }

    /// <summary>The first column of the next line of the output plane.</summary>
    int NextLine(int j, int end) => Math.Min(end, j - j % width.Output + width.Output);

    /// <summary>What columns j … stop − 1, all in one line of the output plane, show of x.</summary>
    Piece At(int index, int j, int stop, int start)
    {
        var (channel, tap) = Math.DivRem(index, taps);
        var (line, across) = Math.DivRem(j, width.Output);
        var tapX = tap % width.Kernel;
        var z = depth.At(line / height.Output, tap / width.Kernel / height.Kernel);
        var y = height.At(line % height.Output, tap / width.Kernel % height.Kernel);
        if (z < 0 || z >= depth.Input || y < 0 || y >= height.Input) return new(j - start, 0, 0);
        var (first, last) = Inside(width, tapX);
        first = Math.Max(first, across);
        last = Math.Min(last, across + stop - j);
        return last <= first
            ? new(j - start, 0, 0)
            : new(j - start + first - across,
                (nint)channel * inputs + (z * height.Input + y) * width.Input + width.At(first, tapX), last - first);
    }

    /// <summary>The outputs first … last − 1 for which tap <paramref name="tap"/> lies inside the input.</summary>
    internal static (int First, int Last) Inside(Window window, int tap)
    {
        var origin = window.At(0, tap);
        var first = origin >= 0 ? 0 : (-origin + window.Stride - 1) / window.Stride;
        var last = origin >= window.Input ? 0 : (window.Input - 1 - origin) / window.Stride + 1;
        return (Math.Min(first, window.Output), Math.Clamp(last, 0, window.Output));
    }

    static void Clear(T* row, int from, int to)
    {
        for (var j = from; j < to; j += Vector<T>.Count) Vector.Store(Vector<T>.Zero, row + j);
    }

    void CopyLine(T* x, T* row, int count)
    {
        if (width.Stride == 1)
            for (var j = 0; j < count; j += Vector<T>.Count) Vector.Store(Vector.Load(x + j), row + j);
        else
            for (var j = 0; j < count; j++, x += width.Stride) row[j] = *x;
    }

    void AddLine(T* row, T* x, int count)
    {
        var j = 0;
        if (width.Stride == 1)
            for (; j <= count - Vector<T>.Count; j += Vector<T>.Count) Vector.Store(Vector.Load(x + j) + Vector.Load(row + j), x + j);
        for (; j < count; j++) x[j * width.Stride] += row[j];
    }
}
