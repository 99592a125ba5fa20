using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Scaling;

/// <summary>
/// <c>scaling</c>: how the time of training grows with the batch and with the epochs. It ought to be a straight line: a step costs a little
/// for itself and then the same for each example, and an epoch costs what the one before it did.
/// </summary>
static class ScalingCommand
{
    const int MostThreads = 1024, EpochBatch = 128;

    static readonly int[] batches = [10, 20, 40, 80, 160, 320, 640, TrainingStep.Examples];
    static readonly int[] epochs = [1, 2, 4, 8, 16];

    public static Command Create(ConsoleOutput output)
    {
        var net = new Argument<string>("NET") { Description = "The network." };
        var threads = new Option<int>("--threads") { Description = "Threads that compute.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var seconds = new Option<double>("--seconds") { Description = "How long to look at each size.", DefaultValueFactory = _ => 0.5, HelpName = "X" };
        var command = new Command("scaling", "How a step's time grows with the batch, and training's with the epochs.") { net, threads, seconds };
        command.SetAction(parsed => Run(output, NetworkRegistry.Find(parsed.GetRequiredValue(net)),
            ArgumentLimits.Within("--threads", parsed.GetValue(threads), 1, MostThreads), ArgumentLimits.Seconds(parsed.GetValue(seconds))));
        return command;
    }

    static int Run(ConsoleOutput output, NetworkDefinition network, int threads, double seconds)
    {
        var digits = TrainingStep.Digits();
        var words = $"{network.Name}, {threads} {(threads == 1 ? "thread" : "threads")}";
        output.WriteTable($"{words}: one step", Steps(network, threads, seconds, digits));
        output.WriteTable($"{words}: passes over {TrainingStep.Examples:N0} examples in batches of {EpochBatch}", Epochs(network, threads, seconds, digits));
        return ExitCode.Success;
    }

    static Table Steps(NetworkDefinition network, int threads, double seconds, Dataset digits)
    {
        var table = BenchTables.Create(words: 0, "batch", "ms a step", "µs an example");
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
        var table = BenchTables.Create(words: 0, "epochs", "ms", "ms an epoch");
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
