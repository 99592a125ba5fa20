// 29 · Transposed convolution · 6 Transposed operations
//
// y = C·x maps a large image to a small one; Cᵀ maps back. Each element of y adds a copy of the kernel, multiplied by
// its value, to x; neighbouring copies are S apart and add where they overlap. You have already written this operation:
// it is one of the gradients of exercise 26, used as a layer. Its own gradients need no new loops either. It is not the
// inverse, so avoid the name "deconvolution".
//
// Formula  TC-01  x = Cᵀ·y:  x[n, c, r·S − P + a, q·S − P + b] += y[n, o, r, q]·w[o, c, a, b];  the gradients follow
//                 from ⟨Cᵀ·y, dx⟩ = ⟨y, C·dx⟩, which is linear in y, in w and in dx
//          TC-02  in 1-D, kernel (k₀, k₁, k₂), stride 2, input (a, b): (a·k₀, a·k₁, a·k₂ + b·k₀, b·k₁, b·k₂)
// Shapes   y and dy [N, O, OutH, OutW], w and dw [O, C, K, K], x and dx [N, C, H, W]; Conv2dSizes gives H and W,
//          so they include the output padding
// Example  kernel row (1, 2, 3), stride 2, y = (10, 1): (10, 20, 31, 2, 3)
// Needs    23 26
// Read     before: exercise 24, the matrix;  after: ConvTranspose2d in Tiny.Nn/Layers/Convolution.cs

using Exercise23;
using Exercise26;

namespace Exercise29;

public static class TransposedConvolution
{
    /// <summary>Computes x = Cᵀ·y with your code of exercise 26. Overwrites all of x.</summary>
    /// <param name="s">The sizes of the convolution C: H×W is the size of the result.</param>
    public static void Apply(Conv2dSizes s, ReadOnlySpan<double> y, ReadOnlySpan<double> w, Span<double> x)
    {
        // ── begin ──
        Conv2dGradients.InputGradient(s, y, w, x);
        // ── end ──
    }

    /// <summary>Computes dy from dx, with your code of exercise 23. Overwrites all of dy.</summary>
    public static void InputGradient(Conv2dSizes s, ReadOnlySpan<double> dx, ReadOnlySpan<double> w, Span<double> dy)
    {
        // ── begin ──
        Conv2d.Convolve(s, dx, w, dy);
        // ── end ──
    }

    /// <summary>Computes dw from dx and y, with your code of exercise 26. Overwrites all of dw.</summary>
    public static void FilterGradient(Conv2dSizes s, ReadOnlySpan<double> dx, ReadOnlySpan<double> y, Span<double> dw)
    {
        // ── begin ──
        Conv2dGradients.FilterGradient(s, y, dx, dw);
        // ── end ──
    }
}
