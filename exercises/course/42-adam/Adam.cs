// 42 · Adam · 3 Learning
//
// One learning rate does not suit all weights: a weight with rare or small gradients moves too slowly, one with large
// gradients too fast. Adam divides the average gradient by the root of the average square, so that each weight moves by
// about η per step, whatever the scale of its gradient. Both averages start at 0 and are too small at first; dividing
// by 1 − βᵗ corrects this exactly.
//
// Formula  OP-11  m and v are running averages of g and of g²:  average ← β·average + (1 − β)·new value, with β₁ for m
//                 and β₂ for v;  m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ),  w ← w − η·m̂/(√v̂ + ε)
// Shapes   w, g, m, v [n]; t is the number of the step, 1, 2, …; w, m and v change in place
// Example  w = 1, g = 0.5, m = v = 0, t = 1, η = 0.1:  m̂ = 0.5 and √v̂ = 0.5, so w = 0.9
// Read     before: exercise 12;  after: Tiny.Nn/Training/Adam.cs

namespace Exercise42;

public static class Adam
{
    /// <summary>Updates the averages m and v, then the weights, in place.</summary>
    public static void Step(Span<double> w, ReadOnlySpan<double> g, Span<double> m, Span<double> v, int t, double rate,
        double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        throw new TodoException("42");
    }
}
