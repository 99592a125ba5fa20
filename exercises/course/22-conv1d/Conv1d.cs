// 22 · Convolution in one dimension · 5 Convolution
//
// The same weights at every position: a kernel moves along the input, and each output is the sum of products under it.
// A pattern learned at one position is recognised at all positions. In mathematics, convolution flips the kernel first.
// Neural networks do not, since a learned kernel can as well be learned flipped: "convolution" here means
// cross-correlation, as in the literature.
//
// Formula  CV-03  y_j = Σ_t x_(j·s + t)·w_t,  t = 0 … K − 1
//          CV-01  the mathematical convolution of x and w is the same with w flipped
// Shapes   x [D], w [K] → y [⌊(D − K)/s⌋ + 1]
// Example  x = (1, 2, 3, 4), w = (1, 10):  y = (21, 32, 43);  with stride 2: (21, 43)
// Read     after: Tiny.Nn/Ops/Convolution.cs

namespace Exercise22;

public static class Conv1d
{
    /// <summary>Returns y, computed without flipping the kernel.</summary>
    public static double[] CrossCorrelate(double[] x, double[] w, int stride = 1)
    {
        throw new TodoException("22");
    }

    /// <summary>
    /// Returns the mathematical convolution, at all positions where x and w overlap fully. Does not change w.
    /// </summary>
    public static double[] ConvolveFlipped(double[] x, double[] w)
    {
        throw new TodoException("22");
    }
}
