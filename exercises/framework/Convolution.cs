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
        throw new TodoException("52");
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
        throw new TodoException("52");
    }

    /// <summary>Adds each element of a matrix of patches to the pixel that <see cref="Unfold"/> reads for it.</summary>
    public void Fold(ReadOnlySpan<double> matrix, Span<double> image)
    {
        throw new TodoException("52");
    }
}
