// 03 · Softmax · 1 Neurons
//
// The last layer of a classifier returns one logit for each class. Softmax turns logits into probabilities: positive
// values whose sum is 1. It depends on differences of logits only, so a constant may be subtracted from all of them.
// Subtracting the largest makes every exponent at most 0. Then nothing overflows, even for logits of 1000.
//
// Formula  NN-05  p_c = e^(z_c − m) / Σ_j e^(z_j − m),  with m the largest z_j
// Shapes   z [K] → p [K]
// Example  z = (0, ln 3):  e^0 = 1 and e^(ln 3) = 3, so p = (0.25, 0.75)
// Read     after: LogSoftmax in Tiny.Nn/Backends/Reference/Reference.Sums.cs

namespace Exercise03;

public static class Softmax
{
    /// <summary>Returns p = softmax(z).</summary>
    public static double[] Probabilities(ReadOnlySpan<double> z)
    {
        throw new TodoException("03");
    }
}
