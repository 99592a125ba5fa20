// 17 · Dropout · 4 Generalisation
//
// Each training step sets a random subset of the units to 0, so no unit can rely on a particular other one. This trains
// an ensemble of thinned networks that share weights. Two details matter. The remaining units are scaled up, so that
// the mean of a sum stays the same. The gradient uses the same mask as the forward pass. Evaluation drops nothing.
//
// Formula  RG-17  training: y = x·m, where m is 0 with probability p and 1/(1 − p) otherwise;  dx = dy·m;
//                 evaluation: y = x
// Shapes   x [n], m [n] → y [n]
// Example  p = 0.5: the remaining units are multiplied by 2;  p = 0.2: by 1.25
// Read     after: Tiny.Nn/Ops/Masking.cs

namespace Exercise17;

public static class Dropout
{
    /// <summary>
    /// Returns a mask for n units. Unit i is dropped if the i-th call of NextDouble() returns less than p.
    /// </summary>
    /// <param name="random">Offers NextDouble(), uniform in [0, 1).</param>
    public static double[] Mask(int n, double p, RandomStream random)
    {
        // ── begin ──
        var mask = new double[n];
        for (var i = 0; i < n; i++) mask[i] = random.NextDouble() < p ? 0 : 1 / (1 - p);
        return mask;
        // ── end ──
    }

    /// <summary>Returns y for training or for evaluation.</summary>
    public static double[] Forward(double[] x, double[] mask, bool training)
    {
        // ── begin ──
        return training ? [.. x.Zip(mask, (value, factor) => value * factor)] : [.. x];
        // ── end ──
    }

    /// <summary>Returns dx of a training step.</summary>
    public static double[] Backward(double[] dy, double[] mask)
    {
        // ── begin ──
        return [.. dy.Zip(mask, (gradient, factor) => gradient * factor)];
        // ── end ──
    }
}
