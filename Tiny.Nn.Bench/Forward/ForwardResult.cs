namespace Tiny.Nn.Bench.Forward;

/// <summary>The throughputs of one round, in images per second; those of ONNX Runtime are NaN if it is not installed.
/// </summary>
public sealed record ForwardRound(double Ours1, double Ours2, double Theirs1, double Theirs2)
{
    /// <summary>The better of Tiny.Nn ÷ the better of ONNX Runtime.</summary>
    public double Ratio => Math.Max(Ours1, Ours2) / Math.Max(Theirs1, Theirs2);
}

/// <summary>The rounds of one case.</summary>
/// <param name="BindingSeconds">The part of each call of ONNX Runtime that its binding takes.</param>
/// <param name="OperationsPerImage">The operations of a pass over one image; a multiply-add is two.</param>
/// <param name="Peak">The peak arithmetic rate of two threads, in operations per second.</param>
public sealed record ForwardResult(ForwardCase Case, IReadOnlyList<ForwardRound> Rounds, double BindingSeconds,
    double OperationsPerImage, double Peak)
{
    /// <summary>The share of the peak that reaches the goal of a convolutional network, whatever the ratio.</summary>
    public const double PeakShareGoal = 0.85;

    /// <summary>The median of each throughput over the rounds.</summary>
    public ForwardRound Median { get; } = new(
        Timing.Median(Rounds.Select(round => round.Ours1)), Timing.Median(Rounds.Select(round => round.Ours2)),
        Timing.Median(Rounds.Select(round => round.Theirs1)), Timing.Median(Rounds.Select(round => round.Theirs2)));

    /// <summary>The ratio of the medians, each library with its faster number of threads.</summary>
    public double Ratio => Median.Ratio;

    /// <summary>The smallest and the largest ratio of a round.</summary>
    public (double Lowest, double Highest) Spread =>
        (Rounds.Min(round => round.Ratio), Rounds.Max(round => round.Ratio));

    /// <summary>The operations per second of Tiny.Nn and of ONNX Runtime, each with its faster number of threads.
    /// </summary>
    public (double Ours, double Theirs) Rates => (
        Math.Max(Median.Ours1, Median.Ours2) * OperationsPerImage,
        Math.Max(Median.Theirs1, Median.Theirs2) * OperationsPerImage);

    /// <summary>The share of the peak that Tiny.Nn reaches.</summary>
    public double PeakShare => Rates.Ours / Peak;

    /// <summary>The ratio to ONNX Runtime's time without its binding; NaN if the binding is all of it.</summary>
    public double RatioWithoutBinding =>
        Case.Batch / Math.Max(Median.Theirs1, Median.Theirs2) - BindingSeconds is > 0 and var seconds
            ? Math.Max(Median.Ours1, Median.Ours2) / Case.Batch * seconds
            : double.NaN;

    /// <summary>Whether the goal is reached; null without ONNX Runtime.</summary>
    public bool? MeetsGoal => double.IsNaN(Ratio) ? null : Ratio >= Case.Goal || PeakShare >= PeakShareGoal;
}
