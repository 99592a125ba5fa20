using Tiny.Nn;
using Tiny.Nn.Training;

namespace Exercises;

/// <summary>
/// Takes one optimizer step with momentum, as in exercise 12. The arguments are weights, gradient, velocity,
/// learning rate and μ.
/// </summary>
public delegate void LearnerOptimizerStep(Span<double> weights, ReadOnlySpan<double> gradient, Span<double> velocity,
    double rate, double mu);

/// <summary>An optimizer for Tiny.Nn's training loop that calls the learner's momentum step.</summary>
public sealed class LearnerOptimizer(LearnerOptimizerStep step, double rate, double mu) : Optimizer(rate)
{
    readonly Dictionary<Tensor, double[]> velocities = [];

    /// <inheritdoc/>
    protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
    {
        var parameter = state.Parameter.Value;
        var weights = parameter.ToArray();
        if (!velocities.TryGetValue(parameter, out var velocity))
            velocities[parameter] = velocity = new double[weights.Length];
        step(weights, parameter.Gradient!.ToArray(), velocity, Rate, mu);
        parameter.Assign(weights);
    }
}
