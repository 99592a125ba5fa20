using System.Diagnostics;

namespace Tiny.Nn.Bench;

/// <summary>Measures the mean duration of repeated calls, for the commands that do not use BenchmarkDotNet.</summary>
static class Timing
{
    const int WarmUpCalls = 100;
    const double MaximumWarmUpSeconds = 30;

    /// <summary>
    /// Returns the mean seconds per call, over as many calls as fit into <paramref name="seconds"/>, at least one.
    /// </summary>
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

    /// <summary>
    /// Returns the mean seconds per call of asynchronous work on a device; includes the wait for the last call.
    /// </summary>
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
    /// Calls the action for at least <paramref name="seconds"/>, and at least <see cref="WarmUpCalls"/> times. Tiered
    /// compilation replaces a method's code twice, each time after about 30 calls and a delay; earlier calls run
    /// slower code.
    /// </summary>
    public static void WarmUp(Action action, double seconds = 1)
    {
        var (start, calls) = (Stopwatch.GetTimestamp(), 0);
        for (var elapsed = 0.0; elapsed < seconds || (calls < WarmUpCalls && elapsed < MaximumWarmUpSeconds); calls++)
        {
            action();
            elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>Returns the median; NaN if there are no values.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
