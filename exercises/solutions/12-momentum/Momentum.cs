// 12 · Momentum · 3 Learning
//
// In a long narrow valley plain descent bounces from wall to wall and hardly moves along. Give the walker mass: a velocity that
// remembers the slopes so far and forgets them slowly. What points to and fro cancels; what points along adds up, to 1/(1 − μ) times
// the slope. With μ = 0.9 that is ten times as far for the same rate, so lower the rate when you switch it on.
//
// Formula  OP-10  v ← μ·v + g,  w ← w − η·v
// Shapes   w [n], g [n], v [n]: all the same length; w and v change in place
// Number   w = 0, v = 0, g = 1 twice, μ = 0.9, η = 0.1: v = 1, w = −0.1; then v = 1.9, w = −0.29
// Read     after: Tiny.Nn/Training/Sgd.cs, with Nesterov's variant

namespace Exercise12;

public static class Momentum
{
    /// <summary>One step: first the velocity, then the weights.</summary>
    public static void Step(Span<double> w, ReadOnlySpan<double> g, Span<double> v, double rate, double mu)
    {
        // ── begin ──
        for (var i = 0; i < w.Length; i++)
        {
            v[i] = mu * v[i] + g[i];
            w[i] -= rate * v[i];
        }
        // ── end ──
    }
}
