// 24 · Convolution as a matrix · 5 Convolution
//
// A convolution is linear, so it is a matrix with one row for each output and one column for each pixel. Most entries
// are zero, since each output depends on a few pixels, and the others repeat the same few weights. A dense layer could
// learn this matrix; a convolution has its structure built in. Chapter 6 uses the transpose of this matrix.
//
// Formula  CV-26  y = C·vec(x), where row (r, q) of C holds w[a, b] in the column of pixel (r·S + a, q·S + b)
// Shapes   H×W image, kernel w [K, K], stride S → C [OutH·OutW, H·W], row-major
// Example  3×3 image, kernel (1 2 / 3 4): the first row is (1 2 0 3 4 0 0 0 0), and x = 1 … 9 gives 37, 47, 67, 77
// Read     after: Tiny.Nn/Backends/Cpu/Cpu.Convolution.cs, which never builds this matrix

namespace Exercise24;

public static class ConvolutionMatrix
{
    /// <summary>Returns C for one channel without padding.</summary>
    public static double[,] Of(int H, int W, double[,] w, int S = 1)
    {
        throw new TodoException("24");
    }
}
