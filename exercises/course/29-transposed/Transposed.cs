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
        throw new TodoException("29");
    }
}
