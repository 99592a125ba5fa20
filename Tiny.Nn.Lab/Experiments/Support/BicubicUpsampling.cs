using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// Bicubic upsampling by Keys' kernel with a = −½, which keeps linear functions. Output j lies at (j + ½) / scale − ½
/// of the input, and is a weighted sum of the four nearest elements along each axis. Beyond the border, the last
/// element is repeated. Source: TC-08.
/// </summary>
public static class BicubicUpsampling
{
    const double A = -0.5;

    /// <summary>Returns a square image [1, 1, n, n] that is <paramref name="scale"/> times as wide and high.</summary>
    public static Tensor Apply(Tensor image, int scale)
    {
        var size = image.Shape[3];
        var matrix = Tensor.From(image.Backend, [size * scale, size], Matrix(size, scale));
        return matrix.MatMul(image.Reshape(size, size)).MatMul(matrix, transposeB: true)
            .Reshape(1, 1, size * scale, size * scale);
    }

    static double[] Matrix(int size, int scale)
    {
        var matrix = new double[size * scale * size];
        for (var row = 0; row < size * scale; row++)
        {
            var position = (row + 0.5) / scale - 0.5;
            var first = (int)Math.Floor(position) - 1;
            for (var column = first; column < first + 4; column++)
                matrix[row * size + Math.Clamp(column, 0, size - 1)] += Weight(Math.Abs(position - column));
        }
        return matrix;
    }

    static double Weight(double distance) => distance <= 1
        ? (A + 2) * Math.Pow(distance, 3) - (A + 3) * distance * distance + 1
        : A * Math.Pow(distance, 3) - 5 * A * distance * distance + 8 * A * distance - 4 * A;
}
