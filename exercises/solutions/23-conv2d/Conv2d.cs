// 23 · Convolution in two dimensions · 5 Convolution
//
// Convolution of batches of images with several channels. Each filter has one kernel per input channel and adds their
// results; each output channel is the map of where its filter responds. The code is seven nested loops with one line
// inside. Pixels outside the image count as zero: skip them.
//
// Formula  CV-04  y[n, o, r, q] = Σ_{c, a, b} x[n, c, r·S − P + a, q·S − P + b]·w[o, c, a, b]
// Shapes   x [N, C, H, W], w [O, C, K, K] → y [N, O, OutH, OutW]; flat, row-major; all sizes in Conv2dSizes
// Example  a 5×5 image and a 3×3 kernel, a worked example of the sources; see the first test
// Read     before: exercises/Support/Conv2dSizes.cs;  after: Convolve in Tiny.Nn/Backends/Reference/Reference.Sums.cs

namespace Exercise23;

public static class Conv2d
{
    /// <summary>Computes y. Overwrites all of y.</summary>
    /// <param name="s">N images of C×H×W, O filters of K×K, stride S, padding P, and the output size OutH×OutW.</param>
    public static void Convolve(Conv2dSizes s, ReadOnlySpan<double> x, ReadOnlySpan<double> w, Span<double> y)
    {
        // ── begin ──
        for (var n = 0; n < s.N; n++)
            for (var o = 0; o < s.O; o++)
                for (var r = 0; r < s.OutH; r++)
                    for (var q = 0; q < s.OutW; q++)
                        y[((n * s.O + o) * s.OutH + r) * s.OutW + q] =
                            WindowSum(s, x, w, n, o, r * s.S - s.P, q * s.S - s.P);
    }

    /// <summary>
    /// Returns the sum of products for one window, whose upper left corner is at (top, left) of the image.
    /// </summary>
    static double WindowSum(Conv2dSizes s, ReadOnlySpan<double> x, ReadOnlySpan<double> w, int n, int o, int top,
        int left)
    {
        var sum = 0.0;
        for (var c = 0; c < s.C; c++)
            for (var a = 0; a < s.K; a++)
                for (var b = 0; b < s.K; b++)
                {
                    var (row, column) = (top + a, left + b);
                    if (row < 0 || row >= s.H || column < 0 || column >= s.W) continue;
                    sum += x[((n * s.C + c) * s.H + row) * s.W + column] * w[((o * s.C + c) * s.K + a) * s.K + b];
                }
        return sum;
        // ── end ──
    }
}
