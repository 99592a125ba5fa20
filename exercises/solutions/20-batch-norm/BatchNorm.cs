// 20 · Batch norm · 4 Generalising
//
// Bring each feature to mean 0 and variance 1 over the batch, then let the network choose its own scale γ and shift β. Every layer then
// gets inputs of a decent size, whatever the layers before it do. The way back is a famous trap: each x moves the mean and the
// variance, and through them all other outputs. So two terms are taken off the gradient: its mean, and what correlates with x̂.
//
// Formula  RG-18  μ = (1/m) Σ xᵢ,  σ² = (1/m) Σ (xᵢ − μ)²,  x̂ᵢ = (xᵢ − μ)/√(σ² + ε),  yᵢ = γ·x̂ᵢ + β
//          AD-04  dβ = Σ dyᵢ,  dγ = Σ dyᵢ·x̂ᵢ,  dxᵢ = γ/√(σ² + ε) · (dyᵢ − dβ/m − x̂ᵢ·dγ/m)
// Shapes   x [m]: one feature of m examples; γ, β one number each
// Number   x = (1, 2, 6): μ = 3, σ² = 14/3, x̂ = (−0.92582, −0.46291, 1.38873) with ε = 1e-5
// Read     after: Tiny.Nn/Ops/Normalization.cs

namespace Exercise20;

public static class BatchNorm
{
    /// <summary>y, and x̂ and 1/√(σ² + ε) for the way back.</summary>
    public static (double[] Y, double[] Normal, double Inverse) Forward(double[] x, double gamma, double beta, double epsilon = 1e-5)
    {
        // ── begin ──
        var mean = x.Average();
        var variance = x.Average(value => (value - mean) * (value - mean));
        var inverse = 1 / Math.Sqrt(variance + epsilon);
        var normal = x.Select(value => (value - mean) * inverse).ToArray();
        return (normal.Select(value => gamma * value + beta).ToArray(), normal, inverse);
        // ── end ──
    }

    /// <summary>dx, dγ and dβ from dy and what Forward handed over.</summary>
    public static (double[] Dx, double Dgamma, double Dbeta) Backward(double[] dy, double gamma, double[] normal, double inverse)
    {
        // ── begin ──
        var m = dy.Length;
        var dbeta = dy.Sum();
        var dgamma = dy.Zip(normal, (slope, value) => slope * value).Sum();
        var dx = dy.Zip(normal, (slope, value) => gamma * inverse * (slope - dbeta / m - value * dgamma / m)).ToArray();
        return (dx, dgamma, dbeta);
        // ── end ──
    }
}
