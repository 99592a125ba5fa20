// 25 · Two bugs in the document · 5 Convolution
//
// One of this course's sources prints the backward pass of a 1-D convolution, and both of its lines are wrong:
//     dw += np.sum(dJdy[dp] * x[dp:dp+K])
//     dJdx[dp:dp+K] += dJdy[dp:dp+K] * w
// Nobody noticed, because nobody checked. You have a checker: write the two lines in C# as they should be, and let the tests judge.
//
// Formula  CV-23  dw_t = Σ_j dy_j·x_(j + t);  dx_(j + t) += dy_j·w_t for every j and t
//          CV-24  so dx is dy, with zeros around it, correlated with the flipped kernel
// Shapes   x [D], w [K], dy [D − K + 1] → dw [K], dx [D]
// Number   x = (1, 2, 3), w = (10, 100), dy = (1, 2):  dw = (1·1 + 2·2, 1·2 + 2·3) = (5, 8), dx = (10, 100 + 20, 200)
// Read     after: ConvolveFilter and ConvolveTransposed in Tiny.Nn/Backends/Reference/Reference.Sums.cs

namespace Exercise25;

public static class Conv1dGradients
{
    /// <summary>The gradients of y_j = Σ_t x_(j + t)·w_t.</summary>
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
