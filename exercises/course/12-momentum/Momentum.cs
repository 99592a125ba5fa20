// 12 · Momentum · 3 Learning
//
// In a long narrow valley, plain gradient descent oscillates across the valley and advances slowly along it. Momentum
// keeps a velocity, an exponentially weighted sum of past gradients. Components that alternate in sign cancel; a
// constant component is amplified by 1/(1 − μ). With μ = 0.9 that is a factor of ten, so momentum usually needs a lower
// learning rate.
//
// Formula  OP-10  at step t:  v_t = g_t + μ·g_(t−1) + μ²·g_(t−2) + …,  w_t = w_(t−1) − η·v_t;  v₀ = 0
// Shapes   w [n], g [n], v [n], all of the same length; w and v change in place
// Example  w = 0, v = 0, g = 1 twice, μ = 0.9, η = 0.1: v = 1, w = −0.1; then v = 1.9, w = −0.29
// Read     after: Tiny.Nn/Training/Sgd.cs, with Nesterov momentum

namespace Exercise12;

public static class Momentum
{
    /// <summary>Updates first the velocity, then the weights, in place.</summary>
    public static void Step(Span<double> w, ReadOnlySpan<double> g, Span<double> v, double rate, double mu)
    {
        throw new TodoException("12");
    }
}
