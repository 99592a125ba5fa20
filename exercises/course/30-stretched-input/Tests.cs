namespace Exercise30;

/// <summary>Stretching, the worked example, and all small geometries compared with the transposed matrix.</summary>
public static class Tests
{
    [ExerciseTest("AR-13", nameof(Stretching.Stretch))]
    public static void Stretching_inserts_zeros()
    {
        Expect.Equal([1, 0, 2, 0, 3], Stretching.Stretch([1, 2, 3], 2, 0, 0), "y = (1, 2, 3), s = 2");
        Expect.Equal([0, 1, 0, 0, 2, 0, 0], Stretching.Stretch([1, 2], 3, 1, 2),
            "y = (1, 2), s = 3, one zero before, two after");
        Expect.Equal([1, 2], Stretching.Stretch([1, 2], 1, 0, 0), "y = (1, 2), s = 1");
    }

    [ExerciseTest("AR-13", nameof(Stretching.ConvolveTransposed))]
    public static void The_worked_example()
    {
        Expect.Equal([10, 20, 31, 2, 3], Stretching.ConvolveTransposed([10, 1], [1, 2, 3], 2, 0, 0),
            "y = (10, 1), w = (1, 2, 3), s = 2, p = 0, a = 0");
    }

    [ExerciseTest("AR-14", nameof(Stretching.ConvolveTransposed))]
    public static void The_output_padding_is_at_the_end()
    {
        Expect.Equal([10, 20, 31, 2, 3, 0], Stretching.ConvolveTransposed([10, 1], [1, 2, 3], 2, 0, 1),
            "y = (10, 1), w = (1, 2, 3), s = 2, p = 0, a = 1");
    }

    [ExerciseTest("AR-14", nameof(Stretching.ConvolveTransposed))]
    public static void It_matches_the_transposed_matrix_for_every_small_geometry()
    {
        for (var i = 1; i <= 9; i++)
            for (var k = 1; k <= 4; k++)
                for (var s = 1; s <= 3; s++)
                    for (var p = 0; p < k; p++)
                    {
                        if (i + 2 * p < k) continue;
                        var o = (i + 2 * p - k) / s + 1;
                        double[] y = TestData.Uniform(o, 1), w = TestData.Uniform(k, 2);
                        var a = (i + 2 * p - k) % s;
                        Expect.Equal(ByMatrix(i, s, p, y, w), Stretching.ConvolveTransposed(y, w, s, p, a),
                            $"i = {i}, y = {Format.Text(y)}, w = {Format.Text(w)}, s = {s}, p = {p}, a = {a}");
                    }
    }

    static double[] ByMatrix(int i, int s, int p, double[] y, double[] w)
    {
        var C = new double[y.Length, i];
        for (var j = 0; j < y.Length; j++)
            for (var t = 0; t < w.Length; t++)
                if (j * s - p + t is var index && index >= 0 && index < i) C[j, index] = w[t];
        return [.. Enumerable.Range(0, i)
            .Select(column => Enumerable.Range(0, y.Length).Sum(row => C[row, column] * y[row]))];
    }
}
