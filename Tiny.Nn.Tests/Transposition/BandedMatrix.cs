using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>
/// A linear operation written out as the matrix it is. Of a convolution: C, with one row for each output cell, one column for each
/// input cell, and the same few weights again and again along its diagonals. Sources: CV-02, CV-26, CV-27.
/// </summary>
public static class BandedMatrix
{
    /// <summary>C from its definition: C[j, at(j, t)] = w[t].</summary>
    public static double[,] Of(ConvolutionCase c, double[] w)
    {
        var windows = c.Windows;
        var matrix = new double[c.OutputChannels * windows.OutputCount, c.InputChannels * windows.InputCount];
        foreach (var (_, o, channel, tap, position) in TranspositionClaims.Places(c))
            if (TranspositionClaims.Under(c, tap, position) is { } cell)
                matrix[o * windows.OutputCount + position, (o / c.OutputsPerGroup * c.InputsPerGroup + channel) * windows.InputCount + cell] +=
                    w[(o * c.InputsPerGroup + channel) * windows.TapCount + tap];
        return matrix;
    }

    /// <summary>The matrix of any linear operation, column by column: what it makes of each unit vector.</summary>
    public static double[,] Of(Backend machine, Shape input, Func<Tensor, Tensor> linear)
    {
        double[,]? matrix = null;
        for (var column = 0; column < input.Count; column++)
        {
            using var scope = machine.BeginScope(recording: false);
            var unit = new double[input.Count];
            unit[column] = 1;
            var image = linear(Tensor.From(machine, input, unit)).ToArray();
            matrix ??= new double[image.Length, input.Count];
            for (var row = 0; row < image.Length; row++) matrix[row, column] = image[row];
        }
        return matrix!;
    }

    public static double[,] Transposed(double[,] matrix)
    {
        var transposed = new double[matrix.GetLength(1), matrix.GetLength(0)];
        for (var row = 0; row < matrix.GetLength(0); row++)
            for (var column = 0; column < matrix.GetLength(1); column++) transposed[column, row] = matrix[row, column];
        return transposed;
    }

    /// <summary>matrix · vector.</summary>
    public static double[] Times(double[,] matrix, double[] vector) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(row => vector.Select((value, column) => matrix[row, column] * value).Sum())];
}
