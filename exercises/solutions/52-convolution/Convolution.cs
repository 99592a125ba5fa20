// 52 · Convolution · 9 A framework of one's own
//
// Convolution is a matrix product with the patches of an image (exercise 35). So are its gradients: the gradient of
// the filters is a product of dy with the same patches, and that of the patches is a product of the filters with dy.
// The patches are copies of pixels, so their gradients are added to the pixels that they were copied from. Fold does
// this; it is the transpose of Unfold. No formula beyond those of exercise 39 is needed.
//
// Formula  CV-26  P[(c·K + a)·K + b, r·OutW + q] = x[c, r·S − P + a, q·S − P + b], 0 outside the image;  y = w·P + b
//          AD-04  dw += dy·Pᵀ,  dP = wᵀ·dy,  db_o += Σ dy_o;  dx is the sum of dP over the copies of each pixel
// Shapes   x [N, C, H, W], w [O, C, K, K], bias [O] → y [N, O, OutH, OutW]; P [C·K·K, OutH·OutW] for one image
// Example  a 3×3 image 1 … 9, K = 2: the first row of P is (1, 2, 4, 5); folded back, pixel 5 is counted four times
// File     framework/Convolution.cs
// Needs    49 51
// Read     before: exercises 26 and 35;  after: Tiny.Nn/Ops/Convolution.cs

namespace Framework;

public sealed partial class Tensor
{
    /// <summary>Returns the convolution of images [N, C, H, W] with filters [O, C, K, K], plus a bias [O].</summary>
    public static Tensor Convolve(Tensor x, Tensor w, Tensor bias, int stride = 1, int padding = 0)
    {
        if (x.Shape is not [var n, var c, var h, var width] || w.Shape is not [var o, var channels, var k, _]
            || channels != c)
            throw new ArgumentException("Convolve expects images [N, C, H, W] and filters [O, C, K, K], " +
                $"got [{string.Join(", ", x.Shape)}] and [{string.Join(", ", w.Shape)}]");
        var patches = new Patches(c, h, width, k, stride, padding);
        // ── begin ──
        var (rows, columns) = (patches.Rows, patches.Columns);
        var y = new double[n * o * columns];
        var unfolded = new double[n][];
        for (var image = 0; image < n; image++)
        {
            unfolded[image] = patches.Unfold(x.Data.AsSpan(image * patches.Pixels, patches.Pixels));
            var result = y.AsSpan(image * o * columns, o * columns);
            for (var i = 0; i < o; i++) result.Slice(i * columns, columns).Fill(bias.Data[i]);
            Products.Add(o, rows, columns, w.Data, unfolded[image], result);
        }
        return new([n, o, patches.OutH, patches.OutW], y,
            (x, (dy, dx) =>
            {
                for (var image = 0; image < n; image++)
                {
                    var gradient = new double[rows * columns];
                    Products.AddTransposedA(rows, o, columns, w.Data, dy.AsSpan(image * o * columns, o * columns),
                        gradient);
                    patches.Fold(gradient, dx.AsSpan(image * patches.Pixels, patches.Pixels));
                }
            }),
            (w, (dy, dw) =>
            {
                for (var image = 0; image < n; image++)
                    Products.AddTransposedB(o, columns, rows, dy.AsSpan(image * o * columns, o * columns),
                        unfolded[image], dw);
            }),
            (bias, (dy, db) =>
            {
                for (var i = 0; i < dy.Length; i++) db[i / columns % o] += dy[i];
            }));
        // ── end ──
    }
}

/// <summary>The patches of one image [C, H, W] under a window of K×K, as the columns of a matrix.</summary>
public sealed class Patches(int C, int H, int W, int K, int stride, int padding)
{
    /// <summary>The height of the output.</summary>
    public int OutH { get; } = (H + 2 * padding - K) / stride + 1;

    /// <summary>The width of the output.</summary>
    public int OutW { get; } = (W + 2 * padding - K) / stride + 1;

    /// <summary>The number of elements of an image.</summary>
    public int Pixels => C * H * W;

    /// <summary>The number of rows of the matrix: one for each weight of a filter.</summary>
    public int Rows => C * K * K;

    /// <summary>The number of columns of the matrix: one for each element of an output plane.</summary>
    public int Columns => OutH * OutW;

    /// <summary>Returns the matrix of patches [Rows, Columns]; it is 0 outside the image.</summary>
    public double[] Unfold(ReadOnlySpan<double> image)
    {
        // ── begin ──
        var matrix = new double[Rows * Columns];
        for (int row = 0, at = 0; row < Rows; row++)
            for (var r = 0; r < OutH; r++, at += OutW)
            {
                var (from, to, pixel) = Run(row, r);
                for (var q = from; q < to; q++) matrix[at + q] = image[pixel + q * stride];
            }
        return matrix;
        // ── end ──
    }

    /// <summary>Adds each element of a matrix of patches to the pixel that <see cref="Unfold"/> reads for it.</summary>
    public void Fold(ReadOnlySpan<double> matrix, Span<double> image)
    {
        // ── begin ──
        for (int row = 0, at = 0; row < Rows; row++)
            for (var r = 0; r < OutH; r++, at += OutW)
            {
                var (from, to, pixel) = Run(row, r);
                for (var q = from; q < to; q++) image[pixel + q * stride] += matrix[at + q];
            }
    }

    /// <summary>
    /// Returns which outputs q of output row r read a pixel in a row of the matrix, and the index of the pixel for
    /// q = 0, which may be outside the image. Each further output reads a pixel that is one stride to the right.
    /// </summary>
    (int From, int To, int Pixel) Run(int row, int r)
    {
        var (channel, i, j) = (row / (K * K), r * stride - padding + row / K % K, row % K - padding);
        return i < 0 || i >= H ? default
            : (j < 0 ? (stride - 1 - j) / stride : 0, Math.Min(OutW, (W - j + stride - 1) / stride),
                (channel * H + i) * W + j);
        // ── end ──
    }
}
