// 20 · Batch norm · 4 Generalisation
//
// Normalise each feature to mean 0 and variance 1 over the batch, then apply a learned scale γ and shift β. The inputs
// of every layer then keep the same scale, whatever the layers before it do. The backward pass is often written
// wrongly: each x also changes the mean and the variance, and through them all other outputs. So dx is a sum over three
// paths: through x̂ directly, through μ, and through σ².
//
// Formula  RG-18  μ = (1/m) Σ xᵢ,  σ² = (1/m) Σ (xᵢ − μ)²,  x̂ᵢ = (xᵢ − μ)/√(σ² + ε),  yᵢ = γ·x̂ᵢ + β
//          AD-04  dγ = Σ dyᵢ·∂yᵢ/∂γ,  dβ = Σ dyᵢ·∂yᵢ/∂β,  dx_k = Σᵢ dyᵢ·∂yᵢ/∂x_k, with ∂μ/∂x_k = 1/m and
//                 ∂σ²/∂x_k = (2/m)·(x_k − μ)
// Shapes   x [m]: one feature of m examples; γ, β scalars
// Example  x = (1, 2, 6): μ = 3, σ² = 14/3, x̂ = (−0.92582, −0.46291, 1.38873) with ε = 1e-5
// Read     after: Tiny.Nn/Ops/Normalization.cs

namespace Exercise20;

public static class BatchNorm
{
    /// <summary>Returns y, and for the backward pass x̂ and 1/√(σ² + ε).</summary>
    public static (double[] Y, double[] Normalized, double InverseDeviation) Forward(double[] x, double gamma,
        double beta, double epsilon = 1e-5)
    {
        throw new TodoException("20");
    }

    /// <summary>Returns dx, dγ and dβ from dy and the results of Forward.</summary>
    public static (double[] Dx, double Dgamma, double Dbeta) Backward(double[] dy, double gamma, double[] normalized,
        double inverseDeviation)
    {
        throw new TodoException("20");
    }
}
