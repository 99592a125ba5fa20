// 10 · Gradient descent · 3 Learning
//
// Learning is walking downhill in fog: the gradient points up, so step against it, a little. How far is the learning rate; it is the
// one number that everybody gets wrong at first. On a bowl the walk can be written down exactly: along each axis the distance to the
// bottom shrinks by the same factor at every step.
//
// Formula  OP-01  θ ← θ − α·∇L(θ)
//          OP-05  for L = ½(θ₁² + 4θ₂²):  after t steps θ = ((1 − α)ᵗ·θ₁, (1 − 4α)ᵗ·θ₂)
// Shapes   θ [n], gradient [n], rate one number
// Number   w = 12, slope 6, rate 0.01: 12 − 0.06 = 11.94
// Read     after: Tiny.Nn/Training/Sgd.cs

namespace Exercise10;

public static class Descent
{
    /// <summary>One step, in place.</summary>
    public static void Step(double[] theta, double[] gradient, double rate)
    {
        throw new TodoException("10");
    }

    /// <summary>Where one is after that many steps; the start is left alone.</summary>
    /// <param name="gradient">∇L at any place.</param>
    public static double[] Walk(Func<double[], double[]> gradient, double[] start, double rate, int steps)
    {
        throw new TodoException("10");
    }
}
