using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tiny.Nn.Bench;

/// <summary>
/// The peak arithmetic rate of the processor with the widest vectors that the kernels use: fused multiply-adds of
/// floats on registers, without memory access. The rate is measured, because the clock rate of a virtual machine is
/// unknown.
/// </summary>
static class PeakArithmeticRate
{
    const int Iterations = 200_000, Chains = 12, Runs = 15;
    const double MaximumShare = 1.03;

    /// <summary>The vector width in bits: 512 where the processor has them, otherwise that of
    /// <see cref="Vector{T}"/>.</summary>
    public static int VectorBits =>
        32 * (Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector<float>.Count);

    /// <summary>
    /// Measures the operations per second (a multiply-add is two) of threads that compute at the same time: the best of
    /// 15 runs of a few milliseconds.
    /// </summary>
    public static double OperationsPerSecond(int threads = 1)
    {
        var operations = 2.0 * Iterations * Chains * VectorBits / 32 * threads;
        using var start = new Barrier(threads);
        var seconds = new double[threads, Runs];
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() => Work(thread)))];
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        return operations / Enumerable.Range(0, Runs).Min(run =>
            Enumerable.Range(0, threads).Max(thread => seconds[thread, run]));

        void Work(int thread)
        {
            for (var run = 0; run < Runs; run++)
            {
                start.SignalAndWait();
                seconds[thread, run] = Timing.SecondsPerCall(() => MultiplyAdd(0.999f), seconds: 0);
            }
        }
    }

    /// <summary>Returns an error message if one of the rates exceeds the peak by more than 3 %, otherwise null.
    /// </summary>
    public static string? Excess(double peak, IEnumerable<double> rates)
    {
        var largest = rates.Where(rate => !double.IsNaN(rate)).DefaultIfEmpty().Max();
        return largest <= MaximumShare * peak ? null : string.Create(CultureInfo.InvariantCulture,
            $"a rate of {largest / 1e9:F1} GFLOP/s is {100 * largest / peak:F0} % of the measured peak, "
            + $"{peak / 1e9:F1} GFLOP/s; the computer was busy while the peak was measured, "
            + $"so run nothing else and measure again");
    }

    static float MultiplyAdd(float factor) =>
        Vector512.IsHardwareAccelerated ? MultiplyAdd<WideVector>(factor) : MultiplyAdd<PortableVector>(factor);

    /// <summary>
    /// Runs twelve independent dependency chains, which cover the latency of two FMA units. Tiered compilation is off,
    /// because the method is called too few times for it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float MultiplyAdd<V>(float factor) where V : struct, IVector<V>
    {
        var x = V.Create(factor);
        V a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            a = V.MultiplyAdd(a, x, x);
            b = V.MultiplyAdd(b, x, x);
            c = V.MultiplyAdd(c, x, x);
            d = V.MultiplyAdd(d, x, x);
            e = V.MultiplyAdd(e, x, x);
            f = V.MultiplyAdd(f, x, x);
            g = V.MultiplyAdd(g, x, x);
            h = V.MultiplyAdd(h, x, x);
            i = V.MultiplyAdd(i, x, x);
            j = V.MultiplyAdd(j, x, x);
            k = V.MultiplyAdd(k, x, x);
            l = V.MultiplyAdd(l, x, x);
        }
        return V.Sum(a, b, c, d) + V.Sum(e, f, g, h) + V.Sum(i, j, k, l);
    }

    /// <summary>A vector of floats of one width.</summary>
    interface IVector<V> where V : struct, IVector<V>
    {
        static abstract V Create(float value);

        static abstract V MultiplyAdd(V a, V b, V c);

        static abstract float Sum(V a, V b, V c, V d);
    }

    /// <summary><see cref="Vector{T}"/>, which has at most 256 bits.</summary>
    readonly struct PortableVector(Vector<float> lanes) : IVector<PortableVector>
    {
        readonly Vector<float> lanes = lanes;

        public static PortableVector Create(float value) => new(new Vector<float>(value));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static PortableVector MultiplyAdd(PortableVector a, PortableVector b, PortableVector c) =>
            new(Vector.FusedMultiplyAdd(a.lanes, b.lanes, c.lanes));

        public static float Sum(PortableVector a, PortableVector b, PortableVector c, PortableVector d) =>
            Vector.Sum(a.lanes + b.lanes + c.lanes + d.lanes);
    }

    /// <summary>A vector of 512 bits.</summary>
    readonly struct WideVector(Vector512<float> lanes) : IVector<WideVector>
    {
        readonly Vector512<float> lanes = lanes;

        public static WideVector Create(float value) => new(Vector512.Create(value));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static WideVector MultiplyAdd(WideVector a, WideVector b, WideVector c) =>
            new(Vector512.FusedMultiplyAdd(a.lanes, b.lanes, c.lanes));

        public static float Sum(WideVector a, WideVector b, WideVector c, WideVector d) =>
            Vector512.Sum(a.lanes + b.lanes + c.lanes + d.lanes);
    }
}
