// 04 · Cross-entropy · 1 Neurons
//
// The loss of a classifier: −ln p of the true class. A confident correct prediction has a loss near 0, a confident
// wrong one a large loss. Computed directly from the logits, it never takes the logarithm of 0: ln p_c = z_c − m − ln Σ
// e^(z_j − m). Its gradient is the predicted probabilities minus the one-hot label.
//
// Formula  NN-06  J = −ln p_label = ln Σ_j e^(z_j − m) − (z_label − m),  dJ/dz = p − onehot(label)
// Shapes   z [K], label 0 … K − 1 → J scalar, dJ/dz [K]
// Example  p_label = 0.9 gives −ln 0.9 = 0.10536;  z = (0, 0) gives ln 2 = 0.69315 for either label,
//          with gradient (−0.5, 0.5) for label 0
// Read     after: Tiny.Nn/Ops/Losses.cs

namespace Exercise04;

public static class CrossEntropy
{
    /// <summary>Returns J for one example.</summary>
    public static double Loss(ReadOnlySpan<double> z, int label)
    {
        // ── begin ──
        var (largest, sum) = LargestAndSum(z);
        return Math.Log(sum) - (z[label] - largest);
        // ── end ──
    }

    /// <summary>Returns dJ/dz for one example.</summary>
    public static double[] Gradient(ReadOnlySpan<double> z, int label)
    {
        // ── begin ──
        var (largest, sum) = LargestAndSum(z);
        var gradient = new double[z.Length];
        for (var c = 0; c < z.Length; c++) gradient[c] = Math.Exp(z[c] - largest) / sum;
        gradient[label] -= 1;
        return gradient;
    }

    static (double Largest, double Sum) LargestAndSum(ReadOnlySpan<double> z)
    {
        var (largest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var logit in z) largest = Math.Max(largest, logit);
        foreach (var logit in z) sum += Math.Exp(logit - largest);
        return (largest, sum);
        // ── end ──
    }
}
