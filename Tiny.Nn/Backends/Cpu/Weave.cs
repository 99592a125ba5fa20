using System.Numerics;

namespace Tiny.Nn.Backends;

/// <summary>
/// Weaving m planes, m a power of two: cell j of plane i comes to j·m + i. Two planes are woven like the teeth of a zip; more are woven from
/// the weave of the even ones and the weave of the odd ones.
/// </summary>
static unsafe class Weave<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The room that weaving planes of <paramref name="count"/> cells needs.</summary>
    public static long Room(int m, int count) => 2L * m * count;

    /// <summary>Weaves every <paramref name="step"/>-th of some planes.</summary>
    public static void Together(T** planes, int step, int m, int count, T* woven, T* room)
    {
        if (m == 1)
        {
            new Span<T>(planes[0], count).CopyTo(new Span<T>(woven, count));
            return;
        }
        if (m == 2)
        {
            Zip(planes[0], planes[step], woven, count);
            return;
        }
        var half = m / 2 * count;
        Together(planes, 2 * step, m / 2, count, room, room + 2 * half);
        Together(planes + step, 2 * step, m / 2, count, room + half, room + 2 * half);
        Zip(room, room + half, woven, half);
    }

    /// <summary>The inverse of <see cref="Together"/>.</summary>
    public static void Apart(T* woven, T** planes, int step, int m, int count, T* room)
    {
        if (m == 1)
        {
            new Span<T>(woven, count).CopyTo(new Span<T>(planes[0], count));
            return;
        }
        if (m == 2)
        {
            Unzip(woven, planes[0], planes[step], count);
            return;
        }
        var half = m / 2 * count;
        Unzip(woven, room, room + half, half);
        Apart(room, planes, 2 * step, m / 2, count, room + 2 * half);
        Apart(room + half, planes + step, 2 * step, m / 2, count, room + 2 * half);
    }

    /// <summary>a0 b0 a1 b1 … : two floats are one lane of 64 bits, the second in the upper half.</summary>
    public static void Zip(T* a, T* b, T* both, int count)
    {
        var done = 0;
        for (; typeof(T) == typeof(float) && done <= count - Vector<T>.Count; done += Vector<T>.Count)
        {
            Vector.Widen(Vector.Load((uint*)a + done), out var lowFirst, out var lowSecond);
            Vector.Widen(Vector.Load((uint*)b + done), out var highFirst, out var highSecond);
            Vector.Store(lowFirst | (highFirst << 32), (ulong*)(both + 2 * done));
            Vector.Store(lowSecond | (highSecond << 32), (ulong*)(both + 2 * done + Vector<T>.Count));
        }
        for (; done < count; done++) (both[2 * done], both[2 * done + 1]) = (a[done], b[done]);
    }

    /// <summary>The inverse of <see cref="Zip"/>: narrowing a lane keeps its lower half.</summary>
    public static void Unzip(T* both, T* a, T* b, int count)
    {
        var done = 0;
        for (; typeof(T) == typeof(float) && done <= count - Vector<T>.Count; done += Vector<T>.Count)
        {
            Vector<ulong> first = Vector.Load((ulong*)(both + 2 * done)), second = Vector.Load((ulong*)(both + 2 * done + Vector<T>.Count));
            Vector.Store(Vector.Narrow(first, second), (uint*)a + done);
            Vector.Store(Vector.Narrow(first >>> 32, second >>> 32), (uint*)b + done);
        }
        for (; done < count; done++) (a[done], b[done]) = (both[2 * done], both[2 * done + 1]);
    }
}
