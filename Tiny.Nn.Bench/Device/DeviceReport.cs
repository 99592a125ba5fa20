using System.Globalization;

namespace Tiny.Nn.Bench.Device;

/// <summary>A square matrix product of that size.</summary>
public sealed record DeviceProductResult(int Size, double OperationsPerSecond);

/// <summary>A training step on the device.</summary>
/// <param name="Cuda">PyTorch's samples per second on CUDA; null where it was not found.</param>
/// <param name="HostShare">Of a step's time the part that the host needs to enqueue it: from 1 on the device waits for the host.</param>
public sealed record DeviceTrainingResult(string Net, int Batch, double SamplesPerSecond, double? Cuda, long Launches, double HostShare)
{
    /// <summary>Ours ÷ theirs.</summary>
    public double? Ratio => SamplesPerSecond / Cuda;
}

/// <summary>What a device can do and what it does, for <c>opencl.csv</c>: one number a line.</summary>
public sealed record DeviceReport(string Device, double OperationsPerSecond, double BytesPerSecond, IReadOnlyList<DeviceProductResult> Products,
    IReadOnlyList<DeviceTrainingResult> Steps)
{
    /// <summary>The first line of <c>opencl.csv</c>.</summary>
    public const string Header = "device,measure,value,unit";

    /// <summary>The other lines; what was not measured has none.</summary>
    public IEnumerable<string> ToCsv()
    {
        yield return Line("peak", OperationsPerSecond / 1e12, "TFLOP/s");
        yield return Line("copy", BytesPerSecond / 1e9, "GB/s");
        foreach (var product in Products)
        {
            yield return Line($"product {product.Size}", product.OperationsPerSecond / 1e12, "TFLOP/s");
            yield return Line($"product {product.Size} ÷ peak", product.OperationsPerSecond / OperationsPerSecond, "");
        }
        foreach (var step in Steps)
        {
            var name = $"{step.Net} batch {step.Batch}";
            yield return Line(name, step.SamplesPerSecond, "samples/s");
            if (step.Cuda is { } theirs) yield return Line($"{name} PyTorch on CUDA", theirs, "samples/s");
            yield return Line($"{name} launches", step.Launches, "a step");
            yield return Line($"{name} host ÷ step", step.HostShare, "");
        }
    }

    string Line(string measure, double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{Device.Replace("\"", "\"\"")}\",{measure},{value:0.####},{unit}");
}
