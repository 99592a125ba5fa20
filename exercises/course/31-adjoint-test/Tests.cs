namespace Exercise31;

/// <summary>Checks of the learner's test: it must accept correct transposes and reject wrong ones.</summary>
public static class Tests
{
    const int D = 7, K = 3, S = 2, O = 3;
    static readonly double[] W = [2, -1, 0.5];

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_accepts_the_worked_example() =>
        Accepts("A·x = x₁ + x₂, Aᵀ·y = (y, y)", x => [x[0] + x[1]], y => [y[0], y[0]], 2, 1);

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_accepts_a_convolution_and_its_transpose() =>
        Accepts("a convolution with stride 2, and its transpose", Convolve, y => Transposed(y), D, O);

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_accepts_large_and_small_values()
    {
        Accepts("A·x = 1,000,000·x and itself", x => [.. x.Select(value => 1e6 * value)], y =>
            [.. y.Select(value => 1e6 * value)], 50, 50);
        Accepts("cumulative sums and their transpose, 200 elements", CumulativeSums, y =>
            [.. CumulativeSums([.. y.Reverse()]).Reverse()],
            200, 200);
    }

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_that_flips_the_kernel() =>
        Rejects("Aᵀ flips the kernel", y => Transposed(y, flip: true));

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_that_assigns_where_windows_overlap() =>
        Rejects("Aᵀ assigns instead of adding where windows overlap", y => Transposed(y, add: false));

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_with_the_wrong_sign() =>
        Rejects("−Aᵀ", y => [.. Transposed(y).Select(value => -value)]);

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_that_omits_the_last_window() =>
        Rejects("Aᵀ omits the last window", y => Transposed([.. y[..^1], 0]));

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_that_is_one_percent_off() =>
        Rejects("1.01·Aᵀ", y => [.. Transposed(y).Select(value => 1.01 * value)]);

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_that_is_one_millionth_off() =>
        Rejects("1.000001·Aᵀ", y => [.. Transposed(y).Select(value => 1.000001 * value)]);

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_an_inverse_that_is_not_the_transpose()
    {
        Expect.That(!AdjointTest.IsTranspose(x => [2 * x[0]], y => [y[0] / 2], 1, 1, new(1, "trial")),
            "A·x = 2x, and its inverse y/2", "false", "true");
    }

    [ExerciseTest("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_wrong_length_and_NaN()
    {
        Rejects("Aᵀ with one element too few", y => Transposed(y)[..^1]);
        Rejects("Aᵀ that returns NaN", y => [.. Transposed(y).Select(_ => double.NaN)]);
    }

    static void Accepts(string name, Func<double[], double[]> forward, Func<double[], double[]> backward, int n, int m)
    {
        for (ulong seed = 1; seed <= 20; seed++)
            Expect.That(AdjointTest.IsTranspose(forward, backward, n, m, new(seed, "trial")), name,
                "true: it is the transpose",
                $"false, with random seed {seed}");
    }

    static void Rejects(string name, Func<double[], double[]> backward)
    {
        for (ulong seed = 1; seed <= 20; seed++)
            Expect.That(!AdjointTest.IsTranspose(Convolve, backward, D, O, new(seed, "trial")),
                $"a convolution of {D} elements with w = {Format.Text(W)}, stride {S}; {name}",
                "false: it is not the transpose", $"true, with random seed {seed}");
    }

    static double[] Convolve(double[] x) =>
        [.. Enumerable.Range(0, O).Select(j => Enumerable.Range(0, K).Sum(t => x[j * S + t] * W[t]))];

    static double[] Transposed(double[] y, bool flip = false, bool add = true)
    {
        var x = new double[D];
        for (var j = 0; j < O; j++)
            for (var t = 0; t < K; t++)
            {
                var value = y[j] * W[flip ? K - 1 - t : t];
                x[j * S + t] = add ? x[j * S + t] + value : value;
            }
        return x;
    }

    static double[] CumulativeSums(double[] x)
    {
        var sum = 0.0;
        return [.. x.Select(value => sum += value)];
    }
}
