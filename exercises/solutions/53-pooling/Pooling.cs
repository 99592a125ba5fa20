// 53 · Pooling and reshaping · 9 A framework of one's own
//
// Max pooling keeps the largest element of each window and the index where it was; the pullback adds the gradient at
// this index (exercise 32). Reshaping changes no element: the same data gets another shape, and the gradient passes
// through unchanged. A classifier needs both between its convolutions and its dense layer.
//
// Formula  PL-09  y_j = max over window j, index_j = the first index with this maximum
//          PL-04  dx[index_j] += dy_j
// Shapes   x [N, C, H, W] → y [N, C, H/K, W/K], windows of K×K side by side;  Reshape: any → any with as many elements
// Example  (1 2 6 3 / 3 5 2 1 / 1 2 2 1 / 7 3 4 8) with K = 2: (5 6 / 7 8); dy goes to the indices 5, 2, 12, 15
// File     framework/Pooling.cs
// Needs    49
// Read     before: exercise 32;  after: Tiny.Nn/Ops/Pooling.cs

namespace Framework;

public sealed partial class Tensor
{
    /// <summary>Returns the largest element of each window of k×k; windows do not overlap.</summary>
    public Tensor MaxPool(int k)
    {
        if (Shape is not [var n, var c, var h, var w])
            throw new ArgumentException($"MaxPool expects [N, C, H, W], got [{string.Join(", ", Shape)}]");
        var (outH, outW) = (h / k, w / k);
        // ── begin ──
        var y = new double[n * c * outH * outW];
        var index = new int[y.Length];
        for (var j = 0; j < y.Length; j++)
        {
            var (plane, r, q) = (j / (outH * outW), j / outW % outH, j % outW);
            var first = (plane * h + r * k) * w + q * k;
            index[j] = first;
            for (var a = 0; a < k; a++)
                for (var b = 0; b < k; b++)
                    if (Data[first + a * w + b] > Data[index[j]]) index[j] = first + a * w + b;
            y[j] = Data[index[j]];
        }
        return new([n, c, outH, outW], y,
            (this, (dy, dx) => { for (var j = 0; j < dy.Length; j++) dx[index[j]] += dy[j]; }));
        // ── end ──
    }

    /// <summary>Returns the same elements with another shape.</summary>
    public Tensor Reshape(params int[] shape)
    {
        // ── begin ──
        return new(shape, Data, (this, (dy, dx) => { for (var i = 0; i < dx.Length; i++) dx[i] += dy[i]; }));
        // ── end ──
    }
}
