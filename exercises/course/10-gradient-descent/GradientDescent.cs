// 10 · Gradient descent · 3 Learning
//
// The gradient is the direction of steepest ascent, so each step goes against it. The learning rate sets the length of
// the step and is the hyperparameter to tune first. On a quadratic loss, the result after t steps is known in closed
// form: along each axis the distance to the minimum shrinks by the same factor at every step.
//
// Formula  OP-01  θ ← θ − α·∇L(θ)
//          OP-05  for L = ½(θ₁² + 4θ₂²):  after t steps θ = ((1 − α)ᵗ·θ₁, (1 − 4α)ᵗ·θ₂)
// Shapes   θ [n], gradient [n], learning rate scalar
// Example  w = 12, gradient 6, learning rate 0.01: 12 − 0.06 = 11.94
// Read     after: Tiny.Nn/Training/Sgd.cs

namespace Exercise10;

public static class GradientDescent
{
    /// <summary>Updates θ in place by one step.</summary>
    public static void Step(double[] theta, double[] gradient, double rate)
    {
        throw new TodoException("10");
    }

    /// <summary>Returns θ after a number of steps. The start is not changed.</summary>
    /// <param name="gradient">Returns ∇L at a point.</param>
    public static double[] Minimize(Func<double[], double[]> gradient, double[] start, double rate, int steps)
    {
        throw new TodoException("10");
    }
}
