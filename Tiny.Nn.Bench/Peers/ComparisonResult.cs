using System.Globalization;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// The measured throughputs of one comparison case, in samples per second. Those of PyTorch are null if it is not
/// installed; that of OpenCL is null without a device.
/// </summary>
/// <param name="Setting">The configuration of PyTorch's better throughput.</param>
/// <param name="OperationsPerSample">The operations of a step's products and convolutions, per sample.</param>
public sealed record ComparisonResult(
    ComparisonCase Case, double Ours1, double Ours2, double? Torch1, double? Torch2, PeerSetting? Setting,
    double? OpenCl, double OperationsPerSample, MemoryFootprint Memory)
{
    /// <summary>The header line of <c>peers.csv</c>.</summary>
    public const string Header = "net,batch,ours_1,ours_2,torch_1,torch_2,ratio,goal,opencl,opencl_ratio,torch_setting";

    /// <summary>The index of the ratio in a line of <c>peers.csv</c>.</summary>
    public static int RatioColumn { get; } = Array.IndexOf(Header.Split(','), "ratio");

    /// <summary>
    /// The throughput of Tiny.Nn divided by PyTorch's, each with its faster number of threads; null without PyTorch.
    /// </summary>
    public double? Ratio => Math.Max(Ours1, Ours2) / Maximum(Torch1, Torch2);

    /// <summary>
    /// The throughput of Tiny.Nn on OpenCL divided by that on the CPU with its faster number of threads.
    /// </summary>
    public double? OpenClRatio => OpenCl / Math.Max(Ours1, Ours2);

    /// <summary>The throughput of Tiny.Nn divided by PyTorch's, with one thread each; null without PyTorch.</summary>
    public double? OneThreadRatio => Ours1 / Torch1;

    /// <summary>The operations per second of Tiny.Nn in products and convolutions, with its faster number of threads.
    /// </summary>
    public double OperationsPerSecond => Math.Max(Ours1, Ours2) * OperationsPerSample;

    /// <summary>Whether the two goals are reached; null without PyTorch.</summary>
    public bool? MeetsGoals => Ratio is { } ratio && OneThreadRatio is { } single
        ? ratio >= Case.Goal && single >= ComparisonCase.OneThreadGoal
        : null;

    /// <summary>Returns the line of <c>peers.csv</c>; missing values are empty.</summary>
    public string ToCsv() => string.Create(CultureInfo.InvariantCulture,
        $"{Case.Net},{Case.Batch},{Ours1:F0},{Ours2:F0},{Torch1:F0},{Torch2:F0},{Ratio:F2},{Case.Goal},")
        + string.Create(CultureInfo.InvariantCulture, $"{OpenCl:F0},{OpenClRatio:F2},\"{Setting}\"");

    /// <summary>Writes <c>peers.csv</c>.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    public static void Save(string path, IEnumerable<ComparisonResult> results) =>
        CsvFile.Save(path, Header, results.Select(result => result.ToCsv()));

    static double? Maximum(double? a, double? b) => a is null || b is null ? a ?? b : Math.Max(a.Value, b.Value);
}
