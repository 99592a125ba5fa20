using System.CommandLine;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// The command <c>peers</c>: compares the training throughput of Tiny.Nn with that of PyTorch and scikit-learn on the
/// same computer.
/// </summary>
static class PeersCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var (nets, batches) = (CaseOptions.Nets(), CaseOptions.Batches());
        var (rounds, seconds) = (CaseOptions.Rounds(5), CaseOptions.Seconds(1.5));
        var path = new Option<string>("--out")
        {
            Description = "The .csv file to write.", DefaultValueFactory = _ => "peers.csv", HelpName = "FILE",
        };
        var narrow = new Option<bool>("--narrow")
        {
            Description = "Measure again with vectors of 256 bits in all libraries, and compare the ratios.",
        };
        var command = new Command("peers",
            "Compares the training throughput with PyTorch and scikit-learn, if python3 has them.")
        {
            nets, batches, rounds, seconds, path, narrow,
        };
        command.SetAction(parsed => Run(output,
            CaseOptions.Select(ComparisonCase.All, one => one.Net, one => one.Batch,
                parsed.GetValue(nets)!, parsed.GetValue(batches)!),
            CaseOptions.Budget(parsed.GetValue(rounds), parsed.GetValue(seconds)), parsed.GetRequiredValue(path),
            parsed.GetValue(narrow)));
        return command;
    }

    static int Run(ConsoleOutput output, IReadOnlyList<ComparisonCase> cases, MeasurementBudget budget, string path,
        bool narrow)
    {
        ComparisonResult.Save(path, []);
        var digits = TrainingStep.Digits();
        var peak = PeakArithmeticRate.OperationsPerSecond(threads: 2);
        using var peers = PeerProcesses.Find(digits);
        var (device, missingDevice) = DeviceTrainingStep.FindDevice();
        output.WriteLine(FormattableString.Invariant(
            $"{cases.Count} cases, {budget.Rounds} × {budget.Seconds} s each per library and number of threads. ")
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
        output.WriteTable("Training throughput in samples per second, with 1 and 2 threads; ratio: the better of "
            + $"Tiny.Nn ÷ the better of PyTorch, and with 1 thread each. Written to {path}",
            ComparisonTables.Speed(results));
        output.WriteTable("Share of the peak arithmetic rate of two threads, "
            + $"{Number(peak / 1e9, "F1")} GFLOP/s with vectors of {PeakArithmeticRate.VectorBits} bits",
            ComparisonTables.PeakShares(results.Where(row => row.Case.HasSpeedupGoal), peak));
        if (results.Any(result => result.OpenCl is not null))
            output.WriteTable("OpenCL backend: samples per second, and the ratio to the better of Tiny.Nn on the CPU",
                ComparisonTables.OpenCl(results));
        output.WriteTable("Managed memory of Tiny.Nn, 1 thread", ComparisonTables.Memory(results));
        if (comparison.MeasureSklearn(cases) is { } line) output.WriteLine(line);
        if (narrow)
            output.WriteTable("Ratios with the processor's vectors, and with vectors of 256 bits in all libraries",
                NarrowVectors.Compare(results, NarrowVectors.Ratios(cases, budget)));
        if (missingDevice is not null) output.WriteLine($"Not measured, no OpenCL device: {missingDevice}");
        foreach (var missing in peers.Missing) output.WriteLine($"Not installed, not compared: {missing}");
        return PeakArithmeticRate.Excess(peak, results.Select(result => result.OperationsPerSecond)) is { } excess
            ? throw new LabException($"peers: {excess}")
            : ExitCode.Success;
    }
}
