// 03 · Softmax · 1 Neurons
//
// A classifier's last layer gives one number for each class, a logit; softmax turns them into probabilities: positive, and 1
// together. Only differences between logits matter, so a constant can be taken off all of them first. Taking off the largest makes
// every exponent at most 0, and nothing can overflow: the same formula, but one that survives logits of 1000.
//
// Formula  NN-05  p_c = e^(z_c − m) / Σ_j e^(z_j − m),  with m the largest z_j
// Shapes   z [K] → p [K]
// Number   z = (0, ln 3):  e^0 = 1 and e^(ln 3) = 3, so p = (0.25, 0.75)
// Read     after: LogSoftmax in Tiny.Nn/Backends/Reference/Reference.Sums.cs

namespace Exercise03;

public static class Softmax
{
    /// <summary>p = softmax(z).</summary>
    public static double[] Probabilities(ReadOnlySpan<double> z)
    {
        throw new TodoException("03");
    }
}
