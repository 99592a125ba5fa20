using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Forward;
using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Memory;

/// <summary>
/// The command <c>memory</c>: compares the peak resident memory of training and evaluation with PyTorch's. Each value
/// is measured in a process of its own, which runs a command of this program that help does not list, or
/// <c>peers.py</c>.
/// </summary>
static class MemoryCommand
{
    const string WorkerName = "memory-of";
    const int Threads = 2;

    public static Command Create(ConsoleOutput output)
    {
        var seconds = CaseOptions.Seconds(3);
        var command = new Command("memory", "Compares the peak resident memory with PyTorch's, if python3 has it.")
        {
            seconds,
        };
        command.SetAction(parsed => Run(output, ArgumentLimits.Seconds(parsed.GetValue(seconds))));
        return command;
    }

    /// <summary>Creates the command of the process that measures one case of Tiny.Nn and prints the bytes.</summary>
    public static Command CreateWorker(ConsoleOutput output)
    {
        var (net, mode) = (new Argument<string>("NET"), new Argument<string>("MODE"));
        var (batch, seconds) = (new Argument<int>("BATCH"), new Argument<double>("SECONDS"));
        var command = new Command(WorkerName) { net, mode, batch, seconds };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var memoryCase = new MemoryCase(
                parsed.GetRequiredValue(net), parsed.GetRequiredValue(mode), parsed.GetValue(batch));
            output.WriteLine($"{Measure(memoryCase, parsed.GetValue(seconds))}");
            return ExitCode.Success;
        });
        return command;
    }

    static int Run(ConsoleOutput output, double seconds)
    {
        if (!ResidentMemory.IsKnown) throw new LabException("memory: measures on Linux only, by /proc/self/status");
        var hasTorch = false;
        var table = BenchTables.Create(textColumns: 2,
            "net", "mode", "batch", "Tiny.Nn, MB", "PyTorch, MB", "ratio", "goal", "met");
        foreach (var one in MemoryCase.All)
        {
            using var peers = PeerProcesses.Find(TrainingStep.Digits());
            hasTorch = peers.Has("torch");
            double? theirs = hasTorch ? MeasureTorch(peers, one, seconds) : null;
            var ours = double.Parse(
                OwnProcess.Run([WorkerName, one.Net, one.Mode, $"{one.Batch}", $"{seconds}"]),
                CultureInfo.InvariantCulture);
            table.AddPlainRow(one.Net, one.Mode, $"{one.Batch}", Number(ours / 1e6, "F1"), Number(theirs / 1e6, "F1"),
                Number(ours / theirs, "F2"), Number(MemoryCase.Goal, "F1"),
                YesOrNo(theirs is null ? null : ours / theirs <= MemoryCase.Goal));
        }
        output.WriteTable("Peak resident memory with 2 threads, as growth over the loaded framework and the images",
            table);
        if (!hasTorch) output.WriteLine("Not installed, not compared: torch");
        return ExitCode.Success;
    }

    /// <summary>Returns the growth of the resident memory by training or evaluating a network, in bytes.</summary>
    static long Measure(MemoryCase one, double seconds)
    {
        var digits = TrainingStep.Digits();
        var network = NetworkRegistry.Find(one.Net);
        return ResidentMemory.GrowthOf(() =>
        {
            if (one.Mode == MemoryCase.Train)
            {
                using var step = new TrainingStep(network, one.Batch, new Cpu<float>(Threads), digits);
                Timing.SecondsPerCall(step.Run, seconds);
            }
            else
            {
                using var pass = new ForwardPass(network, Threads, digits);
                Timing.SecondsPerCall(() => pass.Run(one.Batch), seconds);
            }
        });
    }

    static double MeasureTorch(PeerProcesses peers, MemoryCase one, double seconds) => peers.Measure(
        $"{one.Mode}-memory", one.Net, one.Batch, new PeerSetting("", Threads), seconds,
        NetworkRegistry.Find(one.Net).Build().ParameterCount);
}
