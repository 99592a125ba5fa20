using Spectre.Console;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Peers;

/// <summary>What was measured, for people.</summary>
static class ComparisonTables
{
    /// <summary>Throughput, ratios and goals.</summary>
    public static Table Speed(IEnumerable<ComparisonResult> measured)
    {
        var table = BenchTables.Create(words: 1,
            "net", "batch", "ours, 1", "ours, 2", "torch, 1", "torch, 2", "ratio", "goal", "ratio, 1 thread", "reached", "ours, 2 ÷ 1");
        foreach (var row in measured)
            table.AddPlainRow(row.Case.Net, $"{row.Case.Batch}", Number(row.Ours1, "N0"), Number(row.Ours2, "N0"), Number(row.Torch1, "N0"),
                Number(row.Torch2, "N0"), Number(row.Ratio, "F2"), Number(row.Case.Goal, "0.0"), Number(row.OneThreadRatio, "F2"),
                row.MeetsGoals switch { true => "yes", false => "no", null => "–" }, Number(row.Ours2 / row.Ours1, "F2"));
        return table;
    }

    /// <summary>The device beside the processor, both ours.</summary>
    public static Table OpenCl(IEnumerable<ComparisonResult> measured)
    {
        var table = BenchTables.Create(words: 1, "net", "batch", "opencl", "opencl ÷ cpu");
        foreach (var row in measured)
            table.AddPlainRow(row.Case.Net, $"{row.Case.Batch}", Number(row.OpenCl, "N0"), Number(row.OpenClRatio, "F2"));
        return table;
    }

    /// <summary>What a step leaves to the collector.</summary>
    public static Table Memory(IEnumerable<ComparisonResult> measured)
    {
        var table = BenchTables.Create(words: 1, "net", "batch", "MB allocated per step", "of it large objects", "collector's pauses");
        foreach (var row in measured)
            table.AddPlainRow(row.Case.Net, $"{row.Case.Batch}", Number(row.Memory.BytesPerCall / 1e6, "F4"),
                Number(row.Memory.LargeBytesPerCall / 1e6, "F4"), $"{Number(100 * row.Memory.PauseShare, "F2")} %");
        return table;
    }
}
