using System.Diagnostics;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// The managed-memory cost of a repeated action in steady state: the bytes allocated per call, how many of these bytes
/// are in large objects (85,000 bytes or more), and the fraction of time in garbage-collection pauses.
/// </summary>
public sealed record MemoryFootprint(double BytesPerCall, double LargeBytesPerCall, double PauseFraction)
{
    const int LargeObjectHeap = 3, LargeCalls = 8;

    /// <summary>Measures an action for <paramref name="seconds"/>; the action must be warmed up.</summary>
    public static MemoryFootprint Measure(Action action, double seconds)
    {
        var large = Enumerable.Range(0, LargeCalls).Sum(_ => LargeBytes(action)) / LargeCalls;
        var (bytes, pause) = (GC.GetTotalAllocatedBytes(precise: true), GC.GetTotalPauseDuration());
        var (start, calls) = (Stopwatch.GetTimestamp(), 0L);
        do
        {
            action();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        var pauseFraction = (GC.GetTotalPauseDuration() - pause) / Stopwatch.GetElapsedTime(start);
        return new((double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / calls, large, pauseFraction);
    }

    /// <summary>
    /// Returns the bytes of large objects that one call allocates: those in use before a full collection, minus those
    /// left by the previous full collection. The result is too small if the call itself triggers a full collection.
    /// </summary>
    static double LargeBytes(Action action)
    {
        GC.Collect();
        var before = LargeObjects();
        action();
        GC.Collect();
        var after = LargeObjects();
        return after.SizeBeforeBytes - after.FragmentationBeforeBytes
            - (before.SizeAfterBytes - before.FragmentationAfterBytes);
    }

    static GCGenerationInfo LargeObjects() => GC.GetGCMemoryInfo(GCKind.FullBlocking).GenerationInfo[LargeObjectHeap];
}
