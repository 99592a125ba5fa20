namespace Exercises;

/// <summary>
/// The sizes of one 2-D convolution, in the letters of the convolution-arithmetic guide. All arrays are flat and row-major:
/// x [N, C, H, W], w [O, C, K, K], y [N, O, OutH, OutW].
/// </summary>
/// <param name="N">Images in the batch.</param>
/// <param name="C">Input channels.</param>
/// <param name="H">Rows of the input.</param>
/// <param name="W">Columns of the input.</param>
/// <param name="O">Output channels.</param>
/// <param name="K">Rows and columns of a kernel.</param>
/// <param name="S">Stride.</param>
/// <param name="P">Zeros around the image, on each side.</param>
public readonly record struct Sizes(int N, int C, int H, int W, int O, int K, int S = 1, int P = 0)
{
    /// <summary>Rows of the output.</summary>
    public int OutH => (H + 2 * P - K) / S + 1;

    /// <summary>Columns of the output.</summary>
    public int OutW => (W + 2 * P - K) / S + 1;

    /// <summary>How many numbers x holds.</summary>
    public int InputCount => N * C * H * W;

    /// <summary>How many numbers w holds.</summary>
    public int FilterCount => O * C * K * K;

    /// <summary>How many numbers y holds.</summary>
    public int OutputCount => N * O * OutH * OutW;

    /// <summary>As a failing test shows it.</summary>
    public override string ToString() => $"{N} image(s) of {C}×{H}×{W}, {O} filter(s) of {K}×{K}, stride {S}, padding {P}";
}
