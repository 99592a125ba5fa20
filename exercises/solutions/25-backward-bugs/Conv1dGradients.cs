// 25 · Two bugs in a printed backward pass · 5 Convolution
//
// One of the sources of this course prints the backward pass of a 1-D convolution. Both of its lines are wrong:
//     dw += np.sum(dJdy[dp] * x[dp:dp+K])
//     dJdx[dp:dp+K] += dJdy[dp:dp+K] * w
// A gradient check would have found both errors. Write the two lines correctly in C#; the tests check the gradients.
//
// Formula  CV-23  dw_t = Σ_j dy_j·x_(j + t);  dx_(j + t) += dy_j·w_t for every j and t
//          CV-24  so dx is dy, padded with zeros, correlated with the flipped kernel
// Shapes   x [D], w [K], dy [D − K + 1] → dw [K], dx [D]
// Example  x = (1, 2, 3), w = (10, 100), dy = (1, 2):  dw = (1·1 + 2·2, 1·2 + 2·3) = (5, 8), dx = (10, 100 + 20, 200)
// Read     after: ConvolveFilter and ConvolveTransposed in Tiny.Nn/Backends/Reference/Reference.Sums.cs

namespace Exercise25;

public static class Conv1dGradients
{
    /// <summary>Returns the gradients of y_j = Σ_t x_(j + t)·w_t.</summary>
    public static (double[] Dw, double[] Dx) Backward(double[] dy, double[] x, double[] w)
    {
        // ── begin ──
        var (dw, dx) = (new double[w.Length], new double[x.Length]);
        for (var j = 0; j < dy.Length; j++)
            for (var t = 0; t < w.Length; t++)
            {
                dw[t] += dy[j] * x[j + t];
                dx[j + t] += dy[j] * w[t];
            }
        return (dw, dx);
        // ── end ──
    }
}
