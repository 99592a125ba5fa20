namespace Exercise21;

/// <summary>The guide's figures, real networks, and a count by hand.</summary>
public static class Tests
{
    [About("AR-06", nameof(OutputSizes.Output))]
    public static void The_worked_number()
    {
        Check.Equal(3, OutputSizes.Output(5, 3, 2, 1), "i = 5, k = 3, s = 2, p = 1");
        Check.Equal(3, OutputSizes.Output(6, 3, 2, 1), "i = 6, k = 3, s = 2, p = 1");
    }

    [About("AR-06", nameof(OutputSizes.Output))]
    public static void The_figures_of_the_guide_and_three_networks()
    {
        foreach (var (i, k, s, p, o) in new[] { (4, 3, 1, 0, 2), (5, 4, 1, 2, 6), (5, 3, 1, 1, 5), (5, 3, 1, 2, 7), (5, 3, 2, 0, 2),
            (28, 5, 1, 0, 24), (24, 2, 2, 0, 12), (227, 11, 4, 0, 55), (55, 3, 2, 0, 27) })
            Check.Equal(o, OutputSizes.Output(i, k, s, p), $"i = {i}, k = {k}, s = {s}, p = {p}");
    }

    [About("AR-06", nameof(OutputSizes.Output))]
    public static void It_equals_a_count_of_all_places()
    {
        foreach (var (i, k, s, p) in Cases())
        {
            var places = 0;
            for (var first = -p; first + k <= i + p; first += s) places++;
            Check.Equal(places, OutputSizes.Output(i, k, s, p), $"i = {i}, k = {k}, s = {s}, p = {p}");
        }
    }

    [About("AR-03", nameof(OutputSizes.Half))]
    public static void Half_padding_keeps_the_size()
    {
        foreach (var k in new[] { 1, 3, 5, 7 })
            Check.Equal(10, OutputSizes.Output(10, k, 1, OutputSizes.Half(k)),
                $"i = 10, k = {k}, s = 1, your half padding {OutputSizes.Half(k)}: o");
    }

    [About("AR-04", nameof(OutputSizes.Full))]
    public static void Full_padding_lets_every_cell_be_seen_k_times()
    {
        for (var k = 1; k <= 5; k++)
            Check.Equal(10 + k - 1, OutputSizes.Output(10, k, 1, OutputSizes.Full(k)),
                $"i = 10, k = {k}, s = 1, your full padding {OutputSizes.Full(k)}: o");
    }

    [About("AR-06", nameof(OutputSizes.Unseen))]
    public static void What_no_window_sees()
    {
        foreach (var (i, k, s, p) in Cases())
        {
            var seenUpTo = 0;
            for (var first = -p; first + k <= i + p; first += s) seenUpTo = first + k;
            Check.Equal(i + p - seenUpTo, OutputSizes.Unseen(i, k, s, p), $"i = {i}, k = {k}, s = {s}, p = {p}");
        }
    }

    static IEnumerable<(int, int, int, int)> Cases() =>
        from i in Enumerable.Range(1, 9) from k in Enumerable.Range(1, 5) from s in Enumerable.Range(1, 4) from p in Enumerable.Range(0,
            3) where s <= k && i + 2 * p >= k select (i, k, s, p);
}
