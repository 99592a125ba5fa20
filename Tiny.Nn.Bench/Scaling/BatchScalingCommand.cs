using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Scaling;

/// <summary>
/// The command <c>scaling</c>: measures the training time by batch size and by number of epochs. Both should be linear:
/// a step has a small constant cost plus a constant cost per example, and each epoch costs the same.
/// </summary>
static class BatchScalingCommand
{
    const int MaximumThreads = 1024, EpochBatch = 128;

    static readonly int[] batches = [10, 20, 40, 80, 160, 320, 640, TrainingStep.Examples];
    static readonly int[] epochs = [1, 2, 4, 8, 16];

    public static Command Create(ConsoleOutput output)
    {
        var net = new Argument<string>("NET") { Description = "The network's name." };
        var threads = new Option<int>("--threads")
        {
            Description = "The number of threads.", DefaultValueFactory = _ => 1, HelpName = "N",
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "The duration of the measurement of each size.",
            DefaultValueFactory = _ => 0.5, HelpName = "X",
        };
        var command = new Command("scaling", "Measures training time by batch size and by number of epochs.")
        {
            net, threads, seconds,
        };
        command.SetAction(parsed => Run(output, NetworkRegistry.Find(parsed.GetRequiredValue(net)),
            ArgumentLimits.Within("--threads", parsed.GetValue(threads), 1, MaximumThreads),
            ArgumentLimits.Seconds(parsed.GetValue(seconds))));
        return command;
    }

    static int Run(ConsoleOutput output, NetworkDefinition network, int threads, double seconds)
    {
        var digits = TrainingStep.Digits();
        var title = $"{network.Name}, {threads} {(threads == 1 ? "thread" : "threads")}";
        output.WriteTable($"{title}: one training step", Steps(network, threads, seconds, digits));
        output.WriteTable($"{title}: epochs of {TrainingStep.Examples:N0} examples, batch size {EpochBatch}",
            Epochs(network, threads, seconds, digits));
        return ExitCode.Success;
    }

    static Table Steps(NetworkDefinition network, int threads, double seconds, Dataset digits)
    {
        var table = BenchTables.Create(textColumns: 0, "batch", "ms per step", "µs per example");
        foreach (var batch in batches)
        {
            using var step = new TrainingStep(network, batch, new Cpu<float>(threads), digits);
            Timing.WarmUp(step.Run);
            var time = Timing.SecondsPerCall(step.Run, seconds);
            table.AddPlainRow($"{batch}", Number(1e3 * time, "F3"), Number(1e6 * time / batch, "F2"));
        }
        return table;
    }

    static Table Epochs(NetworkDefinition network, int threads, double seconds, Dataset digits)
    {
        var table = BenchTables.Create(textColumns: 0, "epochs", "ms", "ms per epoch");
        using var step = new TrainingStep(network, EpochBatch, new Cpu<float>(threads), digits);
        Timing.WarmUp(step.Run);
        foreach (var count in epochs)
        {
            var time = Timing.SecondsPerCall(Train, seconds);
            table.AddPlainRow($"{count}", Number(1e3 * time, "F1"), Number(1e3 * time / count, "F2"));

            void Train()
            {
                for (var done = 0; done < count * TrainingStep.Examples / EpochBatch; done++) step.Run();
            }
        }
        return table;
    }
}
