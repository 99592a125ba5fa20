using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tiny.Nn.Bench;

/// <summary>
/// The most that one core can do with <see cref="Vector{T}"/> of float: multiply-adds on registers alone, with no memory to wait for.
/// Shares of peak are shares of this; it is measured, since no one can look a virtual machine's clock up.
/// </summary>
/// <remarks>Products that use wider vectors than <see cref="Vector{T}"/>, ours among them, can pass it.</remarks>
static class PeakArithmeticRate
{
    const int Iterations = 200_000, Chains = 12;

    /// <summary>Operations in a second, a multiply-add counted as two; the best of some tries of a few milliseconds.</summary>
    public static double OperationsPerSecond()
    {
        var operations = 2.0 * Iterations * Chains * Vector<float>.Count;
        var sum = 0f;
        var best = Enumerable.Range(0, 15).Min(_ => Timing.SecondsPerCall(() => sum += MultiplyAdd(0.999f), seconds: 0));
        return float.IsNaN(sum) ? double.NaN : operations / best;
    }

    /// <summary>Twelve independent chains cover the latency of two units. No tiers here: the method is called a few times only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float MultiplyAdd(float factor)
    {
        var x = new Vector<float>(factor);
        Vector<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var round = 0; round < Iterations; round++)
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
