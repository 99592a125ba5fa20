// 33 · A dot product with vectors · 7 Performance
//
// A SIMD instruction multiplies several doubles at once: Vector<double> holds Vector<double>.Count of them, which is 2,
// 4 or 8. A core can start a new addition in every cycle, but each takes about four cycles, so one running sum leaves
// it waiting. Use several independent sums and add them at the end. A plain loop handles the remaining elements.
//
// Formula  NN-01  Σ aᵢ·bᵢ
// Shapes   a [n], b [n] → scalar
// Example  n = 5 with a = (1, 2, 3, 4, 5), b = 1: 15; with Count = 4 the last element is in no complete vector
// Read     after: Tiny.Nn/Backends/Cpu/MicroKernel.cs

using System.Numerics;

namespace Exercise33;

public static class Dot
{
    /// <summary>
    /// Returns Σ aᵢ·bᵢ for any length. The tests measure the speed-up over a plain loop; a factor of 2 is easy to
    /// reach.
    /// </summary>
    public static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        // ── begin ──
        var width = Vector<double>.Count;
        var (first, second) = (Vector<double>.Zero, Vector<double>.Zero);
        var i = 0;
        for (; i <= a.Length - 2 * width; i += 2 * width)
        {
            first += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
            second += new Vector<double>(a[(i + width)..]) * new Vector<double>(b[(i + width)..]);
        }
        var sum = Vector.Sum(first + second);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
        // ── end ──
    }
}
