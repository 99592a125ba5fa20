// 27 · Dilation and groups · 5 Convolution
//
// Two ways to see farther or pay less. Dilation leaves gaps between the taps: three weights can look across nine cells, and a stack
// with dilations 1, 2, 4, 8 sees 31 cells with 12 weights. Groups split the channels: each filter looks only at its own group's
// inputs. With as many groups as channels, each channel is filtered alone, and that is the cheap half of a separable convolution.
//
// Formula  CV-19  y[o, j] = Σ_{c, t} x[first + c, j + t·d]·w[o, c, t];  length L − d·(K − 1)
//          CV-21  with G groups, output o belongs to group o / (O/G), and first = group·(C/G)
// Shapes   x [C, L], w [O, C/G, K] → y [O, L − d·(K − 1)]
// Number   x = (1, 2, 3, 4, 5), w = (1, 10), d = 3: y = (1 + 40, 2 + 50) = (41, 52)
// Read     after: ConvolutionShape in Tiny.Nn/Backends/Geometry.cs

namespace Exercise27;

public static class Dilated
{
    /// <summary>y, flat and row-major like x and w.</summary>
    /// <param name="C">Input channels; G divides them.</param>
    /// <param name="L">Cells of each channel.</param>
    /// <param name="O">Output channels; G divides them.</param>
    /// <param name="K">Taps.</param>
    /// <param name="d">The distance between taps.</param>
    /// <param name="G">The number of groups.</param>
    public static double[] Convolve(int C, int L, int O, int K, int d, int G, double[] x, double[] w)
    {
        throw new TodoException("27");
    }
}
