using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Exercise24;

/// <summary>The pattern, the product, and a comparison with Tiny.Nn's convolution.</summary>
public static class Tests
{
    static readonly double[,] Kernel = { { 1, 2 }, { 3, 4 } };

    [ExerciseTest("CV-26", nameof(ConvolutionMatrix.Of))]
    public static void The_worked_matrix()
    {
        double[] expected = [1, 2, 0, 3, 4, 0, 0, 0, 0, 0, 1, 2, 0, 3, 4, 0, 0, 0, 0, 0, 0, 1, 2, 0, 3, 4, 0, 0, 0, 0,
            0, 1, 2, 0, 3, 4];
        var C = ConvolutionMatrix.Of(3, 3, Kernel);
        for (var row = 0; row < 4; row++)
            Expect.Equal(expected[(9 * row)..(9 * row + 9)], Flat(C).Skip(9 * row).Take(9).ToArray(),
                $"3×3 image, kernel (1 2 / 3 4): row {row} of C");
    }

    [ExerciseTest("CV-26", nameof(ConvolutionMatrix.Of))]
    public static void The_worked_product()
    {
        Expect.Equal([37, 47, 67, 77], Multiply(ConvolutionMatrix.Of(3, 3, Kernel), [1, 2, 3, 4, 5, 6, 7, 8, 9]),
            "3×3 image 1 … 9, kernel (1 2 / 3 4)");
    }

    [ExerciseTest("CV-26", nameof(ConvolutionMatrix.Of))]
    public static void The_size_and_the_zeros_of_the_matrix()
    {
        var C = ConvolutionMatrix.Of(4, 4, new double[,] { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } });
        Expect.Equal([4, 16], [C.GetLength(0), C.GetLength(1)],
            "4×4 image, 3×3 kernel: the number of rows and columns of C");
        for (var row = 0; row < 4; row++)
            Expect.Equal(9, Enumerable.Range(0, 16).Count(column => C[row, column] != 0),
                $"4×4 image, 3×3 kernel: the number of entries other than 0 in row {row}");
    }

    [ExerciseTest("CV-26", nameof(ConvolutionMatrix.Of))]
    public static void The_product_equals_the_convolution()
    {
        foreach (var (H, W, K, S) in new[] { (2, 2, 1, 1), (3, 4, 2, 1), (4, 3, 2, 1), (5, 5, 3, 2), (6, 4, 2, 2),
            (5, 7, 3, 3) })
        {
            var (x, w) = (TestData.Uniform(H * W, 1), TestData.Uniform(K * K, 2));
            var kernel = new double[K, K];
            for (var i = 0; i < K * K; i++) kernel[i / K, i % K] = w[i];
            using var backend = new Reference();
            using var scope = backend.BeginScope();
            var expected = Tensor.From(backend, [1, 1, H, W], x)
                .Convolve(Tensor.From(backend, [1, 1, K, K], w), stride: S).ToArray();
            Expect.Equal(expected, Multiply(ConvolutionMatrix.Of(H, W, kernel, S), x),
                $"{H}×{W} image, {K}×{K} kernel, stride {S}");
        }
    }

    static double[] Flat(double[,] matrix) => [.. matrix.Cast<double>()];

    static double[] Multiply(double[,] C, double[] x) =>
        [.. Enumerable.Range(0, C.GetLength(0)).Select(row => Enumerable.Range(0, C.GetLength(1))
            .Sum(column => C[row, column] * x[column]))];
}
