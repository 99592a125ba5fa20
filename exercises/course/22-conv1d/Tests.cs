namespace Exercise22;

/// <summary>Worked examples, stride, translation, and the flipped kernel.</summary>
public static class Tests
{
    [ExerciseTest("CV-03", nameof(Conv1d.CrossCorrelate))]
    public static void The_worked_example()
    {
        Expect.Equal([21, 32, 43], Conv1d.CrossCorrelate([1, 2, 3, 4], [1, 10]), "x = (1, 2, 3, 4), w = (1, 10)");
        Expect.Equal([21, 43], Conv1d.CrossCorrelate([1, 2, 3, 4], [1, 10], 2),
            "x = (1, 2, 3, 4), w = (1, 10), stride 2");
    }

    [ExerciseTest("CV-03", nameof(Conv1d.CrossCorrelate))]
    public static void A_unit_impulse_gives_the_reversed_kernel()
    {
        Expect.Equal([0, 3, 2, 1, 0], Conv1d.CrossCorrelate([0, 0, 0, 1, 0, 0, 0], [1, 2, 3]),
            "x = (0, 0, 0, 1, 0, 0, 0), w = (1, 2, 3)");
    }

    [ExerciseTest("CV-03", nameof(Conv1d.CrossCorrelate))]
    public static void A_strided_convolution_subsamples_the_unstrided_one()
    {
        for (var d = 1; d <= 8; d++)
            for (var k = 1; k <= d; k++)
                for (var s = 1; s <= 3; s++)
                {
                    var (x, w) = (TestData.Uniform(d, 1), TestData.Uniform(k, 2));
                    var plain = Conv1d.CrossCorrelate(x, w);
                    Expect.Equal(plain.Where((_, j) => j % s == 0).ToArray(), Conv1d.CrossCorrelate(x, w, s),
                        $"D = {d}, K = {k}, stride {s}, compared with outputs 0, {s}, {2 * s}, … of stride 1");
                }
    }

    [ExerciseTest("CV-03", nameof(Conv1d.CrossCorrelate))]
    public static void A_shifted_input_gives_a_shifted_output()
    {
        double[] x = [1, -2, 3, 5, 0], w = [2, 7];
        Expect.Equal(Conv1d.CrossCorrelate(x, w), Conv1d.CrossCorrelate([9, .. x], w)[1..],
            "x = (1, -2, 3, 5, 0) compared with (9, 1, -2, 3, 5, 0), w = (2, 7)");
    }

    [ExerciseTest("CV-01", nameof(Conv1d.ConvolveFlipped))]
    public static void Convolution_with_the_flipped_kernel_multiplies_polynomials()
    {
        // (1 + 2z)·(3 + 4z) = 3 + 10z + 8z²: the convolution of the coefficients, padded with zeros
        double[] w = [3, 4];
        Expect.Equal([3, 10, 8], Conv1d.ConvolveFlipped([0, 1, 2, 0], w),
            "x = (0, 1, 2, 0), w = (3, 4), the coefficients of (1 + 2z)·(3 + 4z)");
        Expect.Equal([3, 4], w, "w = (3, 4), after the call");
    }
}
