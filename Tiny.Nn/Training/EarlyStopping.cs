using Tiny.Nn.Backends;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Training;

/// <summary>
/// When to stop, and which weights to keep: algorithm 7.1 of the Deep Learning book. With n steps between evaluations and patience p:
/// <code>
///   i = j = 0, v = ∞, θ* = θ, i* = i
///   while j &lt; p:
///       train n steps;  i += n
///       v′ = validation error of θ
///       if v′ &lt; v:  j = 0, θ* = θ, i* = i, v = v′       (a tie is no improvement)
///       else:       j += 1
///   return θ*, i*
/// </code>
/// This record holds n and p; <see cref="Begin"/> starts the search. In a <see cref="Trainer"/> a step is an epoch.  Source: RG-15.
/// </summary>
public sealed record EarlyStopping
{
    /// <param name="patience">p: how many evaluations without improvement end the search, 1 or more.</param>
    /// <param name="interval">n: steps between evaluations, 1 or more.</param>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    public EarlyStopping(int patience, int interval = 1)
    {
        if (patience < 1) throw new ArgumentException($"EarlyStopping: the patience is 1 evaluation or more, got {patience}");
        if (interval < 1) throw new ArgumentException($"EarlyStopping: there is 1 step or more between evaluations, got {interval}");
        (Patience, Interval) = (patience, interval);
    }

    /// <summary>Never stops, and so only keeps the best.</summary>
    public static EarlyStopping Never { get; } = new(int.MaxValue);

    /// <summary>p.</summary>
    public int Patience { get; }

    /// <summary>n.</summary>
    public int Interval { get; }

    /// <summary>Starts a search with the parameters as they are: θ* = θ.</summary>
    public EarlyStoppingState Begin(IEnumerable<Parameter> parameters) => new(this, new ParameterSnapshot(parameters));
}

/// <summary>The state of algorithm 7.1: fed with validation errors, it says when to stop.</summary>
public sealed class EarlyStoppingState
{
    readonly EarlyStopping settings;
    readonly ParameterSnapshot best;

    internal EarlyStoppingState(EarlyStopping settings, ParameterSnapshot start) => (this.settings, best) = (settings, start);

    /// <summary>i: the steps trained so far.</summary>
    public long Steps { get; private set; }

    /// <summary>i*: the steps after which the error was lowest; 0 before the first evaluation.</summary>
    public long BestSteps { get; private set; }

    /// <summary>v: the lowest error.</summary>
    public double BestError { get; private set; } = double.PositiveInfinity;

    /// <summary>j: evaluations since then.</summary>
    public int Failures { get; private set; }

    /// <summary>j ≥ p.</summary>
    public bool IsOver => Failures >= settings.Patience;

    /// <summary>n more steps were trained and led to this validation error. True for an improvement: its weights were copied.</summary>
    public bool Observe(double error)
    {
        Steps += settings.Interval;
        if (error < BestError)
        {
            (Failures, BestSteps, BestError) = (0, Steps, error);
            best.Capture();
            return true;
        }
        Failures++;
        return false;
    }

    /// <summary>Puts θ* back into the parameters.</summary>
    public void Restore() => best.Restore();
}

/// <summary>A copy of all numbers of a network, statistics included, in memory of its own on the same machine.</summary>
public sealed class ParameterSnapshot
{
    readonly List<(Tensor Value, ValueBuffer Copy)> copies = [];

    /// <summary>Copies the parameters as they are.</summary>
    public ParameterSnapshot(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters)
            copies.Add((parameter.Value, parameter.Value.Backend.AllocateValues(parameter.Shape.Count)));
        Capture();
    }

    /// <summary>Copies the parameters as they are now over the former copy.</summary>
    public void Capture()
    {
        foreach (var (value, copy) in copies) value.Backend.AddScaled(1, value.Buffer, 0, copy);
    }

    /// <summary>Puts the copied numbers back.</summary>
    public void Restore()
    {
        foreach (var (value, copy) in copies) value.Backend.AddScaled(1, copy, 0, value.Buffer);
    }
}
