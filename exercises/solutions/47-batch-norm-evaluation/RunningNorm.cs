// 47 · Batch norm in evaluation · 4 Generalisation
//
// In training, batch norm uses the mean and variance of the batch. In evaluation, the answer for one example must not
// depend on the others in its batch, and a batch may hold a single example. So training also keeps running averages of
// the mean and of the variance, and evaluation uses these. They are no parameters: no gradient flows through them.
// Forgetting to switch is a frequent error: the loss is fine in training, and wrong in use.
//
// Formula  RG-19  running ← (1 − q)·running + q·value of the batch, from mean 0 and variance 1;  the running variance
//                 takes the unbiased one, Σ (x − μ)²/(m − 1), as in PyTorch;  in evaluation
//                 y = γ·(x − running mean)/√(running variance + ε) + β
//          RG-18  in training y = γ·(x − μ)/√(σ² + ε) + β, with the mean and the variance (1/m) Σ (x − μ)² of the batch
// Shapes   x [m]: one feature of m examples; γ and β scalars → y [m]
// Example  q = 0.1, x = (1, 2, 6): the mean is 3, the unbiased variance 7;  running mean 0.3, running variance 1.6
// Read     before: exercise 20;  after: BatchNorm in Tiny.Nn/Layers/Normalization.cs

namespace Exercise47;

public sealed class RunningNorm(double q = 0.1, double epsilon = 1e-5)
{
    /// <summary>The running mean.</summary>
    public double Mean { get; private set; } = 0;

    /// <summary>The running variance.</summary>
    public double Variance { get; private set; } = 1;

    /// <summary>Returns y for a batch of training, and updates the running averages. The batch has m ≥ 2.</summary>
    public double[] Train(double[] x, double gamma, double beta)
    {
        // ── begin ──
        var mean = x.Average();
        var squares = x.Sum(value => (value - mean) * (value - mean));
        Mean = (1 - q) * Mean + q * mean;
        Variance = (1 - q) * Variance + q * squares / (x.Length - 1);
        return Normalized(x, mean, squares / x.Length, gamma, beta);
        // ── end ──
    }

    /// <summary>Returns y in evaluation. The running averages are not changed.</summary>
    public double[] Evaluate(double[] x, double gamma, double beta)
    {
        // ── begin ──
        return Normalized(x, Mean, Variance, gamma, beta);
    }

    double[] Normalized(double[] x, double mean, double variance, double gamma, double beta)
    {
        return [.. x.Select(value => gamma * (value - mean) / Math.Sqrt(variance + epsilon) + beta)];
        // ── end ──
    }
}
