namespace Exercise31;

/// <summary>Your test is put to the test: it must accept what is right, and reject what is wrong.</summary>
public static class Tests
{
    const int D = 7, K = 3, S = 2, O = 3;
    static readonly double[] W = [2, -1, 0.5];

    [About("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_accepts_the_worked_number() =>
        Accepts("A·x = x₁ + x₂, Aᵀ·y = (y, y)", x => [x[0] + x[1]], y => [y[0], y[0]], 2, 1);

    [About("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_accepts_a_convolution_and_its_transpose() =>
        Accepts("a convolution with stride 2, and its transpose", Convolve, y => Transposed(y), D, O);

    [About("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_accepts_large_and_small_numbers()
    {
        Accepts("A·x = 1,000,000·x and itself", x => [.. x.Select(value => 1e6 * value)], y => [.. y.Select(value => 1e6 * value)], 50, 50);
        Accepts("sums from the left, and their transpose, 200 cells", Sums, y => [.. Sums([.. y.Reverse()]).Reverse()], 200, 200);
    }

    [About("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_that_flips_the_kernel() => Rejects("Aᵀ flips the kernel", y => Transposed(y, flip: true));

    [About("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_that_overwrites_where_windows_overlap() =>
        Rejects("Aᵀ overwrites where windows overlap", y => Transposed(y, add: false));

    [About("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_with_the_wrong_sign() => Rejects("−Aᵀ", y => [.. Transposed(y).Select(value => -value)]);

    [About("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_that_forgets_the_last_window() =>
        Rejects("Aᵀ forgets the last window", y => Transposed([.. y[..^1], 0]));

    [About("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_transpose_that_is_one_percent_off() =>
        Rejects("1.01·Aᵀ", y => [.. Transposed(y).Select(value => 1.01 * value)]);

    [About("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_the_inverse_where_it_is_not_the_transpose()
    {
        Check.That(!AdjointTest.IsTranspose(x => [2 * x[0]], y => [y[0] / 2], 1, 1, new(1, "trial")),
            "A·x = 2x, and y/2, which is the inverse", "no", "yes");
    }

    [About("TC-05", nameof(AdjointTest.IsTranspose))]
    public static void It_rejects_a_wrong_length_and_what_is_not_a_number()
    {
        Rejects("Aᵀ with one cell too few", y => Transposed(y)[..^1]);
        Rejects("Aᵀ that gives NaN", y => [.. Transposed(y).Select(_ => double.NaN)]);
    }

    static void Accepts(string what, Func<double[], double[]> forward, Func<double[], double[]> backward, int n, int m)
    {
        for (ulong seed = 1; seed <= 20; seed++)
            Check.That(AdjointTest.IsTranspose(forward, backward, n, m, new(seed, "trial")), what, "yes: it is the transpose",
                $"no, with the random stream {seed}");
    }

    static void Rejects(string what, Func<double[], double[]> backward)
    {
        for (ulong seed = 1; seed <= 20; seed++)
            Check.That(!AdjointTest.IsTranspose(Convolve, backward, D, O, new(seed, "trial")),
                $"a convolution of {D} cells with w = {Check.Text(W)}, stride {S}; {what}", "no: it is not the transpose",
                $"yes, with the random stream {seed}");
    }

    static double[] Convolve(double[] x) => [.. Enumerable.Range(0, O).Select(j => Enumerable.Range(0, K).Sum(t => x[j * S + t] * W[t]))];

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

    static double[] Sums(double[] x)
    {
        var sum = 0.0;
        return [.. x.Select(value => sum += value)];
    }
}
