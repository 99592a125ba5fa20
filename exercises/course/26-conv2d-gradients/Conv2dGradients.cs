// 26 · The gradients of a 2-D convolution · 5 Convolution
//
// A convolution is a long list of products x·w, each added to one y. Turn the list around and you have both gradients: where
// x·w went into y, dy·w goes back to x, and dy·x goes back to w. The same seven loops, the same places; only which of the three is
// written to differs. With this, exercise 23 becomes a layer that learns, and milestone M3 runs on it.
//
// Formula  CV-25  dx[n, c, r·S − P + a, q·S − P + b] += dy[n, o, r, q]·w[o, c, a, b]
//          CV-24  dw[o, c, a, b] += dy[n, o, r, q]·x[n, c, r·S − P + a, q·S − P + b]
// Shapes   dy [N, O, OutH, OutW], x and dx [N, C, H, W], w and dw [O, C, K, K]
// Number   one pixel x = 3, one weight w = 5, dy = 2:  dx = 10, dw = 6
// Read     before: exercises 23 and 25;  after: the table in Tiny.Nn/Ops/Convolution.cs

namespace Exercise26;

public static class Conv2dGradients
{
    /// <summary>Writes all of dx.</summary>
    public static void InputGradient(Sizes s, ReadOnlySpan<double> dy, ReadOnlySpan<double> w, Span<double> dx)
    {
        throw new TodoException("26");
    }

    /// <summary>Writes all of dw.</summary>
    public static void FilterGradient(Sizes s, ReadOnlySpan<double> dy, ReadOnlySpan<double> x, Span<double> dw)
    {
        throw new TodoException("26");
    }
}
