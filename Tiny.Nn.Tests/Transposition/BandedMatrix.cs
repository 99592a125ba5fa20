using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>
/// Builds the matrix of a linear operation. The matrix C of a convolution has one row per output element and one column
/// per input element, and repeats the filter's weights along its diagonals. Sources: CV-02, CV-26, CV-27.
/// </summary>
public static class BandedMatrix
{
    /// <summary>Returns C by its definition: C[j, index(j, t)] = w[t].</summary>
    public static double[,] Of(ConvolutionCase c, double[] w)
    {
        var windows = c.Windows;
        var matrix = new double[c.OutputChannels * windows.OutputCount, c.InputChannels * windows.InputCount];
        foreach (var (_, o, channel, tap, position) in TransposedConvolutionProperties.Terms(c))
        {
            if (TransposedConvolutionProperties.InputIndex(c, tap, position) is not { } index) continue;
            var inputChannel = o / c.OutputsPerGroup * c.InputsPerGroup + channel;
            matrix[o * windows.OutputCount + position, inputChannel * windows.InputCount + index] +=
                w[(o * c.InputsPerGroup + channel) * windows.TapCount + tap];
        }
        return matrix;
    }

    /// <summary>Returns the matrix of any linear operation: column j is the image of the j-th unit vector.</summary>
    public static double[,] Of(Backend backend, Shape input, Func<Tensor, Tensor> linear)
    {
        double[,]? matrix = null;
        for (var column = 0; column < input.Count; column++)
        {
            using var scope = backend.BeginScope(recording: false);
            var unit = new double[input.Count];
            unit[column] = 1;
            var image = linear(Tensor.From(backend, input, unit)).ToArray();
            matrix ??= new double[image.Length, input.Count];
            for (var row = 0; row < image.Length; row++) matrix[row, column] = image[row];
        }
        return matrix!;
    }

    public static double[,] Transpose(double[,] matrix)
    {
        var transposed = new double[matrix.GetLength(1), matrix.GetLength(0)];
        for (var row = 0; row < matrix.GetLength(0); row++)
            for (var column = 0; column < matrix.GetLength(1); column++) transposed[column, row] = matrix[row, column];
        return transposed;
    }

    /// <summary>Returns the product matrix · vector.</summary>
    public static double[] Multiply(double[,] matrix, double[] vector) => [.. Enumerable.Range(0, matrix.GetLength(0))
        .Select(row => vector.Select((value, column) => matrix[row, column] * value).Sum())];
}
