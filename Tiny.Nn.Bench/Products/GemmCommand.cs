using System.CommandLine;
using Spectre.Console;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Terminal;
using static Tiny.Nn.Bench.BenchTables;

namespace Tiny.Nn.Bench.Products;

/// <summary>
/// The command <c>gemm</c>: compares matrix products on one thread with OpenBLAS and with the peak arithmetic rate.
/// </summary>
static class GemmCommand
{
    const int Repetitions = 7;
    const double WarmUpSeconds = 0.3;

    public static Command Create(ConsoleOutput output)
    {
        var seconds = new Option<double>("--seconds")
        {
            Description = $"The duration of each of {Repetitions} repetitions; the median is reported.",
            DefaultValueFactory = _ => 0.1,
            HelpName = "X",
        };
        var command = new Command("gemm", "Compares matrix products with OpenBLAS, if libopenblas.so.0 is installed.")
        {
            seconds,
        };
        command.SetAction(parsed => Run(output, ArgumentLimits.Seconds(parsed.GetValue(seconds))));
        return command;
    }

    static int Run(ConsoleOutput output, double seconds)
    {
        if (OpenBlas.IsInstalled) OpenBlas.SetThreads(1);
        var peak = PeakArithmeticRate.OperationsPerSecond();
        using var backend = new Cpu<float>(threads: 1);
        var table = BenchTables.Create(textColumns: 1,
            "product", "rows × columns × depth", "Tiny.Nn, GFLOP/s", "OpenBLAS", "ratio",
            "of peak");
        double[] rates = [.. MatrixProductCases.All.Select(
            product => Measure(table, backend, product, seconds, peak))];
        output.WriteTable("Matrix products in float on one thread. The peak arithmetic rate with vectors of "
            + $"{PeakArithmeticRate.VectorBits} bits is {Number(peak / 1e9, "F1")} GFLOP/s.", table);
        output.WriteLine(OpenBlas.IsInstalled
            ? $"OpenBLAS uses its kernels for {OpenBlas.CoreName}; "
                + $"OPENBLAS_CORETYPE=Haswell limits it to 256-bit vectors."
            : "Not installed, not compared: libopenblas.so.0 (Debian: libopenblas0-pthread)");
        return PeakArithmeticRate.Excess(peak, rates) is { } excess ? throw new LabException($"gemm: {excess}")
            : ExitCode.Success;
    }

    /// <summary>Adds the row of a product and returns its rate, the better of the two libraries.</summary>
    static double Measure(Table table, Cpu<float> backend, MatrixProductCase product, double seconds, double peak)
    {
        var (pair, operations) = (new OpenBlasComparison(product, backend), OperationCount.Of(product.Shape));
        var (ours, theirs) = (new List<double>(), new List<double>());
        Timing.WarmUp(pair.MultiplyWithTinyNn, WarmUpSeconds);
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            ours.Add(operations / Timing.SecondsPerCall(pair.MultiplyWithTinyNn, seconds));
            if (OpenBlas.IsInstalled)
                theirs.Add(operations / Timing.SecondsPerCall(pair.MultiplyWithOpenBlas, seconds));
        }
        if (OpenBlas.IsInstalled) pair.CheckAgreement();
        var (median, openBlas, shape) = (Timing.Median(ours), Timing.Median(theirs), product.Shape);
        table.AddPlainRow(product.Name, $"{shape.Rows} × {shape.Columns} × {shape.Depth}", Number(median / 1e9, "F1"),
            Number(openBlas / 1e9, "F1"), Number(median / openBlas, "F2"), Percent(median / peak));
        return OpenBlas.IsInstalled ? Math.Max(median, openBlas) : median;
    }
}
