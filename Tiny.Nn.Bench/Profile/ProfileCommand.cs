using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Profile;

/// <summary>
/// The command <c>profile</c>: measures the time of each backend primitive in one training step. Unprofiled steps,
/// which give the total, alternate with steps on a <see cref="ProfilingBackend"/>. The remainder is the time between
/// the primitives.
/// </summary>
static class ProfileCommand
{
    const int Repetitions = 10, MaximumThreads = 1024;

    public static Command Create(ConsoleOutput output)
    {
        var net = new Argument<string>("NET") { Description = "The network's name." };
        var batch = new Argument<int>("BATCH") { Description = $"The batch size, 1 to {TrainingStep.Examples}." };
        var threads = new Option<int>("--threads")
        {
            Description = "The number of threads.", DefaultValueFactory = _ => 1, HelpName = "N",
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "The total duration of the measurement.", DefaultValueFactory = _ => 2, HelpName = "X",
        };
        var forward = new Option<bool>("--forward") { Description = "Measure a forward pass in evaluation instead." };
        var command = new Command("profile", "Measures time and calls of each backend primitive in one training step.")
        {
            net, batch, threads, seconds, forward,
        };
        command.SetAction(parsed => Run(output, NetworkRegistry.Find(parsed.GetRequiredValue(net)),
            ArgumentLimits.Within("BATCH", parsed.GetValue(batch), 1, TrainingStep.Examples),
            ArgumentLimits.Within("--threads", parsed.GetValue(threads), 1, MaximumThreads),
            ArgumentLimits.Seconds(parsed.GetValue(seconds)), parsed.GetValue(forward)));
        return command;
    }

    static int Run(ConsoleOutput output, NetworkDefinition network, int batch, int threads, double seconds,
        bool forward)
    {
        var digits = TrainingStep.Digits();
        using var backend = new ProfilingBackend(new Cpu<float>(threads));
        using var unprofiled = new TrainingStep(network, batch, new Cpu<float>(threads), digits);
        using var profiled = new TrainingStep(network, batch, backend, digits);
        Action plain = forward ? unprofiled.RunForward : unprofiled.Run;
        Action timed = forward ? profiled.RunForward : profiled.Run;
        Timing.WarmUp(plain);
        Timing.WarmUp(timed);
        backend.Reset();
        var (total, steps) = (0.0, 0);
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            total += Timing.SecondsPerCall(plain, seconds / Repetitions / 2) / Repetitions;
            Timing.SecondsPerCall(() => { timed(); steps++; }, seconds / Repetitions / 2);
        }
        output.WriteTable($"{network.Name}, batch {batch}, {threads} {(threads == 1 ? "thread" : "threads")}: "
            + $"{1e6 * total:N1} µs per step, "
            + $"{batch / total:N0} samples/s", CreateTable(backend.Costs, steps, total));
        return ExitCode.Success;
    }

    static Table CreateTable(IReadOnlyCollection<PrimitiveTiming> costs, int steps, double total)
    {
        var table = BenchTables.Create(textColumns: 2,
            "primitive", "sizes", "calls per step", "µs per step", "of step", "GFLOP/s");
        foreach (var cost in costs.OrderByDescending(cost => cost.Seconds))
            Row(cost.Primitive, cost.Sizes, (double)cost.Calls / steps, cost.Seconds / steps,
                cost.Operations > 0 ? cost.Operations * cost.Calls / cost.Seconds / 1e9 : null);
        var primitives = costs.Sum(cost => cost.Seconds) / steps;
        table.AddEmptyRow();
        Row("all primitives", "", (double)costs.Sum(cost => cost.Calls) / steps, primitives, null);
        Row("other", "graph, shapes, closures", null, total - primitives, null);
        return table;

        void Row(string name, string sizes, double? calls, double time, double? speed) => table.AddPlainRow(
            name, sizes, Number(calls, "0.#"), Number(1e6 * time, "F1"), Percent(time / total, "F1"),
            Number(speed, "F1"));
    }
}
