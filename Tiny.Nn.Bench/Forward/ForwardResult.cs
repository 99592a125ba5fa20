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
public sealed record ForwardResult(ForwardCase Case, IReadOnlyList<ForwardRound> Rounds, double BindingSeconds)
{
    /// <summary>The median of each throughput over the rounds.</summary>
    public ForwardRound Median { get; } = new(
        Timing.Median(Rounds.Select(round => round.Ours1)), Timing.Median(Rounds.Select(round => round.Ours2)),
        Timing.Median(Rounds.Select(round => round.Theirs1)), Timing.Median(Rounds.Select(round => round.Theirs2)));

    /// <summary>The ratio of the medians, each library with its faster number of threads.</summary>
    public double Ratio => Median.Ratio;

    /// <summary>The smallest and the largest ratio of a round.</summary>
    public (double Lowest, double Highest) Spread =>
        (Rounds.Min(round => round.Ratio), Rounds.Max(round => round.Ratio));

    /// <summary>The ratio to ONNX Runtime's time without its binding.</summary>
    public double RatioWithoutBinding
    {
        get
        {
            var theirs = Case.Batch / Math.Max(Median.Theirs1, Median.Theirs2) - BindingSeconds;
            return Math.Max(Median.Ours1, Median.Ours2) / (Case.Batch / theirs);
        }
    }

    /// <summary>Whether the goal is reached; null without ONNX Runtime.</summary>
    public bool? MeetsGoal => double.IsNaN(Ratio) ? null : Ratio >= Case.Goal;
}
