using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Profile;

/// <summary>
/// <c>profile</c>: where the time of one training step goes. The step runs by turns as it is, for the whole, and on a machine that
/// times each primitive, for the parts; what is left over is what lies between the primitives.
/// </summary>
static class ProfileCommand
{
    const int Rounds = 10, MostThreads = 1024;

    public static Command Create(ConsoleOutput output)
    {
        var net = new Argument<string>("NET") { Description = "The network." };
        var batch = new Argument<int>("BATCH") { Description = $"Examples in a step, 1 to {TrainingStep.Examples}." };
        var threads = new Option<int>("--threads") { Description = "Threads that compute.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var seconds = new Option<double>("--seconds") { Description = "How long to look.", DefaultValueFactory = _ => 2, HelpName = "X" };
        var command = new Command("profile", "Time and calls of each primitive in one training step.") { net, batch, threads, seconds };
        command.SetAction(parsed => Run(output, NetworkRegistry.Find(parsed.GetRequiredValue(net)),
            ArgumentLimits.Within("BATCH", parsed.GetValue(batch), 1, TrainingStep.Examples),
            ArgumentLimits.Within("--threads", parsed.GetValue(threads), 1, MostThreads), ArgumentLimits.Seconds(parsed.GetValue(seconds))));
        return command;
    }

    static int Run(ConsoleOutput output, NetworkDefinition network, int batch, int threads, double seconds)
    {
        var digits = TrainingStep.Digits();
        using var machine = new ProfilingBackend(new Cpu<float>(threads));
        using var plain = new TrainingStep(network, batch, new Cpu<float>(threads), digits);
        using var watched = new TrainingStep(network, batch, machine, digits);
        Timing.WarmUp(plain.Run);
        Timing.WarmUp(watched.Run);
        machine.Reset();
        var (whole, steps) = (0.0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            whole += Timing.SecondsPerCall(plain.Run, seconds / Rounds / 2) / Rounds;
            Timing.SecondsPerCall(() => { watched.Run(); steps++; }, seconds / Rounds / 2);
        }
        output.WriteTable($"{network.Name}, batch {batch}, {threads} {(threads == 1 ? "thread" : "threads")}: {1e6 * whole:N1} µs a step, "
            + $"{batch / whole:N0} samples/s", Table(machine.Costs, steps, whole));
        return ExitCode.Success;
    }

    static Table Table(IReadOnlyCollection<PrimitiveCost> costs, int steps, double whole)
    {
        var table = BenchTables.Create(words: 2, "primitive", "sizes", "calls a step", "µs a step", "share", "GFLOP/s");
        foreach (var cost in costs.OrderByDescending(cost => cost.Seconds))
            Row(cost.Primitive, cost.Sizes, (double)cost.Calls / steps, cost.Seconds / steps,
                cost.Operations > 0 ? cost.Operations * cost.Calls / cost.Seconds / 1e9 : null);
        var primitives = costs.Sum(cost => cost.Seconds) / steps;
        table.AddEmptyRow();
        Row("all primitives", "", (double)costs.Sum(cost => cost.Calls) / steps, primitives, null);
        Row("between them", "graph, shapes, closures", null, whole - primitives, null);
        return table;

        void Row(string name, string sizes, double? calls, double time, double? speed) => table.AddPlainRow(
            name, sizes, Number(calls, "0.#"), Number(1e6 * time, "F1"), $"{Number(100 * time / whole, "F1")} %", Number(speed, "F1"));
    }
}
