using System.Diagnostics;

namespace Tiny.Nn.Bench;

/// <summary>How this program takes time where BenchmarkDotNet does not: by repeating an action for a while, and by medians.</summary>
static class Timing
{
    const int WarmUpCalls = 100;
    const double LongestWarmUp = 30;

    /// <summary>The seconds that one call took, over as many calls as fit into <paramref name="seconds"/>; at least one.</summary>
    public static double SecondsPerCall(Action action, double seconds)
    {
        var (start, calls) = (Stopwatch.GetTimestamp(), 0L);
        do
        {
            action();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    /// <summary>The same for work that a device does in its own time: as many calls as ought to fit, and the wait until all are finished.</summary>
    public static double SecondsPerCall(Action action, Action finish, double seconds)
    {
        finish();
        var alone = SecondsPerCall(() => { action(); finish(); }, seconds: 0);
        var calls = (long)Math.Max(1, seconds / alone);
        var start = Stopwatch.GetTimestamp();
        for (var call = 0L; call < calls; call++) action();
        finish();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    /// <summary>
    /// Calls the action for <paramref name="seconds"/> and <see cref="WarmUpCalls"/> calls at least: the compiler replaces a method by better
    /// code twice, each time after 30 calls or so and a pause, and what runs before that is another program.
    /// </summary>
    public static void WarmUp(Action action, double seconds = 1)
    {
        var (start, calls) = (Stopwatch.GetTimestamp(), 0);
        for (var elapsed = 0.0; elapsed < seconds || (calls < WarmUpCalls && elapsed < LongestWarmUp); calls++)
        {
            action();
            elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>The number in the middle, or the mean of the two there.</summary>
    public static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
