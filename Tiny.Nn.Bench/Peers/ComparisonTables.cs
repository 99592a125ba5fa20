using Spectre.Console;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Peers;

/// <summary>Creates text tables of comparison results.</summary>
static class ComparisonTables
{
    /// <summary>Creates the table of throughputs, ratios and goals.</summary>
    public static Table Speed(IEnumerable<ComparisonResult> measured)
    {
        var table = BenchTables.Create(textColumns: 1,
            "net", "batch", "ours, 1", "ours, 2",
            "torch, 1", "torch, 2", "ratio", "goal", "ratio, 1", "met",
            "PyTorch's best setting");
        foreach (var row in measured)
            table.AddPlainRow(row.Case.Net, $"{row.Case.Batch}", Number(row.Ours1, "N0"), Number(row.Ours2, "N0"),
                Number(row.Torch1, "N0"),
                Number(row.Torch2, "N0"), Number(row.Ratio, "F2"), Number(row.Case.Goal, "0.0"),
                Number(row.OneThreadRatio, "F2"),
                YesOrNo(row.MeetsGoals), row.Setting?.ToString() ?? "–");
        return table;
    }

    /// <summary>Creates the table of arithmetic rates, their shares of the peak, and the speedups by two threads.
    /// </summary>
    /// <param name="peak">The peak arithmetic rate of two threads.</param>
    public static Table PeakShares(IEnumerable<ComparisonResult> measured, double peak)
    {
        var table = BenchTables.Create(textColumns: 1, "net", "batch", "MFLOP per sample", "GFLOP/s", "of peak", "goal",
            "met", "2 threads ÷ 1", "goal", "met");
        foreach (var row in measured)
        {
            var (share, goal) = (row.OperationsPerSecond / peak, row.Case.PeakShareGoal);
            var speedup = row.Ours2 / row.Ours1;
            double? speedupGoal = row.Case.HasSpeedupGoal ? ComparisonCase.SpeedupGoal : null;
            table.AddPlainRow(row.Case.Net, $"{row.Case.Batch}", Number(row.OperationsPerSample / 1e6, "F2"),
                Number(row.OperationsPerSecond / 1e9, "F1"), Percent(share), Percent(goal),
                YesOrNo(goal is null ? null : share >= goal),
                Number(speedup, "F2"), Number(speedupGoal, "F1"),
                YesOrNo(speedupGoal is null ? null : speedup >= speedupGoal));
        }
        return table;
    }

    /// <summary>Creates the table that compares Tiny.Nn on OpenCL with Tiny.Nn on the CPU.</summary>
    public static Table OpenCl(IEnumerable<ComparisonResult> measured)
    {
        var table = BenchTables.Create(textColumns: 1, "net", "batch", "opencl", "opencl ÷ cpu");
        foreach (var row in measured)
            table.AddPlainRow(row.Case.Net, $"{row.Case.Batch}",
                Number(row.OpenCl, "N0"), Number(row.OpenClRatio, "F2"));
        return table;
    }

    /// <summary>Creates the table of managed memory per training step.</summary>
    public static Table Memory(IEnumerable<ComparisonResult> measured)
    {
        var table = BenchTables.Create(textColumns: 1,
            "net", "batch", "MB allocated per step", "in large objects", "GC pauses");
        foreach (var row in measured)
            table.AddPlainRow(row.Case.Net, $"{row.Case.Batch}", Number(row.Memory.BytesPerCall / 1e6, "F4"),
                Number(row.Memory.LargeBytesPerCall / 1e6, "F4"), Percent(row.Memory.PauseFraction, "F2"));
        return table;
    }
}
