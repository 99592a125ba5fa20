using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>The windows of a pooling over one combed plane: what they see, and the loops over its outputs.</summary>
sealed unsafe class Pool<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly Windows windows;
    readonly T[]? inside;      // 1 where a combed cell is a cell of the plane; none where all are
    readonly int[] distances;  // for each tap, its distance in the plane from the cell under tap 0
    readonly int[] cells;      // for each line, the cell in the plane under tap 0 of output 0

    static int Lanes => Vector<T>.Count;

    public Pool(Windows windows)
    {
        this.windows = windows;
        Layout = new PolyphaseLayout<T>(windows);
        var (depth, height, width) = windows;
        distances = new int[windows.Taps];
        for (var t = 0; t < distances.Length; t++)
        {
            var (z, y, x) = (t / width.Kernel / height.Kernel, t / width.Kernel % height.Kernel, t % width.Kernel);
            distances[t] = (z * depth.Dilation * height.Input + y * height.Dilation) * width.Input + x * width.Dilation;
        }
        cells = new int[Layout.Rows.Length];
        for (var line = 0; line < cells.Length; line++)
            cells[line] = (depth.At(line / height.Output, 0) * height.Input + height.At(line % height.Output, 0)) * width.Input + width.At(0, 0);
        if (depth.PaddingBefore + depth.PaddingAfter + height.PaddingBefore + height.PaddingAfter + width.PaddingBefore + width.PaddingAfter == 0)
            return;
        inside = new T[Layout.Size + Lanes];
        var ones = new T[windows.Inputs];
        Array.Fill(ones, T.One);
        fixed (T* plane = ones, combed = inside, room = new T[Layout.Size]) Layout.Pack(plane, combed, room);
    }

    public PolyphaseLayout<T> Layout { get; }

    /// <summary>The largest cell of each window, and where in the plane it is.</summary>
    public void Maxima(T* combed, T* y, int* switches)
    {
        var (width, stride) = (windows.Width.Output, windows.Width.Stride);
        var across = stackalloc int[Lanes];
        for (var lane = 0; lane < Lanes; lane++) across[lane] = lane * stride;
        fixed (T* mask = inside)
        fixed (int* taps = Layout.Taps, distanceOfTap = distances)
            for (var line = 0; line < Layout.Rows.Length; line++, y += width, switches += width)
                for (var j = 0; j < width; j += Lanes)
                {
                    var origin = Layout.Rows[line] + j;
                    var best = mask is null
                        ? Maximum(taps, distanceOfTap, distances.Length, combed + origin, out var distance)
                        : MaximumInside(taps, distanceOfTap, distances.Length, combed + origin, mask + origin, out distance);
                    Vector.Store(best, y + j);
                    StorePlaces(distance, cells[line] + j * stride, across, switches + j);
                }
    }

    /// <summary>Each lane's maximum: tap after tap is compared with the best so far. A NaN wins, and stays.</summary>
    static Vector<T> Maximum(int* taps, int* distances, int count, T* x, out Vector<T> distance)
    {
        var best = Vector.Load(x + taps[0]);
        distance = Bits(distances[0]);
        for (var t = 1; t < count; t++)
        {
            var candidate = Vector.Load(x + taps[t]);
            var larger = IsLarger(candidate, best);
            best = Vector.ConditionalSelect(larger, candidate, best);
            distance = Vector.ConditionalSelect(larger, Bits(distances[t]), distance);
        }
        return best;
    }

    /// <summary>The same where some cells are padding, which never wins: 0 and a distance of <see cref="int.MinValue"/> if all are.</summary>
    static Vector<T> MaximumInside(int* taps, int* distances, int count, T* x, T* mask, out Vector<T> distance)
    {
        var best = Vector<T>.Zero;
        var none = distance = Bits(int.MinValue);
        for (var t = 0; t < count; t++)
        {
            var candidate = Vector.Load(x + taps[t]);
            var larger = (IsLarger(candidate, best) | Same(distance, none)) & Vector.Equals(Vector.Load(mask + taps[t]), Vector<T>.One);
            best = Vector.ConditionalSelect(larger, candidate, best);
            distance = Vector.ConditionalSelect(larger, Bits(distances[t]), distance);
        }
        return best;
    }

    static Vector<T> IsLarger(Vector<T> candidate, Vector<T> best) =>
        Vector.AndNot(Vector.Equals(best, best), Vector.LessThanOrEqual(candidate, best));

    /// <summary>A whole number in every lane, as the bits of a number: only selected, never computed with.</summary>
    static Vector<T> Bits(int value) =>
        sizeof(T) == sizeof(int) ? Vector.Create(value).As<int, T>() : Vector.Create((long)value).As<long, T>();

    static Vector<T> Same(Vector<T> a, Vector<T> b) => sizeof(T) == sizeof(int)
        ? Vector.Equals(a.As<T, int>(), b.As<T, int>()).As<int, T>()
        : Vector.Equals(a.As<T, long>(), b.As<T, long>()).As<long, T>();

    /// <summary>switches[lane] = cell + across[lane] + distance[lane], or −1 where there was none.</summary>
    static void StorePlaces(Vector<T> distance, int cell, int* across, int* switches)
    {
        if (sizeof(T) == sizeof(int))
        {
            var found = distance.As<T, int>();
            var place = found + Vector.Load(across) + Vector.Create(cell);
            Vector.Store(Vector.ConditionalSelect(Vector.Equals(found, Vector.Create(int.MinValue)), Vector.Create(-1), place), switches);
        }
        else
            for (var lane = 0; lane < Lanes; lane++)
                switches[lane] = distance.As<T, long>()[lane] is int.MinValue ? -1 : (int)distance.As<T, long>()[lane] + across[lane] + cell;
    }

    /// <summary>The sum of each window.</summary>
    public void Sums(T* combed, T* y)
    {
        int width = windows.Width.Output, lineCount = Layout.Rows.Length, tapCount = Layout.Taps.Length;
        fixed (int* taps = Layout.Taps, lines = Layout.Rows)
            for (var line = 0; line < lineCount; line++, y += width)
                for (var j = 0; j < width; j += Lanes)
                {
                    var origin = combed + lines[line] + j;
                    var sum = Vector.Load(origin + taps[0]);
                    for (var t = 1; t < tapCount; t++) sum += Vector.Load(origin + taps[t]);
                    Vector.Store(sum, y + j);
                }
    }

    /// <summary>The transpose of <see cref="Sums"/>: what each window gives to its cells. The combed plane has a vector of room at its end.</summary>
    public void Spread(T* y, T* combed)
    {
        new Span<T>(combed, Layout.Size + Lanes).Clear();
        var overlap = windows.Depth.Kernel > 1 || windows.Height.Span > windows.Height.Stride || windows.Width.Span > windows.Width.Stride;
        if (overlap) SpreadAdding(y, combed);
        else SpreadCopying(y, combed);
    }

    /// <summary>Where windows share cells. Lanes beyond a line add 0 to what follows.</summary>
    void SpreadAdding(T* y, T* combed)
    {
        int width = windows.Width.Output, lineCount = Layout.Rows.Length, tapCount = Layout.Taps.Length;
        fixed (int* taps = Layout.Taps, lines = Layout.Rows)
            for (var line = 0; line < lineCount; line++, y += width)
                for (var j = 0; j < width; j += Lanes)
                {
                    var share = Cpu<T>.First(width - j, Vector.Load(y + j), Vector<T>.Zero);
                    var origin = combed + lines[line] + j;
                    for (var t = 0; t < tapCount; t++) Vector.Store(Vector.Load(origin + taps[t]) + share, origin + taps[t]);
                }
    }

    /// <summary>
    /// Where every cell belongs to one window at most. The last vector of a line ends with it and writes some cells twice. If a line is shorter
    /// than a vector, lanes beyond it write 0 to what follows; so this goes tooth by tooth in the order of memory, and what follows comes later.
    /// </summary>
    void SpreadCopying(T* y, T* combed)
    {
        int width = windows.Width.Output, lineCount = Layout.Rows.Length, across = windows.Width.Kernel, tapCount = Layout.Taps.Length;
        fixed (int* taps = Layout.Taps, lines = Layout.Rows)
            for (var x = 0; x < across; x++)
                for (var line = 0; line < lineCount; line++)
                    for (var j = 0; j < width; j += Lanes)
                    {
                        var at = Math.Max(0, Math.Min(j, width - Lanes));
                        var share = Cpu<T>.First(width - at, Vector.Load(y + line * width + at), Vector<T>.Zero);
                        var origin = combed + lines[line] + at;
                        for (var t = x; t < tapCount; t += across) Vector.Store(share, origin + taps[t]);
                    }
    }
}
