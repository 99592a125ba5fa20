namespace Exercise21;

/// <summary>The guide's figures, sizes of known networks, and a count of all positions.</summary>
public static class Tests
{
    [ExerciseTest("AR-06", nameof(OutputSizes.Output))]
    public static void The_worked_example()
    {
        Expect.Equal(3, OutputSizes.Output(5, 3, 2, 1), "i = 5, k = 3, s = 2, p = 1");
        Expect.Equal(3, OutputSizes.Output(6, 3, 2, 1), "i = 6, k = 3, s = 2, p = 1");
    }

    [ExerciseTest("AR-06", nameof(OutputSizes.Output))]
    public static void The_figures_of_the_guide_and_three_networks()
    {
        foreach (var (i, k, s, p, o) in new[] { (4, 3, 1, 0, 2), (5, 4, 1, 2, 6), (5, 3, 1, 1, 5), (5, 3, 1, 2, 7),
            (5, 3, 2, 0, 2),
            (28, 5, 1, 0, 24), (24, 2, 2, 0, 12), (227, 11, 4, 0, 55), (55, 3, 2, 0, 27) })
            Expect.Equal(o, OutputSizes.Output(i, k, s, p), $"i = {i}, k = {k}, s = {s}, p = {p}");
    }

    [ExerciseTest("AR-06", nameof(OutputSizes.Output))]
    public static void The_output_size_equals_the_number_of_positions()
    {
        foreach (var (i, k, s, p) in Cases())
        {
            var positions = 0;
            for (var first = -p; first + k <= i + p; first += s) positions++;
            Expect.Equal(positions, OutputSizes.Output(i, k, s, p), $"i = {i}, k = {k}, s = {s}, p = {p}");
        }
    }

    [ExerciseTest("AR-03", nameof(OutputSizes.HalfPadding))]
    public static void Half_padding_keeps_the_size()
    {
        foreach (var k in new[] { 1, 3, 5, 7 })
            Expect.Equal(10, OutputSizes.Output(10, k, 1, OutputSizes.HalfPadding(k)),
                $"i = 10, k = {k}, s = 1, your half padding {OutputSizes.HalfPadding(k)}: o");
    }

    [ExerciseTest("AR-04", nameof(OutputSizes.FullPadding))]
    public static void Full_padding_puts_every_element_into_k_windows()
    {
        for (var k = 1; k <= 5; k++)
            Expect.Equal(10 + k - 1, OutputSizes.Output(10, k, 1, OutputSizes.FullPadding(k)),
                $"i = 10, k = {k}, s = 1, your full padding {OutputSizes.FullPadding(k)}: o");
    }

    [ExerciseTest("AR-06", nameof(OutputSizes.Uncovered))]
    public static void The_uncovered_elements_equal_a_count()
    {
        foreach (var (i, k, s, p) in Cases())
        {
            var covered = 0;
            for (var first = -p; first + k <= i + p; first += s) covered = first + k;
            Expect.Equal(i + p - covered, OutputSizes.Uncovered(i, k, s, p), $"i = {i}, k = {k}, s = {s}, p = {p}");
        }
    }

    static IEnumerable<(int, int, int, int)> Cases() =>
        from i in Enumerable.Range(1, 9) from k in Enumerable.Range(1, 5) from s in Enumerable.Range(1,
            4) from p in Enumerable.Range(0,
            3) where s <= k && i + 2 * p >= k select (i, k, s, p);
}
