using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Training;

/// <summary>The gradients of all parameters after a backward sweep, taken together as one vector.</summary>
public static class Gradients
{
    /// <summary>
    /// Returns the trainable parameters that have a gradient of the open scope, with their gradients.
    /// </summary>
    public static IEnumerable<(Parameter Parameter, Tensor Gradient)> Of(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in NotNull(parameters))
            if (parameter.IsTrainable && parameter.Value.Gradient is { IsAlive: true } gradient)
                yield return (parameter, gradient);
    }

    /// <summary>Returns ‖g‖ = √Σ g² over the gradients of all parameters; 0 if there are none.</summary>
    public static double Norm(IEnumerable<Parameter> parameters)
    {
        Tensor? squares = null;
        foreach (var (_, gradient) in Of(parameters))
        {
            var square = gradient.Square().Sum();
            squares = squares is null ? square : squares + square;
        }
        return squares is null ? 0 : Math.Sqrt(squares.Item());
    }

    /// <summary>
    /// Scales all gradients by one factor if their norm exceeds <paramref name="norm"/>: g ← g · min(1, norm / (‖g‖
    /// + 10⁻⁶)), as PyTorch's <c>clip_grad_norm_</c>. Call it between <see cref="Graph.Backward"/> and the
    /// optimizer's step.
    /// </summary>
    /// <returns>‖g‖ before clipping.</returns>
    /// <exception cref="ArgumentException">The norm is not above 0.</exception>
    public static double Clip(IReadOnlyCollection<Parameter> parameters, double norm)
    {
        if (!(norm > 0)) throw new ArgumentException($"Clip: the norm to clip to is above 0, got {norm}");
        var before = Norm(parameters);
        var factor = norm / (before + 1e-6);
        if (factor >= 1) return before;
        // New tensors, because one buffer may be the gradient of two parameters.
        foreach (var (parameter, gradient) in Of(parameters)) parameter.Value.Gradient = gradient * factor;
        return before;
    }
}
