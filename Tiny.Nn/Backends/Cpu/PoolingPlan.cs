namespace Tiny.Nn.Backends;

/// <summary>The plan of a pooling over one packed plane: tables of offsets, and the loops over the outputs.</summary>
sealed unsafe class PoolingPlan<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly SpatialWindow windows;
    readonly T[]? inside;      // 1 where a packed element is not padding, else 0; null without padding
    readonly int[] offsets;    // for each tap, the offset in the unpacked plane from the element under tap 0
    readonly int[] origins;    // for each output row, the index in the unpacked plane under tap 0 of output 0

    static int Lanes => Vector<T>.Count;

    public PoolingPlan(SpatialWindow windows)
    {
        this.windows = windows;
        Layout = new(windows, "pooling", 1, (double)windows.InputCount + windows.OutputCount);
        var (depth, height, width) = windows;
        long row = width.Input, slice = height.Input * row;
        offsets = WindowOffsets.Offsets(0,
            (depth.Kernel, depth.Dilation * slice),
            (height.Kernel, height.Dilation * row),
            (width.Kernel, width.Dilation));
        origins = WindowOffsets.Offsets(depth.At(0, 0) * slice + height.At(0, 0) * row + width.At(0, 0),
            (depth.Output, depth.Stride * slice), (height.Output, height.Stride * row));
        if (depth.PaddingBefore + depth.PaddingAfter + height.PaddingBefore + height.PaddingAfter
            + width.PaddingBefore + width.PaddingAfter == 0)
            return;
        inside = new T[Layout.Size + Lanes];
        var ones = new T[windows.InputCount];
        Array.Fill(ones, T.One);
        fixed (T* plane = ones, packed = inside, workspace = new T[Layout.Size]) Layout.Pack(plane, packed, workspace);
    }

    public readonly PolyphaseLayout<T> Layout;

    /// <summary>
    /// Computes the largest element of each window, and its index in the unpacked plane, which is −1 where a window
    /// covers only padding.
    /// </summary>
    public void Maxima(T* packed, T* y, int* indices)
    {
        var (width, stride) = (windows.Width.Output, windows.Width.Stride);
        var across = stackalloc int[Lanes];
        for (var lane = 0; lane < Lanes; lane++) across[lane] = lane * stride;
        var (rows, count) = (Layout.Rows, offsets.Length);
        fixed (T* mask = inside)
        fixed (int* taps = Layout.Taps, tapOffsets = offsets)
            for (var row = 0; row < rows.Length; row++, y += width, indices += width)
                for (var j = 0; j < width; j += Lanes)
                {
                    var origin = rows[row] + j;
                    var best = mask is null
                        ? Maximum(taps, tapOffsets, count, packed + origin, null, out var offset)
                        : Maximum(taps, tapOffsets, count, packed + origin, mask + origin, out offset);
                    Vector.Store(best, y + j);
                    StoreIndices(offset, origins[row] + j * stride, across, indices + j);
                }
    }

    /// <summary>Whether windows reach into padding.</summary>
    public bool IsPadded => inside is not null;

    /// <summary>The number of windows of a plane.</summary>
    public int OutputCount => windows.OutputCount;

    /// <summary>
    /// Computes the largest element of each window of a plane without padding: first over the columns of each window
    /// row, for all rows at once, then over the rows. This is the order of <see cref="Maxima(T*, T*, int*)"/>, so the
    /// result has the same bits.
    /// </summary>
    /// <param name="columns">Memory for the maxima over columns, as large as the packed plane.</param>
    public void Maxima(T* packed, T* columns, T* y)
    {
        var (across, taps, width) = (windows.Width.Kernel, Layout.Taps, windows.Width.Output);
        var length = Layout.Rows[^1] + taps[^across] + width;
        for (var j = 0; j < length; j += Lanes)
        {
            var best = Vector.Load(packed + j);
            for (var t = 1; t < across; t++) best = Larger(best, Vector.Load(packed + j + taps[t]));
            Vector.Store(best, columns + j);
        }
        foreach (var row in Layout.Rows)
        {
            for (var j = 0; j < width; j += Lanes)
            {
                var best = Vector.Load(columns + row + j);
                for (var t = across; t < taps.Length; t += across)
                    best = Larger(best, Vector.Load(columns + row + taps[t] + j));
                Vector.Store(best, y + j);
            }
            y += width;
        }
    }

    /// <summary>Returns the larger value of each lane, the first one on ties. A NaN wins, and stays.</summary>
    [MethodImpl(AggressiveInlining)]
    static Vector<T> Larger(Vector<T> best, Vector<T> candidate) => Vector.ConditionalSelect(
        Vector.AndNot(Vector.Equals(best, best), Vector.LessThanOrEqual(candidate, best)), candidate, best);

    /// <summary>
    /// Computes the maximum of each lane by comparing each tap with the largest element so far. A NaN wins, and stays.
    /// Padding never wins: if a window covers only padding, its maximum is 0 and its offset <see cref="int.MinValue"/>.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    static Vector<T> Maximum(int* taps, int* offsets, int count, T* x, T* mask, out Vector<T> offset)
    {
        var none = Bits(int.MinValue);
        var isPadded = mask is not null;
        var best = isPadded ? Vector<T>.Zero : Vector.Load(x + taps[0]);
        var index = isPadded ? none : Bits(offsets[0]);
        for (var t = isPadded ? 0 : 1; t < count; t++)
        {
            var candidate = Vector.Load(x + taps[t]);
            var larger = Vector.AndNot(Vector.Equals(best, best), Vector.LessThanOrEqual(candidate, best));
            if (isPadded)
            {
                // In 64 bits, both halves of the integer differ from those of int.MinValue, or none does.
                var isFirst = Vector.Equals(index.As<T, int>(), none.As<T, int>()).As<int, T>();
                larger = (larger | isFirst) & Vector.Equals(Vector.Load(mask + taps[t]), Vector<T>.One);
            }
            best = Vector.ConditionalSelect(larger, candidate, best);
            index = Vector.ConditionalSelect(larger, Bits(offsets[t]), index);
        }
        offset = index;
        return best;
    }

    /// <summary>
    /// Broadcasts an integer to all lanes, reinterpreted as T. The result is used only in selects, never in arithmetic.
    /// </summary>
    static Vector<T> Bits(int value) =>
        sizeof(T) == sizeof(int) ? Vector.Create(value).As<int, T>() : Vector.Create((long)value).As<long, T>();

    /// <summary>
    /// Computes indices[lane] = origin + across[lane] + offset[lane], or −1 for a window that covers only padding.
    /// </summary>
    static void StoreIndices(Vector<T> offset, int origin, int* across, int* indices)
    {
        if (sizeof(T) == sizeof(int))
        {
            var found = offset.As<T, int>();
            var index = found + Vector.Load(across) + Vector.Create(origin);
            Vector.Store(
                Vector.ConditionalSelect(Vector.Equals(found, Vector.Create(int.MinValue)), Vector.Create(-1), index),
                indices);
        }
        else
            for (var lane = 0; lane < Lanes; lane++)
                indices[lane] = offset.As<T, long>()[lane] is var found and not int.MinValue
                    ? (int)found + across[lane] + origin : -1;
    }

    /// <summary>Computes the sum of each window.</summary>
    public void Sums(T* packed, T* y)
    {
        int width = windows.Width.Output, rowCount = Layout.Rows.Length, tapCount = Layout.Taps.Length;
        fixed (int* taps = Layout.Taps, rows = Layout.Rows)
            for (var row = 0; row < rowCount; row++, y += width)
                for (var j = 0; j < width; j += Lanes)
                {
                    var origin = packed + rows[row] + j;
                    var sum = Vector.Load(origin + taps[0]);
                    for (var t = 1; t < tapCount; t++) sum += Vector.Load(origin + taps[t]);
                    Vector.Store(sum, y + j);
                }
    }

    /// <summary>
    /// Adds the gradient of each window to its elements: the transpose of <see cref="Sums"/>. One vector of spare
    /// memory follows the packed plane.
    /// </summary>
    public void Spread(T* y, T* packed)
    {
        new Span<T>(packed, Layout.Size + Lanes).Clear();
        if (windows.Depth.Kernel > 1
            || windows.Height.Span > windows.Height.Stride || windows.Width.Span > windows.Width.Stride)
            Spread(y, packed, overlap: true);
        else Spread(y, packed, overlap: false);
    }

    /// <summary>
    /// Adds or stores the gradients of all windows. If windows overlap, gradients are added, and lanes beyond a row add
    /// 0. Otherwise they are stored, and the last vector of a row ends with the row and stores some elements twice. If
    /// a row is shorter than a vector, the lanes beyond it store 0 in the elements that follow. Therefore the taps are
    /// processed phase by phase in the order of memory, so that those elements are stored later.
    /// </summary>
    /// <remarks>The method is inlined, so that the constant argument removes the choice from the loops.</remarks>
    [MethodImpl(AggressiveInlining)]
    void Spread(T* y, T* packed, bool overlap)
    {
        int width = windows.Width.Output, rowCount = Layout.Rows.Length, tapCount = Layout.Taps.Length;
        var passes = overlap ? 1 : windows.Width.Kernel;
        fixed (int* taps = Layout.Taps, rows = Layout.Rows)
            for (var pass = 0; pass < passes; pass++)
                for (var row = 0; row < rowCount; row++)
                    for (var j = 0; j < width; j += Lanes)
                    {
                        var start = overlap ? j : Math.Max(0, Math.Min(j, width - Lanes));
                        var gradient = Cpu<T>.First(
                            width - start, Vector.Load(y + row * width + start), Vector<T>.Zero);
                        var origin = packed + rows[row] + start;
                        for (var t = pass; t < tapCount; t += passes)
                            Vector.Store(
                                overlap ? Vector.Load(origin + taps[t]) + gradient : gradient, origin + taps[t]);
                    }
    }
}
