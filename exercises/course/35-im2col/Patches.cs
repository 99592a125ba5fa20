// 35 · Convolution as one matrix product (im2col) · 7 Performance
//
// Seven nested loops are slow, because the inner ones are short. Copy the patch under each window into a column of a
// matrix; the convolution is then one large product of the filters with this matrix, and large products are fast. Each
// pixel is copied up to K² times, which costs memory but pays off. (Tiny.Nn avoids the copy: its product reads the
// image directly.)
//
// Formula  CV-26  y = w·P, with P[(c·K + a)·K + b, r·OutW + q] = x[c, r·S − P + a, q·S − P + b], 0 outside the image
// Shapes   x [C, H, W], one image; w [O, C·K·K]; P [C·K·K, OutH·OutW] → y [O, OutH·OutW]
// Example  3×3 image 1 … 9, K = 2: the first row of P is (1, 2, 4, 5), the pixels that the first weight multiplies
// Read     after: Tiny.Nn/Backends/Cpu/Cpu.Convolution.cs

namespace Exercise35;

/// <summary>
/// A matrix product, such as that of exercise 34: C [rows, columns] = A [rows, depth]·B [depth, columns].
/// </summary>
public delegate void MatrixMultiply(int rows, int depth, int columns, double[] A, double[] B, double[] C);

public static class Patches
{
    /// <summary>Returns P for one image; s.N is 1.</summary>
    public static double[] Unfold(Conv2dSizes s, double[] x)
    {
        throw new TodoException("35");
    }

    /// <summary>Returns the convolution of one image, computed by one matrix product.</summary>
    public static double[] Convolve(Conv2dSizes s, double[] x, double[] w, MatrixMultiply multiply)
    {
        throw new TodoException("35");
    }
}
