// 24 · Convolution as a matrix · 5 Convolution
//
// A convolution is linear, so it is a matrix: one row for each output, one column for each input cell. Most entries are zero (each output
// sees only a few cells) and the others are the same few weights again and again. A dense layer could learn this matrix; the
// convolution knows it from the start. In 6 its transpose will be an operation of its own.
//
// Formula  CV-26  y = C·vec(x), where row (r, q) of C holds w[a, b] in the column of cell (r·S + a, q·S + b)
// Shapes   H×W image, kernel w [K, K], stride S → C [OutH·OutW, H·W], row-major
// Number   3×3 image, kernel (1 2 / 3 4): the first row is (1 2 0 3 4 0 0 0 0), and x = 1 … 9 gives 37, 47, 67, 77
// Read     after: Tiny.Nn/Backends/Cpu/Cpu.Convolution.cs, where this matrix never exists in memory

namespace Exercise24;

public static class ConvolutionMatrix
{
    /// <summary>C, for one channel without padding.</summary>
    public static double[,] Of(int H, int W, double[,] w, int S = 1)
    {
        throw new TodoException("24");
    }
}
