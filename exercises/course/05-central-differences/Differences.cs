// 05 · Central differences · 2 Derivatives
//
// The slowest way to a gradient, and the one that is never wrong by design: nudge one number up, nudge it down, see how the result
// moves. It needs two evaluations for each parameter, so nobody trains with it; everybody tests with it. The nudge must be neither
// large (then the curve bends in between) nor tiny (then rounding eats the digits): 1e-5 serves well for numbers near 1.
//
// Formula  AD-02  ∂J/∂θᵢ ≈ (J(θ + h·eᵢ) − J(θ − h·eᵢ)) / (2h), where eᵢ is 1 at place i and 0 elsewhere
// Shapes   J: [n] → one number, θ [n] → gradient [n]
// Number   J = θ₁²·θ₂ at (3, 2): 2·3·2 = 12 for the first, 3² = 9 for the second
// Read     after: Tiny.Nn/Checks, where random directions check whole layers at once

namespace Exercise05;

public static class Differences
{
    /// <summary>The gradient of J at θ. Leaves θ as it found it.</summary>
    public static double[] Gradient(Func<double[], double> J, double[] theta, double h = 1e-5)
    {
        throw new TodoException("05");
    }
}
