namespace Exercises;

/// <summary>
/// The sizes of a 2-D convolution. All arrays are flat and row-major: x [N, C, H, W], w [O, C, K, K], y [N, O, OutH,
/// OutW].
/// </summary>
/// <param name="N">Number of images in the batch.</param>
/// <param name="C">Number of input channels.</param>
/// <param name="H">Height of the input, in rows.</param>
/// <param name="W">Width of the input, in columns.</param>
/// <param name="O">Number of output channels.</param>
/// <param name="K">Height and width of a kernel.</param>
/// <param name="S">Stride.</param>
/// <param name="P">Padding: rows and columns of zeros on each side of the image.</param>
public readonly record struct Conv2dSizes(int N, int C, int H, int W, int O, int K, int S = 1, int P = 0)
{
    /// <summary>Height of the output, in rows.</summary>
    public int OutH => (H + 2 * P - K) / S + 1;

    /// <summary>Width of the output, in columns.</summary>
    public int OutW => (W + 2 * P - K) / S + 1;

    /// <summary>Number of elements of x.</summary>
    public int InputCount => N * C * H * W;

    /// <summary>Number of elements of w.</summary>
    public int FilterCount => O * C * K * K;

    /// <summary>Number of elements of y.</summary>
    public int OutputCount => N * O * OutH * OutW;

    /// <summary>Returns the sizes as a message shows them.</summary>
    public override string ToString() =>
        $"{N} image(s) of {C}×{H}×{W}, {O} filter(s) of {K}×{K}, stride {S}, padding {P}";
}
