using System.Globalization;

namespace Tiny.Nn.Bench.Device;

/// <summary>The measured rate of a square matrix product on a device.</summary>
public sealed record DeviceProductResult(int Size, double OperationsPerSecond);

/// <summary>The measured throughput of a network's training steps on a device.</summary>
/// <param name="Launches">The number of kernels, fills and copies enqueued per step.</param>
/// <param name="Cuda">The samples per second of PyTorch on CUDA; null if PyTorch with CUDA is not installed.</param>
/// <param name="HostFraction">The host's time to enqueue a step, divided by the step's time. If it is 1 or more, the
/// device waits for the host.</param>
public sealed record DeviceTrainingResult(
    string Net, int Batch, double SamplesPerSecond, double? Cuda, long Launches, double HostFraction)
{
    /// <summary>The throughput of Tiny.Nn divided by PyTorch's.</summary>
    public double? Ratio => SamplesPerSecond / Cuda;
}

/// <summary>The measurements of a device. They are written to <c>opencl.csv</c>, one value per line.</summary>
public sealed record DeviceReport(string Device, double OperationsPerSecond, double BytesPerSecond,
    IReadOnlyList<DeviceProductResult> Products, IReadOnlyList<DeviceTrainingResult> Steps)
{
    /// <summary>The errors of the primitives; empty if they were not compared.</summary>
    public IReadOnlyList<PrimitiveError> Errors { get; init; } = [];

    /// <summary>The header line of <c>opencl.csv</c>.</summary>
    public const string Header = "device,measure,value,unit";

    /// <summary>Returns the data lines of <c>opencl.csv</c>. Missing values have no line.</summary>
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
            if (step.Cuda is { } cuda) yield return Line($"{name} PyTorch on CUDA", cuda, "samples/s");
            yield return Line($"{name} launches", step.Launches, "per step");
            yield return Line($"{name} host ÷ step", step.HostFraction, "");
        }
        foreach (var error in Errors)
            yield return Line($"error of {error.Call.Replace(",", "")}", error.Error, "of the largest");
    }

    string Line(string measure, double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture,
            $"\"{Device.Replace("\"", "\"\"")}\",{measure},{value:G6},{unit}");
}
