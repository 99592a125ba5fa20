using System.Diagnostics;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// What an action costs in memory once it runs steadily: bytes per call, of them those of large objects (85,000 bytes or more), and
/// the share of time for which the collector held everything up.
/// </summary>
public sealed record MemoryFootprint(double BytesPerCall, double LargeBytesPerCall, double PauseShare)
{
    const int LargeObjectHeap = 3, LargeCalls = 8;

    /// <summary>Measures over <paramref name="seconds"/>; the action has to have run before.</summary>
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
        var share = (GC.GetTotalPauseDuration() - pause) / Stopwatch.GetElapsedTime(start);
        return new((double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / calls, large, share);
    }

    /// <summary>
    /// The large objects that one call made: those in use before a full collection, less those that the collection before it left. It is
    /// too small, but not zero, where the call made so many that it was interrupted by a full collection of its own.
    /// </summary>
    static double LargeBytes(Action action)
    {
        GC.Collect();
        var left = LargeObjects();
        action();
        GC.Collect();
        var found = LargeObjects();
        return found.SizeBeforeBytes - found.FragmentationBeforeBytes - (left.SizeAfterBytes - left.FragmentationAfterBytes);
    }

    static GCGenerationInfo LargeObjects() => GC.GetGCMemoryInfo(GCKind.FullBlocking).GenerationInfo[LargeObjectHeap];
}
