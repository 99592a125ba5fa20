// 01 · The perceptron · 1 Neurons
//
// The first neuron that learned, Rosenblatt's of 1957. It weighs what it sees, adds a bias, and fires if the sum is positive.
// When it errs, each weight moves by the error times its input; when it is right, nothing moves. If a straight line can
// separate the two classes, this finds one after finitely many errors. No line separates XOR, so there it errs forever.
//
// Formula  NN-03  f(x) = 1 if w₁x₁ + … + wₙxₙ + b > 0, else 0;  after each example w ← w + (t − f(x))·x,  b ← b + (t − f(x))
// Shapes   w [n], x [n], b one number → 0 or 1
// Number   w = (1, 1), b = −1.5 is AND:  x = (1, 1) gives 0.5 > 0, so 1;  x = (1, 0) gives −0.5, so 0
// Read     after: Tiny.Nn/Layers/Dense.cs, the same sum for many neurons at once

namespace Exercise01;

public static class Perceptron
{
    /// <summary>f(x): 1 or 0.</summary>
    public static int Predict(double[] w, double b, double[] x)
    {
        throw new TodoException("01");
    }

    /// <summary>One pass over the examples, in order, by the rule above. Changes w in place.</summary>
    /// <param name="xs">The examples.</param>
    /// <param name="targets">What each should give, 0 or 1.</param>
    /// <returns>The new bias, and how many examples were answered wrongly on the way.</returns>
    public static (double Bias, int Errors) Learn(double[] w, double b, double[][] xs, int[] targets)
    {
        throw new TodoException("01");
    }
}
