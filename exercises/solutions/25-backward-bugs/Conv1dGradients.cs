// 25 · Two bugs in a printed backward pass · 5 Convolution
//
// One of the sources of this course prints the backward pass of a 1-D convolution. Both of its lines are wrong:
//     dw += np.sum(dJdy[dp] * x[dp:dp+K])
//     dJdx[dp:dp+K] += dJdy[dp:dp+K] * w
// Backward below is the same code in C#. First write LargestErrors, a gradient check that uses your central differences
// of exercise 05. It reports both bugs. Then correct Backward until the check is satisfied.
//
// Formula  CV-23  y_j = Σ_t x_(j + t)·w_t,  J = Σ_j dy_j·y_j;  dw = ∂J/∂w, dx = ∂J/∂x
//          CV-24  dx is dy, padded with zeros, correlated with the flipped kernel
// Shapes   x [D], w [K], dy [D − K + 1] → dw [K], dx [D]
// Example  x = (1, 2, 3), w = (10, 100), dy = (1, 2):  dw = (1·1 + 2·2, 1·2 + 2·3) = (5, 8), dx = (10, 100 + 20, 200)
// Needs    05
// Read     before: exercise 05;  after: ConvolveFilter and ConvolveTransposed in
//          Tiny.Nn/Backends/Reference/Reference.Sums.cs

using Exercise05;

namespace Exercise25;

/// <summary>A backward pass of the 1-D convolution, such as <see cref="Conv1dGradients.Backward"/>.</summary>
public delegate (double[] Dw, double[] Dx) Conv1dBackward(double[] dy, double[] x, double[] w);

public static class Conv1dGradients
{
    /// <summary>Returns y_j = Σ_t x_(j + t)·w_t. This method is correct.</summary>
    public static double[] Forward(double[] x, double[] w) => [.. Enumerable.Range(0, x.Length - w.Length + 1)
        .Select(j => Enumerable.Range(0, w.Length).Sum(t => x[j + t] * w[t]))];

    /// <summary>
    /// Returns the largest absolute difference between the gradients that <paramref name="backward"/> returns and
    /// central differences of J, for dw and for dx.
    /// </summary>
    public static (double Dw, double Dx) LargestErrors(Conv1dBackward backward, double[] dy, double[] x, double[] w)
    {
        // ── begin ──
        var (dw, dx) = backward(dy, x, w);
        double J(double[] x, double[] w) => Forward(x, w).Zip(dy, (y, gradient) => y * gradient).Sum();
        double Largest(double[] a, double[] b) => a.Zip(b, (p, q) => Math.Abs(p - q)).Max();
        return (Largest(dw, CentralDifferences.Gradient(at => J(x, at), w)),
            Largest(dx, CentralDifferences.Gradient(at => J(at, w), x)));
        // ── end ──
    }

    /// <summary>Returns the gradients dw and dx.</summary>
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
        // ── stub ──
        // var (dw, dx, K) = (new double[w.Length], new double[x.Length], w.Length);
        // for (var j = 0; j < dy.Length; j++)
        // {
        //     var sum = 0.0;
        //     for (var t = 0; t < K; t++) sum += dy[j] * x[j + t];
        //     for (var t = 0; t < K; t++) dw[t] += sum;
        //     for (var t = 0; t < K && j + t < dy.Length; t++) dx[j + t] += dy[j + t] * w[t];
        // }
        // return (dw, dx);
        // ── end ──
    }
}
