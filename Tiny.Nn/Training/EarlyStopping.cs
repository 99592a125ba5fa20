using Tiny.Nn.Backends;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Training;

/// <summary>
/// Settings of early stopping, algorithm 7.1 of the Deep Learning book. With n steps between evaluations and patience
/// p:
/// <code>
///   i = j = 0, v = ∞, θ* = θ, i* = i
///   while j &lt; p:
///       train n steps;  i += n
///       v′ = validation error of θ
///       if v′ &lt; v:  j = 0, θ* = θ, i* = i, v = v′       (a tie is no improvement)
///       else:       j += 1
///   return θ*, i*
/// </code>
/// In a <see cref="Trainer"/> a step is an epoch.  Source: RG-15.
/// </summary>
public sealed record EarlyStopping
{
    /// <param name="patience">p: the number of evaluations without improvement after which training stops, 1
    /// or more.</param>
    /// <param name="interval">n: the number of steps between evaluations, 1 or more.</param>
    /// <exception cref="ArgumentException">An argument is below 1.</exception>
    public EarlyStopping(int patience, int interval = 1)
    {
        if (patience < 1)
            throw new ArgumentException($"EarlyStopping: the patience is 1 evaluation or more, got {patience}");
        if (interval < 1) throw new ArgumentException($"EarlyStopping: the interval is 1 step or more, got {interval}");
        (Patience, Interval) = (patience, interval);
    }

    /// <summary>p: the number of evaluations without improvement after which training stops.</summary>
    public int Patience { get; }

    /// <summary>n: the number of steps between evaluations.</summary>
    public int Interval { get; }

    /// <summary>Returns the initial state, with θ* = θ.</summary>
    public EarlyStoppingState Begin(IEnumerable<Parameter> parameters) => new(this, parameters);
}

/// <summary>The state of algorithm 7.1: a copy of the best parameters, and whether training should stop.</summary>
public sealed class EarlyStoppingState
{
    readonly EarlyStopping settings;
    readonly List<(Tensor Value, ValueBuffer Best)> copies = [];

    internal EarlyStoppingState(EarlyStopping settings, IEnumerable<Parameter> parameters)
    {
        this.settings = settings;
        foreach (var value in parameters.Select(parameter => parameter.Value))
            copies.Add((value, value.Backend.AllocateValues(value.Shape.Count)));
        Capture();
    }

    /// <summary>i: the number of steps so far.</summary>
    public long Steps { get; internal set; }

    /// <summary>i*: the number of steps at the lowest error; 0 before the first evaluation.</summary>
    public long BestSteps { get; internal set; }

    /// <summary>v: the lowest error.</summary>
    public double BestError { get; internal set; } = double.PositiveInfinity;

    /// <summary>j: the number of evaluations since the lowest error.</summary>
    public int Failures { get; internal set; }

    /// <summary>θ, and the copy θ*.</summary>
    internal IReadOnlyList<(Tensor Value, ValueBuffer Best)> Copies => copies;

    /// <summary>Whether training should stop: j ≥ p.</summary>
    public bool IsOver => Failures >= settings.Patience;

    /// <summary>
    /// Records the validation error after n more steps. Returns true for an improvement; the parameters were
    /// then copied.
    /// </summary>
    public bool Observe(double error)
    {
        Steps += settings.Interval;
        if (!(error < BestError))
        {
            Failures++;
            return false;
        }
        (Failures, BestSteps, BestError) = (0, Steps, error);
        Capture();
        return true;
    }

    /// <summary>Copies θ* back to the parameters, running statistics included.</summary>
    public void Restore()
    {
        foreach (var (value, best) in copies) value.Backend.AddScaled(1, best, 0, value.Buffer);
    }

    void Capture()
    {
        foreach (var (value, best) in copies) value.Backend.AddScaled(1, value.Buffer, 0, best);
    }
}
