using System.Globalization;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// What was measured for one row, in samples per second; the other side's is null where it was not found, and so is ours on OpenCL without
/// a device.
/// </summary>
public sealed record ComparisonResult(
    ComparisonCase Case, double Ours1, double Ours2, double? Torch1, double? Torch2, double? OpenCl, MemoryFootprint Memory)
{
    /// <summary>The first line of <c>peers.csv</c>.</summary>
    public const string Header = "net,batch,ours_1,ours_2,torch_1,torch_2,ratio,goal,opencl,opencl_ratio";

    /// <summary>Ours ÷ theirs, each at its better number of threads.</summary>
    public double? Ratio => Math.Max(Ours1, Ours2) / Greater(Torch1, Torch2);

    /// <summary>Ours on the OpenCL device ÷ ours on the processor, at its better number of threads.</summary>
    public double? OpenClRatio => OpenCl / Math.Max(Ours1, Ours2);

    /// <summary>Ours ÷ theirs on one thread each.</summary>
    public double? OneThreadRatio => Ours1 / Torch1;

    /// <summary>Whether both goals are reached; null where there is nothing to compare with.</summary>
    public bool? MeetsGoals => Ratio is { } ratio && OneThreadRatio is { } single
        ? ratio >= Case.Goal && single >= ComparisonCase.OneThreadGoal
        : null;

    /// <summary>The row of <c>peers.csv</c>; what was not measured is empty.</summary>
    public string ToCsv() => string.Create(CultureInfo.InvariantCulture,
        $"{Case.Net},{Case.Batch},{Ours1:F0},{Ours2:F0},{Torch1:F0},{Torch2:F0},{Ratio:F2},{Case.Goal},{OpenCl:F0},{OpenClRatio:F2}");

    /// <summary>Writes the table.</summary>
    /// <exception cref="LabException">It cannot be written there.</exception>
    public static void Save(string path, IEnumerable<ComparisonResult> rows) => CsvFile.Save(path, Header, rows.Select(row => row.ToCsv()));

    static double? Greater(double? a, double? b) => a is null || b is null ? a ?? b : Math.Max(a.Value, b.Value);
}
