namespace Exercise22;

/// <summary>Worked numbers, linearity, shifts, and the flip.</summary>
public static class Tests
{
    [About("CV-03", nameof(Conv1d.Correlate))]
    public static void The_worked_number()
    {
        Check.Equal([21, 32, 43], Conv1d.Correlate([1, 2, 3, 4], [1, 10]), "x = (1, 2, 3, 4), w = (1, 10)");
        Check.Equal([21, 43], Conv1d.Correlate([1, 2, 3, 4], [1, 10], 2), "x = (1, 2, 3, 4), w = (1, 10), stride 2");
    }

    [About("CV-03", nameof(Conv1d.Correlate))]
    public static void A_single_one_in_the_input_shows_the_kernel_backwards()
    {
        Check.Equal([0, 3, 2, 1, 0], Conv1d.Correlate([0, 0, 0, 1, 0, 0, 0], [1, 2, 3]), "x = (0, 0, 0, 1, 0, 0, 0), w = (1, 2, 3)");
    }

    [About("CV-03", nameof(Conv1d.Correlate))]
    public static void A_strided_convolution_is_every_so_manieth_output_of_the_plain_one()
    {
        for (var d = 1; d <= 8; d++)
            for (var k = 1; k <= d; k++)
                for (var s = 1; s <= 3; s++)
                {
                    var (x, w) = (Check.Numbers(d, 1), Check.Numbers(k, 2));
                    var plain = Conv1d.Correlate(x, w);
                    Check.Equal(plain.Where((_, j) => j % s == 0).ToArray(), Conv1d.Correlate(x, w, s),
                        $"D = {d}, K = {k}, stride {s}: every {s}. output of stride 1");
                }
    }

    [About("CV-03", nameof(Conv1d.Correlate))]
    public static void A_shifted_input_gives_a_shifted_output()
    {
        double[] x = [1, -2, 3, 5, 0], w = [2, 7];
        Check.Equal(Conv1d.Correlate(x, w), Conv1d.Correlate([9, .. x], w)[1..],
            "x = (1, -2, 3, 5, 0) against (9, 1, -2, 3, 5, 0), w = (2, 7)");
    }

    [About("CV-01", nameof(Conv1d.ConvolveFlipped))]
    public static void Flipped_it_multiplies_polynomials()
    {
        // (1 + 2z)·(3 + 4z) = 3 + 10z + 8z²: with zeros at both ends, the convolution of the coefficients
        double[] w = [3, 4];
        Check.Equal([3, 10, 8], Conv1d.ConvolveFlipped([0, 1, 2, 0], w),
            "x = (0, 1, 2, 0), w = (3, 4), the coefficients of (1 + 2z)·(3 + 4z)");
        Check.Equal([3, 4], w, "w = (3, 4), after the call");
    }
}
