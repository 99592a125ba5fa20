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
    public static Command Create(ConsoleOutput output)
    {
        var (nets, batches) = (CaseOptions.Nets(), CaseOptions.Batches());
        var (rounds, seconds) = (CaseOptions.Rounds(7), CaseOptions.Seconds(0.2));
        var command = new Command("forward",
            "Compares the forward pass with ONNX Runtime, if node has the package onnxruntime-node.")
        {
            nets, batches, rounds, seconds,
        };
        command.SetAction(parsed => Run(output,
            CaseOptions.Select(ForwardCase.All, one => one.Net, one => one.Batch,
                parsed.GetValue(nets)!, parsed.GetValue(batches)!),
            CaseOptions.Budget(parsed.GetValue(rounds), parsed.GetValue(seconds))));
        return command;
    }

    static int Run(ConsoleOutput output, IReadOnlyList<ForwardCase> cases, MeasurementBudget budget)
    {
        var digits = TrainingStep.Digits();
        var peak = PeakArithmeticRate.OperationsPerSecond(threads: 2);
        using var onnxRuntime = OnnxRuntime.Find(digits);
        output.WriteLine(FormattableString.Invariant(
            $"{cases.Count} cases, {budget.Rounds} × {budget.Seconds} s each per library and number of threads")
            + (onnxRuntime is null ? "" : $"; peer: ONNX Runtime {onnxRuntime.Version}"));
        var results = new List<ForwardResult>();
        foreach (var group in cases.GroupBy(one => one.Net))
        {
            using var comparison = new ForwardComparison(group.Key, digits, onnxRuntime);
            foreach (var one in group) results.Add(comparison.Measure(one, budget, peak));
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
        var table = BenchTables.Create(textColumns: 1, "net", "batch", "ours, 1", "ours, 2",
            "ONNX, 1", "ONNX, 2", "ratio", "from", "to", "no binding", "of peak", "goal", "met");
        foreach (var result in results)
            table.AddPlainRow(result.Case.Net, $"{result.Case.Batch}",
                Number(result.Median.Ours1, "N0"), Number(result.Median.Ours2, "N0"),
                Number(result.Median.Theirs1, "N0"), Number(result.Median.Theirs2, "N0"),
                Number(result.Ratio, "F2"), Number(result.Spread.Lowest, "F2"), Number(result.Spread.Highest, "F2"),
                Number(result.RatioWithoutBinding, "F2"), Percent(result.PeakShare),
                Number(result.Case.Goal, "0.0"),
                YesOrNo(result.MeetsGoal));
        return table;
    }
}
