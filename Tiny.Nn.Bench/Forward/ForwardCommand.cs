using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Forward;

/// <summary>
/// The command <c>forward</c>: compares the forward pass with ONNX Runtime on the same weights and images.
/// </summary>
static class ForwardCommand
{
    const int MaximumRounds = 1000;

    public static Command Create(ConsoleOutput output)
    {
        var nets = new Option<string[]>("--net")
        {
            Description = "Measure only these networks.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true,
        };
        var batches = new Option<int[]>("--batch")
        {
            Description = "Measure only these batch sizes.", HelpName = "N", AllowMultipleArgumentsPerToken = true,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "The number of measurements per library and number of threads; the median is reported.",
            DefaultValueFactory = _ => 7, HelpName = "N",
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "The duration of one measurement.", DefaultValueFactory = _ => 0.2, HelpName = "X",
        };
        var command = new Command("forward",
            "Compares the forward pass with ONNX Runtime, if node has the package onnxruntime-node.")
        {
            nets, batches, rounds, seconds,
        };
        command.SetAction(parsed => Run(output, Select(parsed.GetValue(nets)!, parsed.GetValue(batches)!),
            ArgumentLimits.Within("--rounds", parsed.GetValue(rounds), 1, MaximumRounds),
            ArgumentLimits.Seconds(parsed.GetValue(seconds))));
        return command;
    }

    static int Run(ConsoleOutput output, IReadOnlyList<ForwardCase> cases, int rounds, double seconds)
    {
        var digits = TrainingStep.Digits();
        var peak = PeakArithmeticRate.OperationsPerSecond(threads: 2);
        using var onnxRuntime = OnnxRuntime.Find(digits);
        output.WriteLine(FormattableString.Invariant(
            $"{cases.Count} cases, {rounds} × {seconds} s each per library and number of threads")
            + (onnxRuntime is null ? "" : $"; peer: ONNX Runtime {onnxRuntime.Version}"));
        var results = new List<ForwardResult>();
        foreach (var group in cases.GroupBy(one => one.Net))
        {
            using var comparison = new ForwardComparison(group.Key, digits, onnxRuntime);
            foreach (var one in group) results.Add(comparison.Measure(one, rounds, seconds, peak));
        }
        output.WriteTable("Forward pass in images per second, with 1 and 2 threads; ratio: the better of Tiny.Nn ÷ the "
            + "better of ONNX Runtime, and the lowest and the highest of a round", CreateTable(results));
        output.WriteLine(onnxRuntime is null
            ? $"Not installed, not compared: ONNX Runtime ({OnnxRuntime.Installation})"
            : $"The binding of ONNX Runtime takes "
                + $"{Number(1e6 * Timing.Median(results.Select(result => result.BindingSeconds)), "F1")} µs per call, "
                + "measured with a model that returns its input.");
        output.WriteLine($"The peak arithmetic rate of two threads with vectors of {PeakArithmeticRate.VectorBits} "
            + $"bits is {Number(peak / 1e9, "F1")} GFLOP/s.");
        var rates = results.SelectMany(result => new[] { result.Rates.Ours, result.Rates.Theirs });
        return PeakArithmeticRate.Excess(peak, rates) is { } excess ? throw new LabException($"forward: {excess}")
            : ExitCode.Success;
    }

    static Table CreateTable(IEnumerable<ForwardResult> results)
    {
        var table = BenchTables.Create(textColumns: 1, "net", "batch", "Tiny.Nn, 1", "Tiny.Nn, 2",
            "ONNX, 1", "ONNX, 2", "ratio", "lowest", "highest", "no binding", "of peak", "goal", "met");
        foreach (var result in results)
            table.AddPlainRow(result.Case.Net, $"{result.Case.Batch}",
                Number(result.Median.Ours1, "N0"), Number(result.Median.Ours2, "N0"),
                Number(result.Median.Theirs1, "N0"), Number(result.Median.Theirs2, "N0"),
                Number(result.Ratio, "F2"), Number(result.Spread.Lowest, "F2"), Number(result.Spread.Highest, "F2"),
                Number(result.RatioWithoutBinding, "F2"), $"{Number(100 * result.PeakShare, "F0")} %",
                Number(result.Case.Goal, "0.0"),
                result.MeetsGoal switch { true => "yes", false => "no", null => "–" });
        return table;
    }

    /// <summary>Returns the cases of the given networks and batch sizes, all if none are given.</summary>
    static IReadOnlyList<ForwardCase> Select(string[] nets, int[] batches)
    {
        var known = ForwardCase.All;
        foreach (var net in nets.Where(net => known.All(one => one.Net != net)))
            throw new UsageException($"--net: unknown network '{net}'; "
                + $"choose from {string.Join(", ", known.Select(one => one.Net).Distinct())}");
        return [..
            from net in nets is [] ? known.Select(one => one.Net).Distinct() : nets
            from batch in batches is [] ? known.Select(one => one.Batch).Distinct() : batches
            select new ForwardCase(net, ArgumentLimits.Within("--batch", batch, 1, TrainingStep.Examples))];
    }
}
