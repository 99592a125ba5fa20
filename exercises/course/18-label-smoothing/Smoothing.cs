// 18 · Label smoothing · 4 Generalising
//
// "This is a 7, and nothing else at all" is a lie: some sevens might be ones. And it is a lie that does harm, because softmax
// reaches exactly 1 only at infinite logits, so the weights grow without end. So a little of the certainty is taken from the
// label and given to all other classes. The best logits are then finite, and the gradient is still prediction minus target.
//
// Formula  RG-13  t_label = 1 − e,  t_c = e/(K − 1) for the other classes;  J = −Σ_c t_c·ln p_c;  dJ/dz = p − t
// Shapes   label, K → t [K];  p [K], t [K] → J one number
// Number   K = 5, e = 0.2, label 0: t = (0.8, 0.05, 0.05, 0.05, 0.05)
// Read     after: CrossEntropy in Tiny.Nn/Ops/Losses.cs; PyTorch's ε spreads over all classes: e = ε(K − 1)/K

namespace Exercise18;

public static class Smoothing
{
    /// <summary>The soft target.</summary>
    public static double[] Target(int label, int classes, double e)
    {
        throw new TodoException("18");
    }

    /// <summary>The cross-entropy of a soft target; a class with target 0 costs nothing, whatever its probability.</summary>
    public static double Loss(double[] p, double[] target)
    {
        throw new TodoException("18");
    }

    /// <summary>The e that means the same as PyTorch's ε.</summary>
    public static double FromPyTorch(double epsilon, int classes)
    {
        throw new TodoException("18");
    }
}
