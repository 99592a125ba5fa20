namespace Tiny.Nn.Training;

/// <summary>
/// The learning rate as a function of the step. Evaluated before every step; stateless, so a training run can be
/// resumed anywhere.
/// </summary>
public abstract record Schedule
{
    /// <summary>A constant rate.</summary>
    public static Schedule Constant { get; } = new ConstantRate();

    /// <summary>
    /// Whether the rate depends on the number of epochs, so that a run cannot be continued beyond its planned end.
    /// </summary>
    public virtual bool DependsOnLength => false;

    /// <summary>Returns the learning rate of one step.</summary>
    /// <param name="initial">η, the rate that the optimizer was created with.</param>
    /// <param name="step">t, the number of the step in the training run, from 0.</param>
    /// <param name="stepsPerEpoch">The number of batches in an epoch, 1 or more.</param>
    /// <param name="epochs">The number of epochs of the run, which has T = stepsPerEpoch · epochs steps.</param>
    public abstract double Rate(double initial, long step, long stepsPerEpoch, int epochs);

    /// <summary>
    /// Returns the value between <paramref name="from"/> and <paramref name="to"/> along half a cosine, as progress
    /// goes from 0 to 1.
    /// </summary>
    protected static double HalfCosine(double from, double to, double progress) =>
        to + (from - to) / 2 * (1 + Math.Cos(Math.PI * progress));
}

/// <summary>A constant learning rate, η.</summary>
public sealed record ConstantRate : Schedule
{
    public override double Rate(double initial, long step, long stepsPerEpoch, int epochs) => initial;
}

/// <summary>Step decay: rate = η · factor^⌊epoch / every⌋, with epochs counted from 0.  Source: OP-10.</summary>
/// <param name="Every">The number of epochs between two drops, 1 or more.</param>
/// <param name="Factor">The factor of a drop.</param>
public sealed record StepDecay(int Every, double Factor = 0.1) : Schedule
{
    public int Every { get; } = Every >= 1 ? Every : throw new ArgumentException(
        $"StepDecay: drops come every 1 epoch or more, got {Every}");

    public override double Rate(double initial, long step, long stepsPerEpoch, int epochs) =>
        initial * Math.Pow(Factor, step / stepsPerEpoch / Every);
}

/// <summary>Inverse scaling: rate = η / (t + 1)^power.  Source: OP-11.</summary>
public sealed record InverseScaling(double Power = 0.5) : Schedule
{
    public override double Rate(double initial, long step, long stepsPerEpoch, int epochs) =>
        initial / Math.Pow(step + 1, Power);
}

/// <summary>
/// Cosine decay: rate = least + ½(η − least)(1 + cos(π·t/T)), from η in the first step to <paramref name="Least"/>
/// after the last. Equals PyTorch's <c>CosineAnnealingLR</c>, evaluated at every step.
/// </summary>
public sealed record CosineDecay(double Least = 0) : Schedule
{
    public override bool DependsOnLength => true;

    public override double Rate(double initial, long step, long stepsPerEpoch, int epochs) =>
        HalfCosine(initial, Least, (double)step / (stepsPerEpoch * epochs));
}

/// <summary>
/// PyTorch's <c>OneCycleLR</c>: the rate rises along half a cosine from η/div to η, then falls along another to η/(div
/// · finalDiv). The optimizer's rate η is the maximum. The rate reaches it at step warmup·T − 1, and the final value at
/// step T − 1.
/// </summary>
/// <param name="Warmup">The fraction of steps with rising rate, at least 0 and below 1.</param>
public sealed record OneCycle(double Warmup = 0.3, double Div = 25, double FinalDiv = 1e4) : Schedule
{
    public double Warmup { get; } = Warmup is >= 0 and < 1
        ? Warmup
        : throw new ArgumentException($"OneCycle: the warmup fraction is at least 0 and below 1, got {Warmup}");

    public override bool DependsOnLength => true;

    public override double Rate(double initial, long step, long stepsPerEpoch, int epochs)
    {
        var (lowest, total) = (initial / Div, stepsPerEpoch * epochs);
        var (peak, last) = (Warmup * total - 1, total - 1.0);
        return step < peak
            ? HalfCosine(lowest, initial, step / peak)
            : HalfCosine(initial, lowest / FinalDiv, (step - peak) / (last - peak));
    }
}
