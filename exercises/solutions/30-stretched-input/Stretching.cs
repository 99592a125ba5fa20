// 30 · Transposed convolution of the stretched input · 6 Transposed operations
//
// A transposed convolution is also an ordinary one: insert s − 1 zeros between the elements, pad, and convolve with
// stride 1 and the flipped kernel. The window then moves by 1/s of an original element, hence the name fractionally
// strided convolution. It multiplies many zeros, so it is not computed this way in practice. But it explains the sizes
// and the flipped kernel.
//
// Formula  AR-13  Cᵀy = the convolution with stride 1 of the stretched y, padded by k − p − 1, with the flipped kernel
//          AR-14  and a more zeros at the end, where a is the output padding
// Shapes   y [o], w [k] → x [s·(o − 1) + k − 2p + a]
// Example  y = (10, 1), w = (1, 2, 3), s = 2: stretched (10, 0, 1), padded (0, 0, 10, 0, 1, 0, 0), flipped (3, 2,
//          1): (10, 20, 31, 2, 3)
// Read     before: exercises 28 and 29

namespace Exercise30;

public static class Stretching
{
    /// <summary>
    /// Returns y with s − 1 zeros between neighbours, <paramref name="before"/> zeros before it and
    /// <paramref name="after"/> after it.
    /// </summary>
    public static double[] Stretch(double[] y, int s, int before, int after)
    {
        // ── begin ──
        var stretched = new double[before + (y.Length - 1) * s + 1 + after];
        for (var j = 0; j < y.Length; j++) stretched[before + j * s] = y[j];
        return stretched;
        // ── end ──
    }

    /// <summary>
    /// Returns Cᵀ·y for the convolution C with kernel w, stride s and padding p, where p is less than the kernel's
    /// length.
    /// </summary>
    public static double[] ConvolveTransposed(double[] y, double[] w, int s, int p, int a)
    {
        // ── begin ──
        var padding = w.Length - p - 1;
        var padded = Stretch(y, s, padding, padding + a);
        var x = new double[padded.Length - w.Length + 1];
        for (var i = 0; i < x.Length; i++)
            for (var t = 0; t < w.Length; t++)
                x[i] += padded[i + t] * w[w.Length - 1 - t];
        return x;
        // ── end ──
    }
}
