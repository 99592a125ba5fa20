// 01 · The perceptron · 1 Neurons
//
// Rosenblatt's perceptron of 1957, the first neuron that learns. It returns 1 if the weighted sum of its inputs plus a
// bias is positive. After a wrong answer, each weight changes by the error times its input; after a correct answer,
// nothing changes. If a straight line separates the two classes, learning ends after finitely many errors. No line
// separates XOR, so there it never ends.
//
// Formula  NN-03  f(x) = 1 if w₁x₁ + … + wₙxₙ + b > 0, else 0;  after each example w ← w + (t − f(x))·x,
//                 b ← b + (t − f(x))
// Shapes   w [n], x [n], b scalar → 0 or 1
// Example  w = (1, 1), b = −1.5 is AND:  x = (1, 1) gives 0.5 > 0, so 1;  x = (1, 0) gives −0.5, so 0
// Read     after: Tiny.Nn/Layers/Dense.cs, the same sum for many neurons

namespace Exercise01;

public static class Perceptron
{
    /// <summary>Returns f(x), 0 or 1.</summary>
    public static int Predict(double[] w, double b, double[] x)
    {
        throw new TodoException("01");
    }

    /// <summary>Trains on every example once, in order, by the rule above. Changes w in place.</summary>
    /// <param name="xs">The examples.</param>
    /// <param name="targets">The correct output of each example, 0 or 1.</param>
    /// <returns>The new bias, and the number of examples that were misclassified when visited.</returns>
    public static (double Bias, int Errors) TrainEpoch(double[] w, double b, double[][] xs, int[] targets)
    {
        throw new TodoException("01");
    }
}
