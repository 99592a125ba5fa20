// 54 · Softmax and cross-entropy · 9 A framework of one's own
//
// The loss of a batch is the mean of the cross-entropies of its rows. It is one operation with one edge: composed of
// exponentials and logarithms, it would overflow, and its gradient would be slow. Computed from the logits at once, it
// never overflows, and its gradient is the predicted probabilities minus the one-hot labels, divided by the number of
// rows (exercise 04). The probabilities are computed in the forward pass anyway, so keep them for the pullback.
//
// Formula  NN-05  p_c = e^(z_c − m) / Σ_j e^(z_j − m), for each row, with m its largest logit
//          NN-06  J = mean over the rows of −ln p_label,  dz = dJ·(p − onehot(label)) / N
// Shapes   logits [N, K], labels [N] → J, a scalar; Softmax and Classes work on the rows of [N, K]
// Example  logits (0 0 / 0 ln 3), labels (0, 1): J = (ln 2 + ln 4/3)/2 = 0.49041
// File     framework/Loss.cs
// Needs    49
// Read     before: exercises 03 and 04;  after: Tiny.Nn/Ops/Losses.cs

namespace Framework;

/// <summary>The loss of a classifier, and its predictions.</summary>
public static class Loss
{
    /// <summary>Returns the mean cross-entropy of the rows of logits [N, K].</summary>
    public static Tensor CrossEntropy(Tensor logits, int[] labels)
    {
        throw new TodoException("54");
    }

    /// <summary>Returns the probabilities of all rows, [N, K].</summary>
    public static double[] Softmax(Tensor logits)
    {
        throw new TodoException("54");
    }

    /// <summary>Returns the class with the largest logit of each row; the first one if several are equal.</summary>
    public static int[] Classes(Tensor logits)
    {
        throw new TodoException("54");
    }
}
