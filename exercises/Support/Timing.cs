using System.Diagnostics;

namespace Exercises;

/// <summary>
/// Compares the speed of two actions. They run alternately, a few milliseconds at a time, and the minimum time of each
/// is used, because other load on the computer affects the minimum least.
/// </summary>
public static class Timing
{
    /// <summary>
    /// Returns the time of <paramref name="baseline"/> divided by the time of <paramref name="candidate"/>. Stops early
    /// once the ratio exceeds <paramref name="enough"/>.
    /// </summary>
    public static double Speedup(Action baseline, Action candidate, double enough = double.PositiveInfinity)
    {
        var (bestBaseline, bestCandidate) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round < 60; round++)
        {
            bestBaseline = Math.Min(bestBaseline, Seconds(baseline));
            bestCandidate = Math.Min(bestCandidate, Seconds(candidate));
            if (round >= 15 && bestBaseline / bestCandidate > enough) break;
        }
        return bestBaseline / bestCandidate;
    }

    /// <summary>
    /// Expects an action to finish within a processor time. Other load on the computer does not count.
    /// </summary>
    /// <param name="inputs">The inputs of the action, for the message.</param>
    /// <param name="reason">The likely reason if the action takes longer.</param>
    public static void ExpectSeconds(double limit, Action action, string inputs, string reason)
    {
        using var process = Process.GetCurrentProcess();
        var start = process.TotalProcessorTime;
        action();
        process.Refresh();
        var seconds = (process.TotalProcessorTime - start).TotalSeconds;
        if (seconds > limit)
            throw new AssertionException(inputs, $"at most {limit:0.##} s of processor time",
                $"{seconds:0.0} s: {reason}");
    }

    /// <summary>Returns the time of an action in seconds.</summary>
    public static double Seconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }
}
