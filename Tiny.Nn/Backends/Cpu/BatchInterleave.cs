namespace Tiny.Nn.Backends;

/// <summary>
/// Interleaves the planes of m images, where m is a power of two: element j of plane i moves to j·m + i. Two planes
/// are merged element by element. More planes are interleaved in two halves, the even and the odd planes, which are
/// then merged.
/// </summary>
static unsafe class BatchInterleave<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// Interleaves planes that are <paramref name="distance"/> elements apart, and returns a pointer to the result.
    /// </summary>
    /// <param name="present">The number of the m planes that exist; the others count as 0.</param>
    /// <param name="length">The number of elements of a plane.</param>
    /// <param name="target">Memory for the result. It stays unused if there is only one plane, which is then the
    /// result itself.</param>
    /// <param name="workspace">Temporary memory of 2·m·length elements.</param>
    public static T* Interleave(T* planes, nint distance, int present, int m, int length, T* target, T* workspace)
    {
        if (present == 0) new Span<T>(target, m * length).Clear();
        if (present == 0 || m == 1) return present == 0 ? target : planes;
        var half = m / 2 * length;
        T* rest = workspace + 2 * half;
        T* even = Interleave(planes, 2 * distance, (present + 1) / 2, m / 2, length, workspace, rest);
        T* odd = Interleave(planes + distance, 2 * distance, present / 2, m / 2, length, workspace + half, rest);
        Merge(even, odd, target, half);
        return target;
    }

    /// <summary>Inverts <see cref="Interleave"/>; planes that are not present are dropped.</summary>
    /// <inheritdoc cref="Interleave"/>
    public static void Deinterleave(T* packed, T* planes, nint distance, int present, int m, int length, T* workspace)
    {
        if (m == 1 && present > 0 && packed != planes) new Span<T>(packed, length).CopyTo(new(planes, length));
        if (m == 1 || present == 0) return;
        var half = m / 2 * length;
        T* even = m == 2 ? planes : workspace, odd = m == 2 && present == 2 ? planes + distance : workspace + half;
        Split(packed, even, odd, half);
        Deinterleave(even, planes, 2 * distance, (present + 1) / 2, m / 2, length, workspace + 2 * half);
        Deinterleave(odd, planes + distance, 2 * distance, present / 2, m / 2, length, workspace + 2 * half);
    }

    /// <summary>
    /// Merges two planes to a0 b0 a1 b1 …. Two floats form one lane of 64 bits, with the second float in the
    /// upper half.
    /// </summary>
    public static void Merge(T* a, T* b, T* both, int count)
    {
        var i = 0;
        for (; typeof(T) == typeof(float) && i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector.Widen(Vector.Load((uint*)a + i), out var lowFirst, out var lowSecond);
            Vector.Widen(Vector.Load((uint*)b + i), out var highFirst, out var highSecond);
            Vector.Store(lowFirst | (highFirst << 32), (ulong*)(both + 2 * i));
            Vector.Store(lowSecond | (highSecond << 32), (ulong*)(both + 2 * i + Vector<T>.Count));
        }
        for (; i < count; i++) (both[2 * i], both[2 * i + 1]) = (a[i], b[i]);
    }

    /// <summary>Inverts <see cref="Merge"/>: narrowing a 64-bit lane keeps its lower half.</summary>
    public static void Split(T* both, T* a, T* b, int count)
    {
        var i = 0;
        for (; typeof(T) == typeof(float) && i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<ulong> first = Vector.Load((ulong*)(both + 2 * i));
            Vector<ulong> second = Vector.Load((ulong*)(both + 2 * i + Vector<T>.Count));
            Vector.Store(Vector.Narrow(first, second), (uint*)a + i);
            Vector.Store(Vector.Narrow(first >>> 32, second >>> 32), (uint*)b + i);
        }
        for (; i < count; i++) (a[i], b[i]) = (both[2 * i], both[2 * i + 1]);
    }
}
