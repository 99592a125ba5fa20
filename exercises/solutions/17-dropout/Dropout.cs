// 17 · Dropout · 4 Generalising
//
// At each step, strike out a random part of the units: nobody can rely on one neighbour, so all must learn something useful. It
// trains a whole crowd of thinned networks that share weights. Two details make it work. What stays is scaled up, so that the mean of
// a sum is the same with and without dropout; and the gradient passes through the very same mask. In evaluation nothing is dropped.
//
// Formula  RG-17  training: y = x·m, where m is 0 with probability p and 1/(1 − p) otherwise;  dx = dy·m;  evaluation: y = x
// Shapes   x [n], m [n] → y [n]
// Number   p = 0.5: what stays is doubled;  p = 0.2: what stays is multiplied by 1.25
// Read     after: Tiny.Nn/Ops/Masking.cs

namespace Exercise17;

public static class Dropout
{
    /// <summary>A mask for n units. One random number for each unit, in order: it is dropped where NextDouble() is below p.</summary>
    /// <param name="random">Has NextDouble(), uniform from 0 to 1.</param>
    public static double[] Mask(int n, double p, RandomStream random)
    {
        // ── begin ──
        var mask = new double[n];
        for (var i = 0; i < n; i++) mask[i] = random.NextDouble() < p ? 0 : 1 / (1 - p);
        return mask;
        // ── end ──
    }

    /// <summary>y, in training or in evaluation.</summary>
    public static double[] Forward(double[] x, double[] mask, bool training)
    {
        // ── begin ──
        return training ? [.. x.Zip(mask, (value, factor) => value * factor)] : [.. x];
        // ── end ──
    }

    /// <summary>dx of a training step.</summary>
    public static double[] Backward(double[] dy, double[] mask)
    {
        // ── begin ──
        return [.. dy.Zip(mask, (slope, factor) => slope * factor)];
        // ── end ──
    }
}
