// 05 · Central differences · 2 Derivatives
//
// The simplest way to compute a gradient: increase one parameter by h, decrease it by h, and compare the two results.
// It needs two evaluations for each parameter, so it is too slow for training, but it serves to test every other
// gradient. A large h has a truncation error, a small h a rounding error. For parameters near 1, h = 1e-5 is a good
// choice.
//
// Formula  AD-02  ∂J/∂θᵢ ≈ (J(θ + h·eᵢ) − J(θ − h·eᵢ)) / (2h), where eᵢ is 1 at index i and 0 elsewhere
// Shapes   J: [n] → scalar, θ [n] → gradient [n]
// Example  J = θ₁²·θ₂ at (3, 2): ∂J/∂θ₁ = 2·3·2 = 12, ∂J/∂θ₂ = 3² = 9
// Read     after: Tiny.Nn/Checks, where random directions check whole layers at once

namespace Exercise05;

public static class CentralDifferences
{
    /// <summary>Returns the gradient of J at θ. After the call, θ is unchanged.</summary>
    public static double[] Gradient(Func<double[], double> J, double[] theta, double h = 1e-5)
    {
        throw new TodoException("05");
    }
}
