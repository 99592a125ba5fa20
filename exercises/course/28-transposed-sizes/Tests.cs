namespace Exercise28;

/// <summary>The guide's figures, and there and back for every small geometry.</summary>
public static class Tests
{
    [About("AR-14", nameof(TransposedSizes.Restored))]
    public static void The_worked_number()
    {
        Check.Equal(5, TransposedSizes.Restored(3, 3, 2, 1, 0), "o = 3, k = 3, s = 2, p = 1, a = 0");
        Check.Equal(6, TransposedSizes.Restored(3, 3, 2, 1, 1), "o = 3, k = 3, s = 2, p = 1, a = 1");
        Check.Equal(1, TransposedSizes.OutputPadding(6, 3, 2, 1), "i = 6, k = 3, s = 2, p = 1: the output padding");
    }

    [About("AR-14", nameof(TransposedSizes.Restored))]
    public static void The_figures_of_the_guide()
    {
        foreach (var (o, k, s, p, i) in new[] { (2, 3, 1, 0, 4), (6, 4, 1, 2, 5), (5, 3, 1, 1, 5), (7, 3, 1, 2, 5), (2, 3, 2, 0, 5),
            (7, 4, 2, 1, 14) })
            Check.Equal(i, TransposedSizes.Restored(o, k, s, p, 0), $"o = {o}, k = {k}, s = {s}, p = {p}, a = 0");
    }

    [About("AR-12", nameof(TransposedSizes.Stretched))]
    public static void Stretching_puts_zeros_between_neighbours()
    {
        for (var o = 1; o <= 6; o++)
            for (var s = 1; s <= 4; s++)
                Check.Equal(string.Join(new string('0', s - 1), Enumerable.Repeat("x", o)).Length, TransposedSizes.Stretched(o, s),
                    $"{o} cells, s = {s}");
    }

    [About("AR-14", nameof(TransposedSizes.OutputPadding))]
    public static void There_and_back_ends_where_it_began()
    {
        for (var i = 1; i <= 12; i++)
            for (var k = 1; k <= 5; k++)
                for (var s = 1; s <= 4; s++)
                    for (var p = 0; p < k; p++)
                    {
                        if (i + 2 * p < k) continue;
                        var (o, a) = ((i + 2 * p - k) / s + 1, TransposedSizes.OutputPadding(i, k, s, p));
                        Check.Equal(i, TransposedSizes.Restored(o, k, s, p, a),
                            $"i = {i}, k = {k}, s = {s}, p = {p}: o = {o}, your a = {a}, back again");
                        Check.That(a >= 0 && a < s, $"i = {i}, k = {k}, s = {s}, p = {p}", $"an output padding of 0 to {s - 1}", $"{a}");
                    }
    }
}
