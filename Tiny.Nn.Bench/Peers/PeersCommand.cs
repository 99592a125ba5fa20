using System.CommandLine;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// The command <c>peers</c>: compares the training throughput of Tiny.Nn with that of PyTorch and scikit-learn on the
/// same computer.
/// </summary>
static class PeersCommand
{
    const int MaximumRepetitions = 1000;

    public static Command Create(ConsoleOutput output)
    {
        var net = new Option<string?>("--net") { Description = "Measure only this network.", HelpName = "NAME" };
        var repetitions = new Option<int>("--repetitions")
        {
            Description = "The number of measurements per library; the median is reported.",
            DefaultValueFactory = _ => 5, HelpName = "N",
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "The duration of one measurement.", DefaultValueFactory = _ => 1.5, HelpName = "X",
        };
        var path = new Option<string>("--out")
        {
            Description = "The .csv file to write.", DefaultValueFactory = _ => "peers.csv", HelpName = "FILE",
        };
        var command = new Command("peers",
            "Compares the training throughput with PyTorch and scikit-learn, if python3 has them.")
        {
            net, repetitions, seconds, path,
        };
        command.SetAction(parsed => Run(output, Cases(parsed.GetValue(net)),
            new(ArgumentLimits.Within("--repetitions", parsed.GetValue(repetitions), 1, MaximumRepetitions),
                ArgumentLimits.Seconds(parsed.GetValue(seconds))),
            parsed.GetRequiredValue(path)));
        return command;
    }

    static int Run(ConsoleOutput output, ComparisonCase[] cases, MeasurementBudget budget, string path)
    {
        ComparisonResult.Save(path, []);
        var digits = TrainingStep.Digits();
        using var peers = PeerProcesses.Find(digits);
        var (device, missingDevice) = DeviceTrainingStep.FindDevice();
        output.WriteLine(FormattableString.Invariant(
            $"{cases.Length} cases, {budget.Repetitions} × {budget.Seconds} s each per library and number of threads. ")
            + peers.Description);
        if (device is not null) output.WriteLine($"OpenCL device {device}");
        var comparison = new PeerComparison(digits, peers, device, budget);
        var results = new List<ComparisonResult>();
        foreach (var one in cases)
        {
            results.Add(comparison.Measure(one));
            ComparisonResult.Save(path, results);
            output.WriteLine($"  {results[^1].ToCsv()}");
        }
        output.WriteTable($"Training throughput in samples per second, with 1 and 2 threads; "
            + $"ratio: the better of Tiny.Nn ÷ the better of "
            + $"PyTorch. Written to {path}",
            ComparisonTables.Speed(results));
        if (results.Any(result => result.OpenCl is not null))
            output.WriteTable("OpenCL backend: samples per second, and the ratio to the better of Tiny.Nn on the CPU",
                ComparisonTables.OpenCl(results));
        output.WriteTable("Managed memory of Tiny.Nn, 1 thread", ComparisonTables.Memory(results));
        if (comparison.MeasureSklearn(cases) is { } line) output.WriteLine(line);
        if (missingDevice is not null) output.WriteLine($"Not measured, no OpenCL device: {missingDevice}");
        foreach (var missing in peers.Missing) output.WriteLine($"Not installed, not compared: {missing}");
        return ExitCode.Success;
    }

    static ComparisonCase[] Cases(string? net)
    {
        if (net is null) return [.. ComparisonCase.All];
        ComparisonCase[] cases = [.. ComparisonCase.All.Where(one => one.Net == net)];
        return cases.Length > 0 ? cases : throw new UsageException(
            $"--net: unknown network '{net}'; "
            + $"choose one of {string.Join(", ", ComparisonCase.All.Select(one => one.Net).Distinct())}");
    }
}

/// <summary>The number and the duration of the repetitions of a measurement.</summary>
sealed record MeasurementBudget(int Repetitions, double Seconds);
