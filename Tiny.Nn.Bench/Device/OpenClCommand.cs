using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Device;

/// <summary>
/// The command <c>opencl</c>: measures the peak rates, matrix products and training steps of an OpenCL device and
/// compares the training steps with PyTorch on CUDA.
/// </summary>
static class OpenClCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var number = new Option<int?>("--device")
        {
            Description = "The device, a number that the Lab's command devices prints. Default: the default device.",
            HelpName = "N",
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "The duration of one measurement.", DefaultValueFactory = _ => 1, HelpName = "X",
        };
        var path = new Option<string>("--out")
        {
            Description = "The .csv file to write.", DefaultValueFactory = _ => "opencl.csv", HelpName = "FILE",
        };
        var verify = new Option<bool>("--verify")
        {
            Description = "First compare every primitive with plain loops in double precision.",
        };
        var command = new Command("opencl",
            "Measures bandwidth, products and training steps on an OpenCL device, compared with PyTorch on CUDA.")
        {
            number, seconds, path, verify,
        };
        command.SetAction(parsed => Run(
            output, parsed.GetValue(number), ArgumentLimits.Seconds(parsed.GetValue(seconds)),
            parsed.GetRequiredValue(path), parsed.GetValue(verify)));
        return command;
    }

    static int Run(ConsoleOutput output, int? number, double seconds, string path, bool verify)
    {
        var device = OpenClDevice.Choose(number);
        CsvFile.Save(path, DeviceReport.Header, []);
        output.WriteLine($"Device {device}");
        using var backend = new OpenCl(device);
        PrimitiveError[] errors = verify ? [.. PrimitiveCheck.Compare(backend)] : [];
        if (verify) output.WriteTable("Largest difference from the reference ÷ its largest result", Errors(errors));
        var digits = TrainingStep.Digits();
        using var peers = PeerProcesses.Find(digits);
        var report = new DeviceReport(
            device.Name, OpenClMeasurements.Peak(backend), OpenClMeasurements.Copy(backend, seconds), [], [])
        {
            Errors = errors,
        };
        output.WriteLine($"Peak arithmetic rate {Number(report.OperationsPerSecond / 1e12, "F3")} TFLOP/s, "
            + $"copy bandwidth {Number(report.BytesPerSecond / 1e9, "F0")} GB/s");

        report = report with { Products = [.. OpenClMeasurements.Products(backend, seconds)] };
        output.WriteTable($"Square matrix products in float; "
            + $"sizes that take more than {OpenClMeasurements.MaximumCallSeconds} s are omitted",
            Products(report));
        CsvFile.Save(path, DeviceReport.Header, report.ToCsv());

        report = report with { Steps = [.. OpenClMeasurements.Steps(device, digits, peers, seconds)] };
        output.WriteTable($"Training throughput. Written to {path}", Steps(report));
        CsvFile.Save(path, DeviceReport.Header, report.ToCsv());
        if (!peers.Has("cuda")) output.WriteLine("Not installed, not compared: PyTorch on CUDA");
        return Array.Find(errors, error => !error.Passes) is { } wrong
            ? throw new LabException($"opencl: {wrong.Call} differs from the reference by {wrong.Error:G2} of the "
                + $"largest result, more than {PrimitiveError.Limit}; run Tiny.Nn.Tests/Backends on this device")
            : ExitCode.Success;
    }

    static Table Errors(IEnumerable<PrimitiveError> errors)
    {
        var table = BenchTables.Create(textColumns: 1, "primitive", "difference", "limit", "passes");
        foreach (var error in errors)
            table.AddPlainRow(error.Call, Number(error.Error, "0.0E+0"), Number(PrimitiveError.Limit, "0E+0"),
                YesOrNo(error.Passes));
        return table;
    }

    static Table Products(DeviceReport report)
    {
        var table = BenchTables.Create(textColumns: 1, "product", "TFLOP/s", "of peak");
        foreach (var product in report.Products)
            table.AddPlainRow($"{product.Size}³", Number(product.OperationsPerSecond / 1e12, "F3"),
                Percent(product.OperationsPerSecond / report.OperationsPerSecond));
        return table;
    }

    static Table Steps(DeviceReport report)
    {
        var table = BenchTables.Create(textColumns: 1,
            "net", "batch", "samples/s", "PyTorch on CUDA", "ratio", "launches per step",
            "host ÷ step");
        foreach (var step in report.Steps)
            table.AddPlainRow(step.Net, $"{step.Batch}", Number(step.SamplesPerSecond, "N0"), Number(step.Cuda, "N0"),
                Number(step.Ratio, "F2"), $"{step.Launches}", Percent(step.HostFraction));
        return table;
    }
}
