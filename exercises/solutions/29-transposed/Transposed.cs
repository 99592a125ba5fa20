// 29 · Transposed convolution · 6 Transposition
//
// y = C·x makes a small map of a large image. Cᵀ goes the other way: each small cell lays down a copy of the kernel, weighted by its
// value, every s cells; where copies overlap, they add. That is all. It is the gradient of a convolution used as a layer, it is not
// the inverse, and "deconvolution" is a name to avoid. The kernel lies as it is; nothing is flipped here.
//
// Formula  TC-01  x = Cᵀ·y:  x[n, c, r·S − P + a, q·S − P + b] += y[n, o, r, q]·w[o, c, a, b]
//          TC-02  in 1-D, kernel (x, y, z), stride 2, input (a, b): (ax, ay, az + bx, by, bz)
// Shapes   y [N, O, OutH, OutW], w [O, C, K, K] → x [N, C, H, W]; Sizes says H and W, so output padding is in them
// Number   kernel row (1, 2, 3), stride 2, y = (10, 1): (10, 20, 31, 2, 3)
// Read     before: exercise 24, the matrix;  after: ConvTranspose2d in Tiny.Nn/Layers/Convolution.cs

namespace Exercise29;

public static class Transposed
{
    /// <summary>Writes all of x.</summary>
    /// <param name="s">The sizes of the convolution whose transpose this is: H and W belong to the result.</param>
    public static void Convolve(Sizes s, ReadOnlySpan<double> y, ReadOnlySpan<double> w, Span<double> x)
    {
        // ── begin ──
        x.Clear();
        for (var n = 0; n < s.N; n++)
            for (var o = 0; o < s.O; o++)
                for (var r = 0; r < s.OutH; r++)
                    for (var q = 0; q < s.OutW; q++)
                        LayDown(s, y[((n * s.O + o) * s.OutH + r) * s.OutW + q], w, x, n, o, r * s.S - s.P, q * s.S - s.P);
    }

    /// <summary>Adds one weighted copy of a filter, its upper left corner at (top, left).</summary>
    static void LayDown(Sizes s, double weight, ReadOnlySpan<double> w, Span<double> x, int n, int o, int top, int left)
    {
        for (var c = 0; c < s.C; c++)
            for (var a = 0; a < s.K; a++)
                for (var b = 0; b < s.K; b++)
                {
                    var (row, column) = (top + a, left + b);
                    if (row < 0 || row >= s.H || column < 0 || column >= s.W) continue;
                    x[((n * s.C + c) * s.H + row) * s.W + column] += weight * w[((o * s.C + c) * s.K + a) * s.K + b];
                }
        // ── end ──
    }
}
