// 22 · Convolution in one dimension · 5 Convolution
//
// The same few weights, everywhere: a kernel slides along the input, and each output is the sum of products under it. What it learns in
// one place it knows in all places. Mathematicians flip the kernel first and call that convolution; networks do not bother, since a
// learned kernel can as well learn itself flipped. The field says "convolution" and computes cross-correlation; so do we.
//
// Formula  CV-03  y_j = Σ_t x_(j·s + t)·w_t,  t = 0 … K − 1
//          CV-01  the mathematician's convolution of x and w is the same with w flipped
// Shapes   x [D], w [K] → y [⌊(D − K)/s⌋ + 1]
// Number   x = (1, 2, 3, 4), w = (1, 10):  y = (21, 32, 43);  with stride 2: (21, 43)
// Read     after: Tiny.Nn/Ops/Convolution.cs

namespace Exercise22;

public static class Conv1d
{
    /// <summary>y: the kernel as it is, not flipped.</summary>
    public static double[] Correlate(double[] x, double[] w, int stride = 1)
    {
        throw new TodoException("22");
    }

    /// <summary>The mathematician's convolution, at all places where the two fully overlap. Leaves w as it is.</summary>
    public static double[] ConvolveFlipped(double[] x, double[] w)
    {
        throw new TodoException("22");
    }
}
