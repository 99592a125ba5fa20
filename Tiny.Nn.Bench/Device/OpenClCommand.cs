using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Device;

/// <summary><c>opencl</c>: what an OpenCL device can do at most, what our kernels do on it, and PyTorch on CUDA beside them.</summary>
static class OpenClCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var number = new Option<int?>("--device")
        {
            Description = "A number of the Lab's command devices; the default device if left out.", HelpName = "N",
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "How long one repetition takes.", DefaultValueFactory = _ => 1, HelpName = "X",
        };
        var path = new Option<string>("--out")
        {
            Description = "Where the numbers are written.", DefaultValueFactory = _ => "opencl.csv", HelpName = "FILE",
        };
        var command = new Command("opencl", "Products, bandwidth and training steps on an OpenCL device, beside PyTorch on CUDA where that is.")
        {
            number, seconds, path,
        };
        command.SetAction(parsed => Run(output, parsed.GetValue(number), ArgumentLimits.Seconds(parsed.GetValue(seconds)), parsed.GetRequiredValue(path)));
        return command;
    }

    static int Run(ConsoleOutput output, int? number, double seconds, string path)
    {
        var device = OpenClDevice.Choose(number);
        CsvFile.Save(path, DeviceReport.Header, []);
        output.WriteLine($"Device {device}");
        using var machine = new OpenCl(device);
        var digits = TrainingStep.Digits();
        using var theirs = PeerProcesses.Find(digits);
        var report = new DeviceReport(device.Name, OpenClMeasurements.Peak(machine), OpenClMeasurements.Copy(machine, seconds), [], []);
        output.WriteLine($"Multiply-adds on registers alone reach {Number(report.OperationsPerSecond / 1e12, "F3")} TFLOP/s; "
            + $"a large copy moves {Number(report.BytesPerSecond / 1e9, "F0")} GB/s.");

        report = report with { Products = [.. OpenClMeasurements.Products(machine, seconds)] };
        output.WriteTable($"Square products in float; those that would take more than {OpenClMeasurements.LongestCall} s are left out", Products(report));
        CsvFile.Save(path, DeviceReport.Header, report.ToCsv());

        report = report with { Steps = [.. OpenClMeasurements.Steps(device, digits, theirs, seconds)] };
        output.WriteTable($"Training steps: {path}", Steps(report));
        CsvFile.Save(path, DeviceReport.Header, report.ToCsv());
        if (!theirs.Has("cuda")) output.WriteLine("Not found, so not compared with: PyTorch on CUDA");
        return ExitCode.Success;
    }

    static Table Products(DeviceReport report)
    {
        var table = BenchTables.Create(words: 1, "product", "TFLOP/s", "÷ peak");
        foreach (var product in report.Products)
            table.AddPlainRow($"{product.Size}³", Number(product.OperationsPerSecond / 1e12, "F3"),
                $"{Number(100 * product.OperationsPerSecond / report.OperationsPerSecond, "F0")} %");
        return table;
    }

    static Table Steps(DeviceReport report)
    {
        var table = BenchTables.Create(words: 1, "net", "batch", "samples/s", "PyTorch on CUDA", "ratio", "launches a step", "host ÷ step");
        foreach (var step in report.Steps)
            table.AddPlainRow(step.Net, $"{step.Batch}", Number(step.SamplesPerSecond, "N0"), Number(step.Cuda, "N0"), Number(step.Ratio, "F2"),
                $"{step.Launches}", $"{Number(100 * step.HostShare, "F0")} %");
        return table;
    }
}
