using Tiny.Nn.Backends;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Training;

/// <summary>
/// Updates parameters by their gradients. A derived class states the formula for one parameter,
/// <see cref="Step(InPlaceVector, InPlaceVector, OptimizerState)"/>; this class applies it to every parameter that has
/// a gradient, and keeps its state between steps. Independent of losses, batches and epochs.
/// </summary>
public abstract class Optimizer
{
    readonly Dictionary<Parameter, OptimizerState> states = [];
    readonly double weightDecay;

    /// <param name="weightDecay">λ of PyTorch's <c>weight_decay</c>: g ← g + λ·w before the formula, for all
    /// parameters, biases included. It equals an L2 penalty of λ/2·wᵀw on all of them, with every optimizer.</param>
    /// <exception cref="ArgumentException">An argument is negative or not finite.</exception>
    protected Optimizer(double rate, double weightDecay = 0)
    {
        Rate = rate;
        this.weightDecay = Check("the weight decay", weightDecay);
    }

    /// <summary>η, the learning rate of the next step, 0 or more; schedules set it.</summary>
    public virtual double Rate { get; set => field = Check("the rate", value); }

    /// <summary>
    /// Performs one step: updates every trainable parameter that has a gradient, in place. Call it once per batch,
    /// after <see cref="Graph.Backward"/>, while the scope is open. The state of a parameter is reset when the
    /// parameter is initialized again.
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
                $"{GetType().Name}: no parameter has a gradient; " +
                "call Graph.Backward(loss) before Step, and Step before the scope is disposed");
    }

    /// <summary>
    /// Returns the state of a parameter, which a <see cref="Checkpoint"/> saves; a new one if there is none. An
    /// optimizer that wraps another returns the state of that one.
    /// </summary>
    public virtual OptimizerState StateOf(Parameter parameter) => OwnState(parameter);

    /// <summary>Applies the formula to one parameter, in place.</summary>
    /// <param name="w">The weights, which the formula updates.</param>
    /// <param name="g">The gradient of the weights, including weight decay; read only.</param>
    protected abstract void Step(InPlaceVector w, InPlaceVector g, OptimizerState state);

    /// <summary>Checks that a setting is finite and 0 or more, or at least 0 and below 1.</summary>
    protected double Check(string what, double value, bool belowOne = false) =>
        value >= 0 && value < (belowOne ? 1 : double.PositiveInfinity)
            ? value
            : throw new ArgumentException(
                $"{GetType().Name}: {what} is {(belowOne ? "at least 0 and below 1" : "0 or more")}, got {value}");

    void Step(Parameter parameter, Tensor gradient)
    {
        var (weights, scope) = (parameter.Value, parameter.Value.Backend.CurrentScope!);
        var state = OwnState(parameter);
        var mark = scope.Mark;
        InPlaceVector w = new(weights.Backend, weights.Buffer), g = new(weights.Backend, gradient.Buffer);
        if (weightDecay != 0)
        {
            var decayed = g.Temporary();                 // another parameter may share the gradient's buffer
            decayed.AddScaled(1, g, 0);
            decayed.Add(weightDecay, w);                 // g + λ·w
            g = decayed;
        }
        state.StepCount++;
        Step(w, g, state);
        scope.ReleaseSince(mark, except: gradient.Buffer);
    }

    OptimizerState OwnState(Parameter parameter) =>
        states.TryGetValue(parameter, out var state) && state.Weights == parameter.Value
            ? state
            : states[parameter] = new(parameter);
}

/// <summary>The state of an optimizer for one parameter.</summary>
public sealed class OptimizerState(Parameter parameter)
{
    readonly Dictionary<string, InPlaceVector> vectors = [];

    /// <summary>The parameter that the state belongs to.</summary>
    public Parameter Parameter => parameter;

    /// <summary>t, the number of steps of this parameter, including the current one.</summary>
    public long StepCount { get; internal set; }

    /// <summary>The vectors so far, by name.</summary>
    public IReadOnlyDictionary<string, InPlaceVector> Vectors => vectors;

    /// <summary>
    /// The parameter's values when the state was created. The parameter has a different tensor after it is
    /// initialized again.
    /// </summary>
    internal Tensor Weights { get; } = NotNull(parameter).Value;

    /// <summary>
    /// A named vector of the parameter's length, initially 0, that persists between steps. Its name in a checkpoint is
    /// this one; the library's optimizers use PyTorch's names.
    /// </summary>
    public InPlaceVector this[string name]
    {
        get
        {
            if (vectors.TryGetValue(name, out var vector)) return vector;
            var buffer = Weights.Backend.AllocateValues(Weights.Shape.Count);
            Weights.Backend.Fill(0, buffer);
            return vectors[name] = new(Weights.Backend, buffer);
        }
    }

    /// <summary>Sets the number of steps, and creates exactly the named vectors.</summary>
    internal void Resume(long stepCount, IEnumerable<string> names)
    {
        StepCount = stepCount;
        vectors.Clear();
        foreach (var name in names) _ = this[name];
    }
}
