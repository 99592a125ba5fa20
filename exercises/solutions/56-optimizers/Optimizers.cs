// 56 · SGD and Adam · 9 A framework of one's own
//
// An optimizer knows the parameters and changes them in place, after Backward has set their gradients. What it
// remembers between two steps, a velocity or two averages, has one array for each parameter. The formulas are those of
// exercises 12 and 42.
//
// Formula  OP-10  v ← μ·v + g,  w ← w − η·v;  v = 0 at first
//          OP-11  m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  w ← w − η·m̂/(√v̂ + ε), where m̂ = m/(1 − β₁ᵗ),
//                 v̂ = v/(1 − β₂ᵗ) and t = 1, 2, … is the step
// Shapes   v and m have the shape of their parameter
// Example  w = 1, g = 0.5, η = 0.1: the first step of Adam leads to 0.9, that of SGD to 0.95
// File     framework/Optimizers.cs
// Needs    49
// Read     before: exercises 12 and 42;  after: Tiny.Nn/Training/Sgd.cs and Tiny.Nn/Training/Adam.cs

namespace Framework;

/// <summary>Changes parameters by their gradients.</summary>
public abstract class Optimizer(double rate)
{
    /// <summary>The learning rate η, which may change between two steps.</summary>
    public double Rate { get; set; } = rate;

    /// <summary>Takes one step with all parameters, whose gradients are set.</summary>
    public abstract void Step();
}

/// <summary>Gradient descent with momentum.</summary>
public sealed class Sgd(IReadOnlyList<Tensor> parameters, double rate, double momentum = 0) : Optimizer(rate)
{
    readonly double[][] velocities = [.. parameters.Select(parameter => new double[parameter.Count])];

    /// <inheritdoc/>
    public override void Step()
    {
        // ── begin ──
        for (var p = 0; p < parameters.Count; p++)
        {
            var (w, g, v) = (parameters[p].Data, parameters[p].Gradient, velocities[p]);
            for (var i = 0; i < w.Length; i++)
            {
                v[i] = momentum * v[i] + g[i];
                w[i] -= Rate * v[i];
            }
        }
        // ── end ──
    }
}

/// <summary>Adam: steps of about the same size for every weight.</summary>
public sealed class Adam(IReadOnlyList<Tensor> parameters, double rate = 0.001, double beta1 = 0.9,
    double beta2 = 0.999, double epsilon = 1e-8) : Optimizer(rate)
{
    readonly double[][] means = [.. parameters.Select(parameter => new double[parameter.Count])];
    readonly double[][] squares = [.. parameters.Select(parameter => new double[parameter.Count])];
    int t;

    /// <inheritdoc/>
    public override void Step()
    {
        // ── begin ──
        t++;
        var (meanShare, squareShare) = (1 - Math.Pow(beta1, t), 1 - Math.Pow(beta2, t));
        for (var p = 0; p < parameters.Count; p++)
        {
            var (w, g, m, v) = (parameters[p].Data, parameters[p].Gradient, means[p], squares[p]);
            for (var i = 0; i < w.Length; i++)
            {
                m[i] = beta1 * m[i] + (1 - beta1) * g[i];
                v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
                w[i] -= Rate * (m[i] / meanShare) / (Math.Sqrt(v[i] / squareShare) + epsilon);
            }
        }
        // ── end ──
    }
}
