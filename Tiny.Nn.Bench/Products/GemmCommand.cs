using System.CommandLine;
using System.Numerics;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Products;

/// <summary><c>gemm</c>: the matrix product beside OpenBLAS's, one thread each, and beside what the processor can do at most.</summary>
static class GemmCommand
{
    const int Repetitions = 7;
    const double WarmUpSeconds = 0.3;

    public static Command Create(ConsoleOutput output)
    {
        var seconds = new Option<double>("--seconds")
        {
            Description = $"How long each of {Repetitions} repetitions takes; the median counts.",
            DefaultValueFactory = _ => 0.1,
            HelpName = "X",
        };
        var command = new Command("gemm", "The matrix product beside OpenBLAS, where libopenblas.so.0 is found.") { seconds };
        command.SetAction(parsed => Run(output, ArgumentLimits.Seconds(parsed.GetValue(seconds))));
        return command;
    }

    static int Run(ConsoleOutput output, double seconds)
    {
        if (OpenBlas.IsFound) OpenBlas.SetThreads(1);
        var peak = PeakArithmeticRate.OperationsPerSecond();
        using var backend = new Cpu<float>(threads: 1);
        var table = BenchTables.Create(words: 1, "product", "rows × columns × depth", "ours, GFLOP/s", "OpenBLAS", "ratio", "ours ÷ peak");
        foreach (var product in MatrixProductCases.All) Measure(table, backend, product, seconds, peak);
        output.WriteTable("Matrix products in float on one thread. Multiply-adds on registers alone, in vectors of "
            + $"{32 * Vector<float>.Count} bits, reach {Number(peak / 1e9, "F1")} GFLOP/s.", table);
        output.WriteLine(OpenBlas.IsFound
            ? $"OpenBLAS runs its kernels for {OpenBlas.CoreName}; OPENBLAS_CORETYPE=Haswell holds it to vectors of 256 bits."
            : "Not found, so not compared with: libopenblas.so.0 (Debian: libopenblas0-pthread)");
        return ExitCode.Success;
    }

    static void Measure(Table table, Cpu<float> backend, MatrixProductCase product, double seconds, double peak)
    {
        var (pair, operations) = (new OpenBlasComparison(product, backend), OperationCount.Of(product.Shape));
        var (ours, theirs) = (new List<double>(), new List<double>());
        Timing.WarmUp(pair.RunTinyNn, WarmUpSeconds);
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            ours.Add(operations / Timing.SecondsPerCall(pair.RunTinyNn, seconds));
            if (OpenBlas.IsFound) theirs.Add(operations / Timing.SecondsPerCall(pair.RunOpenBlas, seconds));
        }
        if (OpenBlas.IsFound) pair.CheckAgreement();
        var (mine, other, shape) = (Timing.Median(ours), Timing.Median(theirs), product.Shape);
        table.AddPlainRow(product.Name, $"{shape.Rows} × {shape.Columns} × {shape.Depth}", Number(mine / 1e9, "F1"), Number(other / 1e9, "F1"),
            Number(mine / other, "F2"), $"{Number(100 * mine / peak, "F0")} %");
    }
}
