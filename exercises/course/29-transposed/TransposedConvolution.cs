// 29 · Transposed convolution · 6 Transposed operations
//
// y = C·x maps a large image to a small one; Cᵀ maps back. Each element of y adds a copy of the kernel, multiplied by
// its value, to x; neighbouring copies are S apart and add where they overlap. It is the input gradient of a
// convolution, used as a layer. It is not the inverse, so avoid the name "deconvolution". The kernel is not flipped
// here.
//
// Formula  TC-01  x = Cᵀ·y:  x[n, c, r·S − P + a, q·S − P + b] += y[n, o, r, q]·w[o, c, a, b]
//          TC-02  in 1-D, kernel (x, y, z), stride 2, input (a, b): (ax, ay, az + bx, by, bz)
// Shapes   y [N, O, OutH, OutW], w [O, C, K, K] → x [N, C, H, W]; Conv2dSizes gives H and W,
//          so they include the output padding
// Example  kernel row (1, 2, 3), stride 2, y = (10, 1): (10, 20, 31, 2, 3)
// Read     before: exercise 24, the matrix;  after: ConvTranspose2d in Tiny.Nn/Layers/Convolution.cs

namespace Exercise29;

public static class TransposedConvolution
{
    /// <summary>Computes x = Cᵀ·y. Overwrites all of x.</summary>
    /// <param name="s">The sizes of the convolution C: H×W is the size of the result.</param>
    public static void Apply(Conv2dSizes s, ReadOnlySpan<double> y, ReadOnlySpan<double> w, Span<double> x)
    {
        throw new TodoException("29");
    }
}
