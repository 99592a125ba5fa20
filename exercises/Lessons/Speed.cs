using System.Diagnostics;

namespace Exercises;

/// <summary>
/// How much faster one way is than another. The two run in turns, a few milliseconds at a time, and the best time of each counts:
/// what else the computer does meanwhile disturbs both, and the best least.
/// </summary>
public static class Speed
{
    /// <summary>Time of <paramref name="plain"/> over time of <paramref name="yours"/>; stops early once <paramref name="enough"/> is clear.</summary>
    public static double Up(Action plain, Action yours, double enough = double.PositiveInfinity)
    {
        var (bestPlain, bestYours) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round < 60; round++)
        {
            bestPlain = Math.Min(bestPlain, Seconds(plain));
            bestYours = Math.Min(bestYours, Seconds(yours));
            if (round >= 15 && bestPlain / bestYours > enough) break;
        }
        return bestPlain / bestYours;
    }

    static double Seconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }
}
