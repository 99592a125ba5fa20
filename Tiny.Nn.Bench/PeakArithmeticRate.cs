using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tiny.Nn.Bench;

/// <summary>
/// The peak arithmetic rate of one core with <see cref="Vector{T}"/> of float: fused multiply-adds on registers,
/// without memory access. The rate is measured, because the clock rate of a virtual machine is unknown.
/// </summary>
/// <remarks>Kernels that use wider vectors than <see cref="Vector{T}"/> can exceed this rate.</remarks>
static class PeakArithmeticRate
{
    const int Iterations = 200_000, Chains = 12;

    /// <summary>
    /// Measures the operations per second (a multiply-add is two): the best of 15 runs of a few milliseconds.
    /// </summary>
    public static double OperationsPerSecond()
    {
        var operations = 2.0 * Iterations * Chains * Vector<float>.Count;
        var sum = 0f;
        var best = Enumerable.Range(0, 15)
            .Min(_ => Timing.SecondsPerCall(() => sum += MultiplyAdd(0.999f), seconds: 0));
        return float.IsNaN(sum) ? double.NaN : operations / best;
    }

    /// <summary>
    /// Runs twelve independent dependency chains, which cover the latency of two FMA units. Tiered compilation is off,
    /// because the method is called too few times for it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float MultiplyAdd(float factor)
    {
        var x = new Vector<float>(factor);
        Vector<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            a = Vector.FusedMultiplyAdd(a, x, x);
            b = Vector.FusedMultiplyAdd(b, x, x);
            c = Vector.FusedMultiplyAdd(c, x, x);
            d = Vector.FusedMultiplyAdd(d, x, x);
            e = Vector.FusedMultiplyAdd(e, x, x);
            f = Vector.FusedMultiplyAdd(f, x, x);
            g = Vector.FusedMultiplyAdd(g, x, x);
            h = Vector.FusedMultiplyAdd(h, x, x);
            i = Vector.FusedMultiplyAdd(i, x, x);
            j = Vector.FusedMultiplyAdd(j, x, x);
            k = Vector.FusedMultiplyAdd(k, x, x);
            l = Vector.FusedMultiplyAdd(l, x, x);
        }
        return Vector.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
