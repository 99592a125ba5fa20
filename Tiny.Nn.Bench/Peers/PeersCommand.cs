using System.CommandLine;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Bench.Peers;

/// <summary><c>peers</c>: the table of training throughput, ours beside PyTorch's and scikit-learn's, in one run on one machine.</summary>
static class PeersCommand
{
    const int MostRepetitions = 1000;

    public static Command Create(Screen screen)
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
        var output = new Option<string>("--out")
        {
            Description = "Where the table is written.", DefaultValueFactory = _ => "peers.csv", HelpName = "FILE",
        };
        var command = new Command("peers", "Training throughput beside PyTorch and scikit-learn, where python3 has them.")
        {
            net, repetitions, seconds, output,
        };
        command.SetAction(parsed => Run(screen, Rows(parsed.GetValue(net)),
            new(Limits.Within("--repetitions", parsed.GetValue(repetitions), 1, MostRepetitions), Limits.Seconds(parsed.GetValue(seconds))),
            parsed.GetRequiredValue(output)));
        return command;
    }

    static int Run(Screen screen, Comparison[] rows, Effort effort, string output)
    {
        Measurement.Save(output, []);
        var digits = TrainingStep.Digits();
        using var theirs = OtherSide.Find(digits);
        var (device, missingDevice) = DeviceStep.FindDevice();
        screen.Say(FormattableString.Invariant(
            $"Rows: {rows.Length}; for each side, at 1 and at 2 threads in turn: {effort.Repetitions} × {effort.Seconds} s. {theirs.Found}"));
        if (device is not null) screen.Say($"OpenCL device {device}");
        var race = new Race(digits, theirs, device, effort);
        var measured = new List<Measurement>();
        foreach (var row in rows)
        {
            measured.Add(race.Measure(row));
            Measurement.Save(output, measured);
            screen.Say($"  {measured[^1].ToCsv()}");
        }
        screen.Show($"Training steps, samples per second; ratio = ours ÷ theirs, each at its better number of threads: {output}",
            PeerTables.Speed(measured));
        if (measured.Any(row => row.OpenCl is not null))
            screen.Show("Our OpenCL backend, samples per second, and that ÷ the better of ours on the processor", PeerTables.OpenCl(measured));
        screen.Show("Our memory, at one thread", PeerTables.Memory(measured));
        if (race.Sklearn(rows) is { } line) screen.Say(line);
        if (missingDevice is not null) screen.Say($"Not measured, because there is no device: {missingDevice}");
        foreach (var missing in theirs.Missing) screen.Say($"Not found, so not compared with: {missing}");
        return ExitCode.Success;
    }

    static Comparison[] Rows(string? net)
    {
        if (net is null) return [.. Comparison.All];
        Comparison[] rows = [.. Comparison.All.Where(row => row.Net == net)];
        return rows.Length > 0 ? rows : throw new UsageException(
            $"--net: no row for '{net}'; choose one of {string.Join(", ", Comparison.All.Select(row => row.Net).Distinct())}");
    }
}

/// <summary>How much time a measurement may take.</summary>
sealed record Effort(int Repetitions, double Seconds);
