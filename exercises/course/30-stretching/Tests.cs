namespace Exercise30;

/// <summary>Stretching alone, the worked number, and all small geometries against the matrix.</summary>
public static class Tests
{
    [About("AR-13", nameof(Stretching.Stretch))]
    public static void Stretching_alone()
    {
        Check.Equal([1, 0, 2, 0, 3], Stretching.Stretch([1, 2, 3], 2, 0, 0), "y = (1, 2, 3), s = 2");
        Check.Equal([0, 1, 0, 0, 2, 0, 0], Stretching.Stretch([1, 2], 3, 1, 2), "y = (1, 2), s = 3, one zero before, two behind");
        Check.Equal([1, 2], Stretching.Stretch([1, 2], 1, 0, 0), "y = (1, 2), s = 1");
    }

    [About("AR-13", nameof(Stretching.Transposed))]
    public static void The_worked_number()
    {
        Check.Equal([10, 20, 31, 2, 3], Stretching.Transposed([10, 1], [1, 2, 3], 2, 0, 0),
            "y = (10, 1), w = (1, 2, 3), s = 2, p = 0, a = 0");
    }

    [About("AR-14", nameof(Stretching.Transposed))]
    public static void The_output_padding_is_at_the_end()
    {
        Check.Equal([10, 20, 31, 2, 3, 0], Stretching.Transposed([10, 1], [1, 2, 3], 2, 0, 1),
            "y = (10, 1), w = (1, 2, 3), s = 2, p = 0, a = 1");
    }

    [About("AR-14", nameof(Stretching.Transposed))]
    public static void It_equals_the_transposed_matrix_for_every_small_geometry()
    {
        for (var i = 1; i <= 9; i++)
            for (var k = 1; k <= 4; k++)
                for (var s = 1; s <= 3; s++)
                    for (var p = 0; p < k; p++)
                    {
                        if (i + 2 * p < k) continue;
                        var o = (i + 2 * p - k) / s + 1;
                        double[] y = Check.Numbers(o, 1), w = Check.Numbers(k, 2);
                        var a = (i + 2 * p - k) % s;
                        Check.Equal(ByMatrix(i, s, p, y, w), Stretching.Transposed(y, w, s, p, a),
                            $"i = {i}, y = {Check.Text(y)}, w = {Check.Text(w)}, s = {s}, p = {p}, a = {a}");
                    }
    }

    static double[] ByMatrix(int i, int s, int p, double[] y, double[] w)
    {
        var C = new double[y.Length, i];
        for (var j = 0; j < y.Length; j++)
            for (var t = 0; t < w.Length; t++)
                if (j * s - p + t is var cell && cell >= 0 && cell < i) C[j, cell] = w[t];
        return [.. Enumerable.Range(0, i).Select(column => Enumerable.Range(0, y.Length).Sum(row => C[row, column] * y[row]))];
    }
}
