using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench.Forward;

/// <summary>
/// Measures the cases of one network. In each round Tiny.Nn and ONNX Runtime alternate, with one and with two threads,
/// so that other load on the computer affects both.
/// </summary>
sealed class ForwardComparison : IDisposable
{
    const double Tolerance = 1e-4, WarmUpSeconds = 0.5;

    readonly string net;
    readonly ForwardPass one, two;
    readonly OnnxRuntime? onnxRuntime;

    public ForwardComparison(string net, Dataset digits, OnnxRuntime? onnxRuntime)
    {
        (this.net, this.onnxRuntime) = (net, onnxRuntime);
        var network = NetworkRegistry.Find(net);
        (one, two) = (new(network, threads: 1, digits), new(network, threads: 2, digits));
        if (onnxRuntime is not null) one.Export(onnxRuntime.ModelPath(net));
    }

    /// <summary>Measures one case.</summary>
    /// <param name="peak">The peak arithmetic rate of two threads.</param>
    /// <exception cref="LabException">The outputs of the two libraries differ.</exception>
    public ForwardResult Measure(ForwardCase forwardCase, MeasurementBudget budget, double peak)
    {
        var (batch, seconds) = (forwardCase.Batch, budget.Seconds);
        Timing.WarmUp(() => one.Run(batch), WarmUpSeconds);
        Timing.WarmUp(() => two.Run(batch), WarmUpSeconds);
        CheckAgreement(batch);
        var (measured, binding) = (new List<ForwardRound>(), new List<double>());
        for (var round = 0; round < budget.Rounds; round++)
        {
            measured.Add(new(Ours1: Ours(one), Theirs1: Theirs(1), Ours2: Ours(two), Theirs2: Theirs(2)));
            if (onnxRuntime is not null) binding.Add(onnxRuntime.BindingSeconds(seconds / 4));
        }
        return new(forwardCase, measured, Timing.Median(binding), one.OperationsPerImage, peak);

        double Ours(ForwardPass pass) => batch / Timing.SecondsPerCall(() => pass.Run(batch), seconds);

        double Theirs(int threads) =>
            onnxRuntime?.Measure(net, batch, threads, seconds).ImagesPerSecond ?? double.NaN;
    }

    public void Dispose()
    {
        one.Dispose();
        two.Dispose();
    }

    void CheckAgreement(int batch)
    {
        if (onnxRuntime is null) return;
        var (_, theirs) = onnxRuntime.Measure(net, batch, threads: 1, seconds: 0);
        var ours = one.Run(batch)[^theirs.Length..];
        var limit = Tolerance * theirs.Max(Math.Abs);
        for (var index = 0; index < theirs.Length; index++)
            if (!(Math.Abs(ours[index] - theirs[index]) <= limit))
                throw new LabException($"forward: {net}, batch {batch}: output {index} of the last image is "
                    + $"{ours[index]}, ONNX Runtime computes {theirs[index]}; "
                    + "run the tests in Tiny.Nn.Tests/Exchange");
    }
}
