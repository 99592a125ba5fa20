using Tiny.Nn.Backends;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Training;

/// <summary>
/// How gradients become new weights. An optimizer states one formula, <see cref="Step(InPlaceVector, InPlaceVector, OptimizerState)"/>, for
/// one parameter; this class finds the parameters that have a gradient, and keeps what the formula remembers of each between steps.
/// It knows nothing of losses, batches or epochs.
/// </summary>
public abstract class Optimizer
{
    readonly Dictionary<Parameter, OptimizerState> states = [];
    readonly double weightDecay;

    /// <param name="weightDecay">λ of PyTorch's <c>weight_decay</c>: g ← g + λ·w before the formula, for all parameters, biases too.
    /// It equals an L2 penalty of λ/2·wᵀw on all of them, under every optimizer.</param>
    /// <exception cref="ArgumentException">A number is negative or not finite.</exception>
    protected Optimizer(double rate, double weightDecay = 0)
    {
        Rate = rate;
        this.weightDecay = Check("the weight decay", weightDecay);
    }

    /// <summary>η, the learning rate of the next update, 0 or more; schedules set it.</summary>
    public virtual double Rate { get; set => field = Check("the rate", value); }

    /// <summary>
    /// One step: changes the numbers of every trainable parameter that the sweep gave a gradient. Called once for each batch, while
    /// its step is open, after <see cref="Graph.Backward"/>. What is remembered between steps outlives them, and is forgotten when
    /// the parameter is initialised anew.
    /// </summary>
    /// <exception cref="InvalidOperationException">No parameter has a gradient.</exception>
    public virtual void Step(IEnumerable<Parameter> parameters)
    {
        var updated = 0;
        foreach (var (parameter, gradient) in Gradients.Of(parameters))
        {
            Step(parameter, gradient);
            updated++;
        }
        if (updated == 0)
            throw new InvalidOperationException(
                $"{GetType().Name}: no parameter has a gradient to follow; " +
                "call Graph.Backward(loss) before, and update before the step is disposed");
    }

    /// <summary>The formula for one parameter, in place.</summary>
    /// <param name="w">The weights; to be changed.</param>
    /// <param name="g">Their gradient, weight decay included; to be read only.</param>
    protected abstract void Step(InPlaceVector w, InPlaceVector g, OptimizerState state);

    /// <summary>Refuses a number that is negative or not finite.</summary>
    protected double Check(string what, double value) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentException($"{GetType().Name}: {what} is 0 or more, got {value}");

    /// <summary>Refuses a number outside 0 ≤ value &lt; 1.</summary>
    protected double CheckShare(string what, double value) => value >= 0 && value < 1
        ? value
        : throw new ArgumentException($"{GetType().Name}: {what} is at least 0 and below 1, got {value}");

    void Step(Parameter parameter, Tensor gradient)
    {
        var (weights, scope) = (parameter.Value, parameter.Value.Backend.CurrentScope!);
        if (!states.TryGetValue(parameter, out var state) || state.Weights != weights) states[parameter] = state = new(parameter);
        var mark = scope.Mark;
        InPlaceVector w = new(weights.Backend, weights.Buffer), g = new(weights.Backend, gradient.Buffer);
        if (weightDecay != 0)
        {
            var decayed = g.Temporary();                 // the gradient's own memory may be another parameter's too
            decayed.AddScaled(1, g, 0);
            decayed.Add(weightDecay, w);                 // g + λ·w
            g = decayed;
        }
        state.StepCount++;
        Step(w, g, state);
        scope.ReleaseSince(mark, except: gradient.Buffer);
    }
}

/// <summary>What an optimizer remembers of one parameter from step to step.</summary>
public sealed class OptimizerState
{
    readonly Dictionary<string, InPlaceVector> kept = [];

    internal OptimizerState(Parameter parameter) => (Parameter, Weights) = (parameter, parameter.Value);

    /// <summary>Whose state it is.</summary>
    public Parameter Parameter { get; }

    /// <summary>t, the number of this update of the parameter, from 1 on.</summary>
    public long StepCount { get; internal set; }

    /// <summary>The numbers that the state belongs to; the parameter has others once it is initialised anew.</summary>
    internal Tensor Weights { get; }

    /// <summary>As many numbers as the parameter has, 0 before the first update; they outlive every step.</summary>
    public InPlaceVector this[string name]
    {
        get
        {
            if (kept.TryGetValue(name, out var numbers)) return numbers;
            var buffer = Weights.Backend.AllocateValues(Weights.Shape.Count);
            Weights.Backend.Fill(0, buffer);
            return kept[name] = new(Weights.Backend, buffer);
        }
    }
}
