using System.Globalization;

namespace Tiny.Nn.Bench.Memory;

/// <summary>The resident memory of this process, in bytes, as Linux counts it in <c>/proc/self/status</c>.</summary>
static class ResidentMemory
{
    const string Status = "/proc/self/status", Clear = "/proc/self/clear_refs", ResetPeak = "5";

    /// <summary>Whether the operating system counts it.</summary>
    public static bool IsKnown => File.Exists(Status);

    /// <summary>
    /// Returns the growth of an action: the peak during the action, minus the memory before it. Garbage of what
    /// happened before is freed first.
    /// </summary>
    public static long GrowthOf(Action action)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText(Clear, ResetPeak);
        var before = Read("VmRSS");
        action();
        return Read("VmHWM") - before;
    }

    static long Read(string entry)
    {
        var line = File.ReadLines(Status).First(line => line.StartsWith($"{entry}:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(':')[1].Replace("kB", ""), CultureInfo.InvariantCulture);
    }
}
