using System.Globalization;
using Spectre.Console;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// Repeats the command <c>peers</c> as on a processor without 512-bit vectors: all libraries are limited to 256 bits.
/// </summary>
static class NarrowVectors
{
    /// <summary>The largest relative difference of the two ratios of a case.</summary>
    public const double Tolerance = 0.15;

    static readonly (string Name, string Value)[] environment =
    [
        ("DOTNET_EnableAVX512", "0"), (PeerSetting.CoreTypeVariable, "Haswell"),
        ("ONEDNN_MAX_CPU_ISA", "AVX2"), ("ATEN_CPU_CAPABILITY", "avx2"),
    ];

    /// <summary>Measures the cases in a process of its own, and returns their ratios, null without PyTorch.</summary>
    public static IReadOnlyList<double?> Ratios(IReadOnlyList<ComparisonCase> cases, MeasurementBudget budget)
    {
        var file = Path.GetTempFileName();
        try
        {
            OwnProcess.Run(
                ["peers", "--out", file, "--rounds", $"{budget.Rounds}", "--seconds", $"{budget.Seconds}",
                    .. cases.SelectMany(one => new[] { "--net", one.Net, "--batch", $"{one.Batch}" })], environment);
            var rows = File.ReadLines(file).Skip(1).Select(line => line.Split(','))
                .ToDictionary(row => (row[0], row[1]), row => row[ComparisonResult.RatioColumn]);
            return [.. cases.Select(one => rows[(one.Net, $"{one.Batch}")] is { Length: > 0 } ratio
                ? double.Parse(ratio, CultureInfo.InvariantCulture)
                : (double?)null)];
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Creates the table of both ratios.</summary>
    public static Table Compare(IEnumerable<ComparisonResult> wide, IEnumerable<double?> narrow)
    {
        var table = BenchTables.Create(textColumns: 1,
            "net", "batch", "ratio", "ratio, 256 bits", "256 bits ÷ all", $"within {Percent(Tolerance)}");
        foreach (var (row, ratio) in wide.Zip(narrow))
            table.AddPlainRow(row.Case.Net, $"{row.Case.Batch}", Number(row.Ratio, "F2"), Number(ratio, "F2"),
                Number(ratio / row.Ratio, "F2"),
                YesOrNo(ratio is null ? null : Math.Abs(ratio.Value / row.Ratio!.Value - 1) <= Tolerance));
        return table;
    }
}
