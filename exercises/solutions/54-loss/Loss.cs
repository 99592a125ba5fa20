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
        // ── begin ──
        var (n, classes, sum) = (labels.Length, logits.Shape[1], 0.0);
        var p = Softmax(logits);
        for (var row = 0; row < n; row++)
        {
            var z = logits.Data.AsSpan(row * classes, classes);
            sum += Largest(z) + Math.Log(ExponentialSum(z)) - z[labels[row]];
        }
        return new([], [sum / n], (logits, (dy, dz) =>
        {
            for (var i = 0; i < dz.Length; i++)
                dz[i] += dy[0] / n * (p[i] - (i % classes == labels[i / classes] ? 1 : 0));
        }));
        // ── end ──
    }

    /// <summary>Returns the probabilities of all rows, [N, K].</summary>
    public static double[] Softmax(Tensor logits)
    {
        // ── begin ──
        var (classes, p) = (logits.Shape[1], new double[logits.Count]);
        for (var row = 0; row < p.Length; row += classes)
        {
            var z = logits.Data.AsSpan(row, classes);
            var (largest, sum) = (Largest(z), ExponentialSum(z));
            for (var c = 0; c < classes; c++) p[row + c] = Math.Exp(z[c] - largest) / sum;
        }
        return p;
    }

    static double Largest(ReadOnlySpan<double> z)
    {
        var largest = z[0];
        foreach (var logit in z) largest = Math.Max(largest, logit);
        return largest;
    }

    /// <summary>Returns Σ e^(z_j − m), with m the largest logit.</summary>
    static double ExponentialSum(ReadOnlySpan<double> z)
    {
        var (largest, sum) = (Largest(z), 0.0);
        foreach (var logit in z) sum += Math.Exp(logit - largest);
        return sum;
        // ── end ──
    }

    /// <summary>Returns the class with the largest logit of each row; the first one if several are equal.</summary>
    public static int[] Classes(Tensor logits)
    {
        // ── begin ──
        var classes = logits.Shape[1];
        return [.. logits.Data.Chunk(classes).Select(row => Array.IndexOf(row, row.Max()))];
        // ── end ──
    }
}
