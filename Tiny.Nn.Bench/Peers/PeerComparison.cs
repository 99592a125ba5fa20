using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Bench.Profile;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Peers;

/// <summary>
/// Measures comparison cases. The libraries run alternately, so that other load on the computer affects both, and the
/// median of the rounds counts. Tiny.Nn runs in this process while the peer processes wait.
/// </summary>
sealed class PeerComparison(Dataset digits, PeerProcesses peers, OpenClDevice? device, MeasurementBudget budget)
{
    const int ChoiceRounds = 2;

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
        PeerSetting[] settings = peers.Has("torch")
            ? [ChooseTorch(comparisonCase, 1, one.ParameterCount), ChooseTorch(comparisonCase, 2, one.ParameterCount)]
            : [];
        var speeds = new List<double>[5];
        foreach (var index in Enumerable.Range(0, speeds.Length)) speeds[index] = [];
        for (var round = 0; round < budget.Rounds; round++)
        {
            speeds[0].Add(MeasureTinyNn(comparisonCase, one));
            if (settings is [var single, _]) speeds[2].Add(MeasureTorch(single));
            speeds[1].Add(MeasureTinyNn(comparisonCase, two));
            if (settings is [_, var dual]) speeds[3].Add(MeasureTorch(dual));
            if (onDevice is not null) speeds[4].Add(onDevice.SamplesPerSecond(budget.Seconds));
        }
        var medians = speeds.Select(Median).ToArray();
        return new(comparisonCase, medians[0]!.Value, medians[1]!.Value, medians[2], medians[3],
            settings is [] ? null : settings[medians[2] > medians[3] ? 0 : 1], medians[4],
            OperationsPerSample(comparisonCase), MemoryFootprint.Measure(one.Run, budget.Seconds));

        double MeasureTorch(PeerSetting setting) => peers.Measure("torch", comparisonCase.Net, comparisonCase.Batch,
            setting, budget.Seconds, one.ParameterCount);
    }

    /// <summary>
    /// Compares Tiny.Nn with scikit-learn. Returns one line, or null if scikit-learn is not installed or its network is
    /// not in the cases.
    /// </summary>
    public string? MeasureSklearn(IEnumerable<ComparisonCase> cases)
    {
        if (!peers.Has("sklearn") || cases.FirstOrDefault(one => one.Net == "sklearn50") is not { } comparisonCase)
            return null;
        using var step = CreateStep(comparisonCase, threads: 1);
        Timing.WarmUp(step.Run);
        PeerSetting[] settings = [.. from threads in new[] { 1, 2 }
            select Choose("sklearn", comparisonCase, step.ParameterCount,
                [.. PeerSetting.CoreTypes.Select(coreType => new PeerSetting(coreType, threads))])];
        var (ours, speeds) = (new List<double>(), new[] { new List<double>(), new List<double>() });
        for (var round = 0; round < budget.Rounds; round++)
        {
            ours.Add(MeasureTinyNn(comparisonCase, step));
            foreach (var (setting, speed) in settings.Zip(speeds))
                speed.Add(peers.Measure("sklearn", comparisonCase.Net, comparisonCase.Batch, setting, budget.Seconds,
                    step.ParameterCount));
        }
        var (mine, first, second) = (Timing.Median(ours), Timing.Median(speeds[0]), Timing.Median(speeds[1]));
        return $"scikit-learn's MLPClassifier on {comparisonCase.Net}, batch {comparisonCase.Batch}: "
            + $"{first:N0} samples/s with 1 thread, {second:N0} with 2 (best: {settings[first > second ? 0 : 1]}); "
            + $"Tiny.Nn with 1 thread {mine:N0}, ratio {mine / Math.Max(first, second):F2}";
    }

    PeerSetting ChooseTorch(ComparisonCase comparisonCase, int threads, long parameters) => Choose("torch",
        comparisonCase, parameters, PeerSetting.ForTorch(threads, comparisonCase.IsConvolutional));

    /// <summary>Returns the fastest configuration of a peer in short, alternating measurements.</summary>
    PeerSetting Choose(
        string peer, ComparisonCase comparisonCase, long parameters, IReadOnlyList<PeerSetting> candidates)
    {
        var best = new double[candidates.Count];
        for (var round = 0; round < ChoiceRounds; round++)
            foreach (var (index, setting) in candidates.Index())
                best[index] = Math.Max(best[index], peers.Measure(peer, comparisonCase.Net, comparisonCase.Batch,
                    setting, budget.Seconds / 5, parameters));
        return candidates[Array.IndexOf(best, best.Max())];
    }

    TrainingStep CreateStep(ComparisonCase comparisonCase, int threads) =>
        new(NetworkRegistry.Find(comparisonCase.Net), comparisonCase.Batch, new Cpu<float>(threads), digits);

    double MeasureTinyNn(ComparisonCase comparisonCase, TrainingStep step) =>
        comparisonCase.Batch / Timing.SecondsPerCall(step.Run, budget.Seconds);

    /// <summary>Counts the operations of the products and convolutions in one step, per sample.</summary>
    double OperationsPerSample(ComparisonCase comparisonCase)
    {
        using var backend = new ProfilingBackend(new Cpu<float>(threads: 1));
        using var step = new TrainingStep(
            NetworkRegistry.Find(comparisonCase.Net), comparisonCase.Batch, backend, digits);
        step.Run();
        return backend.Costs.Sum(cost => cost.Operations * cost.Calls) / comparisonCase.Batch;
    }

    static double? Median(List<double> speeds) => speeds.Count == 0 ? null : Timing.Median(speeds);
}
