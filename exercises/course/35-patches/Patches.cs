// 35 · Patches and one product · 7 Speed
//
// Seven loops are slow because each does little. Copy every patch that a window sees into a column of a matrix, and the convolution is
// one large product of the filters with that matrix; and large products are what computers do best. It costs memory, for each pixel is
// copied up to K² times, and it is still worth it. (Tiny.Nn goes one step further: its product reads the image itself and copies nothing.)
//
// Formula  CV-26  y = w·P, with P[(c·K + a)·K + b, r·OutW + q] = x[c, r·S − P + a, q·S − P + b], 0 outside the image
// Shapes   x [C, H, W], one image; w [O, C·K·K]; P [C·K·K, OutH·OutW] → y [O, OutH·OutW]
// Number   3×3 image 1 … 9, K = 2: the first row of P is (1, 2, 4, 5), what the kernel's first weight meets
// Read     after: Tiny.Nn/Backends/Cpu/Cpu.Convolution.cs

namespace Exercise35;

/// <summary>A fast matrix product, such as that of exercise 34: C [rows, columns] = A [rows, depth]·B [depth, columns].</summary>
public delegate void Multiply(int rows, int depth, int columns, double[] A, double[] B, double[] C);

public static class Patches
{
    /// <summary>P for one image; s.N is 1.</summary>
    public static double[] Unfold(Sizes s, double[] x)
    {
        throw new TodoException("35");
    }

    /// <summary>The convolution of one image, by one product.</summary>
    public static double[] Convolve(Sizes s, double[] x, double[] w, Multiply multiply)
    {
        throw new TodoException("35");
    }
}
