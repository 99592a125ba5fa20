// 26 · The gradients of a 2-D convolution · 5 Convolution
//
// A convolution is a sum of products x·w, each added to one y. Both gradients use the same products: where x·w is added
// to y, dy·w is added to dx, and dy·x is added to dw. Loops and indices are the same; only the array that is written
// differs. With these gradients, exercise 23 becomes a trainable layer, which milestone M3 uses.
//
// Formula  CV-25  dx[n, c, r·S − P + a, q·S − P + b] += dy[n, o, r, q]·w[o, c, a, b]
//          CV-24  dw[o, c, a, b] += dy[n, o, r, q]·x[n, c, r·S − P + a, q·S − P + b]
// Shapes   dy [N, O, OutH, OutW], x and dx [N, C, H, W], w and dw [O, C, K, K]
// Example  one pixel x = 3, one weight w = 5, dy = 2:  dx = 10, dw = 6
// Read     before: exercises 23 and 25;  after: the table in Tiny.Nn/Ops/Convolution.cs

namespace Exercise26;

public static class Conv2dGradients
{
    /// <summary>Computes dx. Overwrites all of dx.</summary>
    public static void InputGradient(Conv2dSizes s, ReadOnlySpan<double> dy, ReadOnlySpan<double> w, Span<double> dx)
    {
        throw new TodoException("26");
    }

    /// <summary>Computes dw. Overwrites all of dw.</summary>
    public static void FilterGradient(Conv2dSizes s, ReadOnlySpan<double> dy, ReadOnlySpan<double> x, Span<double> dw)
    {
        throw new TodoException("26");
    }
}
