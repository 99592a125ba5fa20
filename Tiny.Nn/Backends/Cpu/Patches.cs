using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// A convolution's input seen as a matrix that never exists in memory: row (c, t) and column j hold x[c, at(j, t)], or 0 in
/// the padding. Rows are read (for the convolution and its filter gradient) or added back into x (for the transpose).
/// </summary>
sealed unsafe class Patches<T>(Windows windows) where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly int inputs = windows.Inputs;
    readonly int stride = windows.Width.Stride, width = windows.Width.Output, height = windows.Height.Output;
    readonly Taps taps = new(windows);

    /// <summary>row[j − start] = patch (<paramref name="index"/>, j) for start ≤ j &lt; end; up to a vector beyond is overwritten.</summary>
    public void Read(T* x, int index, int start, int end, T* row)
    {
        var filled = 0;
        for (var walk = new Walk(this, index, start, end); walk.Next();)
        {
            Clear(row, filled, walk.To);
            CopyLine(x + walk.From, row + walk.To, walk.Count);
            filled = walk.To + walk.Count;
        }
        Clear(row, filled, end - start);
    }

    /// <summary>The transpose of <see cref="Read"/>: patch (<paramref name="index"/>, j) += row[j − start].</summary>
    public void Add(T* row, int index, int start, int end, T* x)
    {
        for (var walk = new Walk(this, index, start, end); walk.Next();)
            AddLine(row + walk.To, x + walk.From, walk.Count);
    }

    static void Clear(T* row, int from, int to)
    {
        for (var j = from; j < to; j += Vector<T>.Count) Vector.Store(Vector<T>.Zero, row + j);
    }

    void CopyLine(T* x, T* row, int count)
    {
        if (stride == 1)
            for (var j = 0; j < count; j += Vector<T>.Count) Vector.Store(Vector.Load(x + j), row + j);
        else
            for (var j = 0; j < count; j++, x += stride) row[j] = *x;
    }

    void AddLine(T* row, T* x, int count)
    {
        var j = 0;
        if (stride == 1)
            for (; j <= count - Vector<T>.Count; j += Vector<T>.Count) Vector.Store(Vector.Load(x + j) + Vector.Load(row + j), x + j);
        for (; j < count; j++) x[(nint)j * stride] += row[j];
    }

    /// <summary>
    /// Goes through a patch row line by line and stops where the tap lies inside: <see cref="Count"/> columns from
    /// <see cref="To"/> on show the cells of x from <see cref="From"/> on.
    /// </summary>
    ref struct Walk
    {
        readonly Patches<T> patches;
        readonly Taps.Tap tap;
        readonly nint plane;
        readonly int start, end;
        int next, across, y, z;

        public Walk(Patches<T> patches, int index, int start, int end)
        {
            var (channel, t) = Math.DivRem(index, patches.taps.Count);
            (this.patches, tap, plane) = (patches, patches.taps[t], (nint)channel * patches.inputs);
            (this.start, this.end, next) = (start, end, start);
            (var line, across) = Math.DivRem(start, patches.width);
            (z, y) = Math.DivRem(line, patches.height);
        }

        public int To { get; private set; }

        public nint From { get; private set; }

        public int Count { get; private set; }

        public bool Next()
        {
            while (next < end)
            {
                int at = next, left = across, right = Math.Min(patches.width, across + end - next);
                int first = Math.Max(tap.First, left), last = Math.Min(tap.Last, right);
                var isInside = first < last && patches.taps.IsInside(tap, z, y);
                if (isInside)
                {
                    To = at - start + first - left;
                    From = plane + patches.taps.Origin(z, y) + tap.Offset + (nint)first * patches.stride;
                    Count = last - first;
                }
                next = at + right - left;
                across = 0;
                if (++y == patches.height) (z, y) = (z + 1, 0);
                if (isInside) return true;
            }
            return false;
        }
    }
}
