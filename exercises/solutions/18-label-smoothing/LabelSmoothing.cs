// 18 · Label smoothing · 4 Generalisation
//
// A one-hot label asks for probability 1, which softmax reaches only at infinite logits, so the weights grow without
// bound. Label smoothing moves a small part e of the probability from the label to the other classes. The best logits
// are then finite, and the gradient is still prediction minus target.
//
// Formula  RG-13  t_label = 1 − e,  t_c = e/(K − 1) for the other classes;  J = −Σ_c t_c·ln p_c;  dJ/dz = p − t
// Shapes   label, K → t [K];  p [K], t [K] → J scalar
// Example  K = 5, e = 0.2, label 0: t = (0.8, 0.05, 0.05, 0.05, 0.05)
// Read     after: CrossEntropy in Tiny.Nn/Ops/Losses.cs; PyTorch distributes ε over all classes: e = ε(K − 1)/K

namespace Exercise18;

public static class LabelSmoothing
{
    /// <summary>Returns the smoothed target t.</summary>
    public static double[] Target(int label, int classes, double e)
    {
        // ── begin ──
        var target = new double[classes];
        Array.Fill(target, e / (classes - 1));
        target[label] = 1 - e;
        return target;
        // ── end ──
    }

    /// <summary>
    /// Returns the cross-entropy J. A class with target 0 contributes 0, even if its probability is 0.
    /// </summary>
    public static double Loss(double[] p, double[] target)
    {
        // ── begin ──
        var loss = 0.0;
        for (var c = 0; c < p.Length; c++)
            if (target[c] > 0) loss -= target[c] * Math.Log(p[c]);
        return loss;
        // ── end ──
    }

    /// <summary>Returns the e that is equivalent to PyTorch's ε.</summary>
    public static double FromPyTorch(double epsilon, int classes)
    {
        // ── begin ──
        return epsilon * (classes - 1) / classes;
        // ── end ──
    }
}
