using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// Measures comparison cases. The libraries run alternately, so that other load on the computer affects both, and the
/// median of the repetitions counts. Tiny.Nn runs in this process while the peer processes wait.
/// </summary>
sealed class PeerComparison(Dataset digits, PeerProcesses peers, OpenClDevice? device, MeasurementBudget budget)
{
    /// <summary>Measures the throughputs of one case.</summary>
    /// <exception cref="LabException">The two libraries do not train the same number of parameters.</exception>
    public ComparisonResult Measure(ComparisonCase comparisonCase)
    {
        using var one = CreateStep(comparisonCase, threads: 1);
        using var two = CreateStep(comparisonCase, threads: 2);
        Timing.WarmUp(one.Run);
        Timing.WarmUp(two.Run);
        using var onDevice = device is null
            ? null
            : new DeviceTrainingStep(
                NetworkRegistry.Find(comparisonCase.Net), comparisonCase.Batch, new OpenCl(device), digits);
        onDevice?.WarmUp();
        var speeds = new List<double>[5];
        foreach (var index in Enumerable.Range(0, speeds.Length)) speeds[index] = [];
        for (var repetition = 0; repetition < budget.Repetitions; repetition++)
        {
            speeds[0].Add(MeasureTinyNn(comparisonCase, one));
            if (peers.Has("torch")) speeds[2].Add(MeasureTorch(comparisonCase, one, threads: 1));
            speeds[1].Add(MeasureTinyNn(comparisonCase, two));
            if (peers.Has("torch")) speeds[3].Add(MeasureTorch(comparisonCase, two, threads: 2));
            if (onDevice is not null) speeds[4].Add(onDevice.SamplesPerSecond(budget.Seconds));
        }
        var medians = speeds.Select(Median).ToArray();
        var memory = MemoryFootprint.Measure(one.Run, budget.Seconds);
        return new(comparisonCase, medians[0]!.Value, medians[1]!.Value, medians[2], medians[3], medians[4], memory);
    }

    /// <summary>
    /// Compares Tiny.Nn with scikit-learn. Returns one line, or null if scikit-learn is not installed or its network is
    /// not in the cases.
    /// </summary>
    public string? MeasureSklearn(IEnumerable<ComparisonCase> cases)
    {
        if (!peers.Has("sklearn") || cases.FirstOrDefault(one => one.Net == "sklearn50") is not { } comparisonCase)
            return null;
        using var one = CreateStep(comparisonCase, threads: 1);
        Timing.WarmUp(one.Run);
        var (ours, speeds) = (new List<double>(), new[] { new List<double>(), new List<double>() });
        for (var repetition = 0; repetition < budget.Repetitions; repetition++)
        {
            ours.Add(MeasureTinyNn(comparisonCase, one));
            foreach (var threads in new[] { 1, 2 })
                speeds[threads - 1].Add(
                    peers.Measure("sklearn", comparisonCase.Net, comparisonCase.Batch,
                        threads, budget.Seconds, one.ParameterCount));
        }
        var (mine, first, second) = (Timing.Median(ours), Timing.Median(speeds[0]), Timing.Median(speeds[1]));
        return $"scikit-learn's MLPClassifier on {comparisonCase.Net}, batch {comparisonCase.Batch}: "
            + $"{first:N0} samples/s with 1 thread, "
            + $"{second:N0} with 2; Tiny.Nn with 1 thread {mine:N0}, ratio {mine / Math.Max(first, second):F2}";
    }

    TrainingStep CreateStep(ComparisonCase comparisonCase, int threads) =>
        new(NetworkRegistry.Find(comparisonCase.Net), comparisonCase.Batch, new Cpu<float>(threads), digits);

    double MeasureTinyNn(ComparisonCase comparisonCase, TrainingStep step) =>
        comparisonCase.Batch / Timing.SecondsPerCall(step.Run, budget.Seconds);

    double MeasureTorch(ComparisonCase comparisonCase, TrainingStep step, int threads) =>
        peers.Measure("torch", comparisonCase.Net, comparisonCase.Batch, threads, budget.Seconds, step.ParameterCount);

    static double? Median(List<double> speeds) => speeds.Count == 0 ? null : Timing.Median(speeds);
}
