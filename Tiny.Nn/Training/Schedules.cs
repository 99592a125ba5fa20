namespace Tiny.Nn.Training;

/// <summary>
/// The learning rate as a function of progress. It is asked before every step; it keeps no state, so a run can be resumed anywhere.
/// </summary>
public abstract record Schedule
{
    /// <summary>The rate given to the optimizer, at every step.</summary>
    public static Schedule Constant { get; } = new ConstantRate();

    /// <summary>The rate of one step.</summary>
    /// <param name="initial">η, the rate that the optimizer was made with.</param>
    /// <param name="step">t, the number of the step in the whole training, from 0 on.</param>
    /// <param name="stepsPerEpoch">Batches in an epoch; 1 or more.</param>
    /// <param name="epochs">The epochs of the whole training; with the former T = stepsPerEpoch · epochs steps in all.</param>
    public abstract double Rate(double initial, long step, long stepsPerEpoch, int epochs);

    /// <summary>From <paramref name="from"/> to <paramref name="to"/> along half a cosine, as progress goes from 0 to 1.</summary>
    protected static double HalfCosine(double from, double to, double progress) => to + (from - to) / 2 * (1 + Math.Cos(Math.PI * progress));
}

/// <summary>rate = η.</summary>
public sealed record ConstantRate : Schedule
{
    public override double Rate(double initial, long step, long stepsPerEpoch, int epochs) => initial;
}

/// <summary>rate = η · factor^⌊epoch / every⌋, with epochs counted from 0: a drop after every few epochs.  Source: OP-10.</summary>
/// <param name="Every">Epochs between two drops, 1 or more.</param>
/// <param name="Factor">What remains at a drop.</param>
public sealed record StepDecay(int Every, double Factor = 0.1) : Schedule
{
    public int Every { get; } = Every >= 1 ? Every : throw new ArgumentException($"StepDecay: drops come every 1 epoch or more, got {Every}");

    public override double Rate(double initial, long step, long stepsPerEpoch, int epochs) =>
        initial * Math.Pow(Factor, step / stepsPerEpoch / Every);
}

/// <summary>rate = η / (t + 1)^power: in the first step η, then ever less.  Source: OP-11.</summary>
public sealed record InverseScaling(double Power = 0.5) : Schedule
{
    public override double Rate(double initial, long step, long stepsPerEpoch, int epochs) => initial / Math.Pow(step + 1, Power);
}

/// <summary>
/// rate = least + ½(η − least)(1 + cos(π·t/T)): from η in the first step to <paramref name="Least"/> after the last,
/// as PyTorch's <c>CosineAnnealingLR</c> asked at every step.
/// </summary>
public sealed record CosineDecay(double Least = 0) : Schedule
{
    public override double Rate(double initial, long step, long stepsPerEpoch, int epochs) =>
        HalfCosine(initial, Least, (double)step / (stepsPerEpoch * epochs));
}

/// <summary>
/// PyTorch's <c>OneCycleLR</c>: half a cosine up from η/div to η, then one down to η/(div · finalDiv) in the last step. The optimizer's
/// rate is the highest. The top is reached at step warmup·T − 1, the end at step T − 1.
/// </summary>
/// <param name="Warmup">The share of the steps that go up, at least 0 and below 1.</param>
public sealed record OneCycle(double Warmup = 0.3, double Div = 25, double FinalDiv = 1e4) : Schedule
{
    public double Warmup { get; } = Warmup is >= 0 and < 1
        ? Warmup
        : throw new ArgumentException($"OneCycle: the share of steps that warm up is at least 0 and below 1, got {Warmup}");

    public override double Rate(double initial, long step, long stepsPerEpoch, int epochs)
    {
        var (lowest, total) = (initial / Div, stepsPerEpoch * epochs);
        var (top, last) = (Warmup * total - 1, total - 1.0);
        return step < top
            ? HalfCosine(lowest, initial, step / top)
            : HalfCosine(initial, lowest / FinalDiv, (step - top) / (last - top));
    }
}
