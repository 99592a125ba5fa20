// 27 · Dilation and groups · 5 Convolution
//
// Dilation leaves gaps between the kernel's taps: three weights can cover nine elements, and layers with dilations 1,
// 2, 4, 8 have a receptive field of 31 with 12 weights. Groups split the channels: each filter reads only the input
// channels of its group. With as many groups as channels, each channel is filtered separately, which is the depthwise
// part of a depthwise separable convolution.
//
// Formula  CV-19  y[o, j] = Σ_{c, t} x[first + c, j + t·d]·w[o, c, t];  length L − d·(K − 1)
//          CV-21  with G groups, output o belongs to group o / (O/G), and first = group·(C/G)
// Shapes   x [C, L], w [O, C/G, K] → y [O, L − d·(K − 1)]
// Example  x = (1, 2, 3, 4, 5), w = (1, 10), d = 3: y = (1 + 40, 2 + 50) = (41, 52)
// Read     after: ConvolutionShape in Tiny.Nn/Backends/ConvolutionShape.cs

namespace Exercise27;

public static class DilatedConvolution
{
    /// <summary>Returns y, flat and row-major like x and w.</summary>
    /// <param name="C">The number of input channels, divisible by G.</param>
    /// <param name="L">The length of each channel.</param>
    /// <param name="O">The number of output channels, divisible by G.</param>
    /// <param name="K">The number of taps.</param>
    /// <param name="d">The dilation, the distance between taps.</param>
    /// <param name="G">The number of groups.</param>
    public static double[] Convolve(int C, int L, int O, int K, int d, int G, double[] x, double[] w)
    {
        throw new TodoException("27");
    }
}
