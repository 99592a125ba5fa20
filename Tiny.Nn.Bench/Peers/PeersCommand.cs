using System.CommandLine;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Bench.Peers;

/// <summary><c>peers</c>: the table of training throughput, ours beside PyTorch's and scikit-learn's, in one run on one machine.</summary>
static class PeersCommand
{
    const int MostRepetitions = 1000;

    public static Command Create(ConsoleOutput output)
    {
        var net = new Option<string?>("--net") { Description = "Only the rows of this network.", HelpName = "NAME" };
        var repetitions = new Option<int>("--repetitions")
        {
            Description = "How often each side is measured; the median counts.", DefaultValueFactory = _ => 5, HelpName = "N",
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "How long one repetition takes.", DefaultValueFactory = _ => 1.5, HelpName = "X",
        };
        var path = new Option<string>("--out")
        {
            Description = "Where the table is written.", DefaultValueFactory = _ => "peers.csv", HelpName = "FILE",
        };
        var command = new Command("peers", "Training throughput beside PyTorch and scikit-learn, where python3 has them.")
        {
            net, repetitions, seconds, path,
        };
        command.SetAction(parsed => Run(output, Rows(parsed.GetValue(net)),
            new(ArgumentLimits.Within("--repetitions", parsed.GetValue(repetitions), 1, MostRepetitions), ArgumentLimits.Seconds(parsed.GetValue(seconds))),
            parsed.GetRequiredValue(path)));
        return command;
    }

    static int Run(ConsoleOutput output, ComparisonCase[] rows, MeasurementBudget effort, string path)
    {
        ComparisonResult.Save(path, []);
        var digits = TrainingStep.Digits();
        using var theirs = PeerProcesses.Find(digits);
        var (device, missingDevice) = DeviceTrainingStep.FindDevice();
        output.WriteLine(FormattableString.Invariant(
            $"Rows: {rows.Length}; for each side, at 1 and at 2 threads in turn: {effort.Repetitions} × {effort.Seconds} s. {theirs.Found}"));
        if (device is not null) output.WriteLine($"OpenCL device {device}");
        var race = new PeerComparison(digits, theirs, device, effort);
        var measured = new List<ComparisonResult>();
        foreach (var row in rows)
        {
            measured.Add(race.Measure(row));
            ComparisonResult.Save(path, measured);
            output.WriteLine($"  {measured[^1].ToCsv()}");
        }
        output.WriteTable($"Training steps, samples per second; ratio = ours ÷ theirs, each at its better number of threads: {path}",
            ComparisonTables.Speed(measured));
        if (measured.Any(row => row.OpenCl is not null))
            output.WriteTable("Our OpenCL backend, samples per second, and that ÷ the better of ours on the processor", ComparisonTables.OpenCl(measured));
        output.WriteTable("Our memory, at one thread", ComparisonTables.Memory(measured));
        if (race.Sklearn(rows) is { } line) output.WriteLine(line);
        if (missingDevice is not null) output.WriteLine($"Not measured, because there is no device: {missingDevice}");
        foreach (var missing in theirs.Missing) output.WriteLine($"Not found, so not compared with: {missing}");
        return ExitCode.Success;
    }

    static ComparisonCase[] Rows(string? net)
    {
        if (net is null) return [.. ComparisonCase.All];
        ComparisonCase[] rows = [.. ComparisonCase.All.Where(row => row.Net == net)];
        return rows.Length > 0 ? rows : throw new UsageException(
            $"--net: no row for '{net}'; choose one of {string.Join(", ", ComparisonCase.All.Select(row => row.Net).Distinct())}");
    }
}

/// <summary>How much time a measurement may take.</summary>
sealed record MeasurementBudget(int Repetitions, double Seconds);
