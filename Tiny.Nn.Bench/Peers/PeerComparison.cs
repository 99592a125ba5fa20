using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// Measures a row: both sides in turn, so that what else happens on the machine meets both, and the median of the repetitions, so that it
/// counts for little. Ours runs in this process, theirs waits meanwhile.
/// </summary>
sealed class PeerComparison(Dataset digits, PeerProcesses theirs, OpenClDevice? device, MeasurementBudget effort)
{
    /// <summary>One row.</summary>
    /// <exception cref="LabException">The two sides do not train the same number of parameters.</exception>
    public ComparisonResult Measure(ComparisonCase row)
    {
        using var one = Step(row, threads: 1);
        using var two = Step(row, threads: 2);
        Timing.WarmUp(one.Run);
        Timing.WarmUp(two.Run);
        using var onDevice = device is null ? null : new DeviceTrainingStep(NetworkRegistry.Find(row.Net), row.Batch, new OpenCl(device), digits);
        onDevice?.WarmUp();
        var speeds = new List<double>[5];
        foreach (var side in Enumerable.Range(0, speeds.Length)) speeds[side] = [];
        for (var repetition = 0; repetition < effort.Repetitions; repetition++)
        {
            speeds[0].Add(Ours(row, one));
            if (theirs.Has("torch")) speeds[2].Add(Torch(row, one, threads: 1));
            speeds[1].Add(Ours(row, two));
            if (theirs.Has("torch")) speeds[3].Add(Torch(row, two, threads: 2));
            if (onDevice is not null) speeds[4].Add(onDevice.SamplesPerSecond(effort.Seconds));
        }
        var medians = speeds.Select(Median).ToArray();
        return new(row, medians[0]!.Value, medians[1]!.Value, medians[2], medians[3], medians[4], MemoryFootprint.Measure(one.Run, effort.Seconds));
    }

    /// <summary>scikit-learn beside our step on one thread, in words; null if it was not found or no row is about its network.</summary>
    public string? Sklearn(IEnumerable<ComparisonCase> rows)
    {
        if (!theirs.Has("sklearn") || rows.FirstOrDefault(row => row.Net == "sklearn50") is not { } row) return null;
        using var one = Step(row, threads: 1);
        Timing.WarmUp(one.Run);
        var (ours, speeds) = (new List<double>(), new[] { new List<double>(), new List<double>() });
        for (var repetition = 0; repetition < effort.Repetitions; repetition++)
        {
            ours.Add(Ours(row, one));
            foreach (var threads in new[] { 1, 2 })
                speeds[threads - 1].Add(theirs.Measure("sklearn", row.Net, row.Batch, threads, effort.Seconds, one.ParameterCount));
        }
        var (mine, first, second) = (Timing.Median(ours), Timing.Median(speeds[0]), Timing.Median(speeds[1]));
        return $"scikit-learn's MLPClassifier on {row.Net}, batch {row.Batch}: {first:N0} samples/s on one thread, {second:N0} on two; "
            + $"ours on one thread {mine:N0}, {mine / Math.Max(first, second):F2} times its better";
    }

    TrainingStep Step(ComparisonCase row, int threads) => new(NetworkRegistry.Find(row.Net), row.Batch, new Cpu<float>(threads), digits);

    double Ours(ComparisonCase row, TrainingStep step) => row.Batch / Timing.SecondsPerCall(step.Run, effort.Seconds);

    double Torch(ComparisonCase row, TrainingStep step, int threads) =>
        theirs.Measure("torch", row.Net, row.Batch, threads, effort.Seconds, step.ParameterCount);

    static double? Median(List<double> speeds) => speeds.Count == 0 ? null : Timing.Median(speeds);
}
