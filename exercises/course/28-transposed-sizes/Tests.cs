namespace Exercise28;

/// <summary>The guide's figures, and the restored size for every small geometry.</summary>
public static class Tests
{
    [ExerciseTest("AR-14", nameof(TransposedSizes.Output))]
    public static void The_worked_example()
    {
        Expect.Equal(5, TransposedSizes.Output(3, 3, 2, 1, 0), "o = 3, k = 3, s = 2, p = 1, a = 0");
        Expect.Equal(6, TransposedSizes.Output(3, 3, 2, 1, 1), "o = 3, k = 3, s = 2, p = 1, a = 1");
    }

    [ExerciseTest("AR-14", nameof(TransposedSizes.OutputPadding))]
    public static void The_output_padding_of_the_worked_example()
    {
        Expect.Equal(0, TransposedSizes.OutputPadding(5, 3, 2, 1), "i = 5, k = 3, s = 2, p = 1");
        Expect.Equal(1, TransposedSizes.OutputPadding(6, 3, 2, 1), "i = 6, k = 3, s = 2, p = 1");
    }

    [ExerciseTest("AR-14", nameof(TransposedSizes.Output))]
    public static void The_figures_of_the_guide()
    {
        foreach (var (o, k, s, p, i) in new[] { (2, 3, 1, 0, 4), (6, 4, 1, 2, 5), (5, 3, 1, 1, 5), (7, 3, 1, 2, 5),
            (2, 3, 2, 0, 5),
            (7, 4, 2, 1, 14) })
            Expect.Equal(i, TransposedSizes.Output(o, k, s, p, 0), $"o = {o}, k = {k}, s = {s}, p = {p}, a = 0");
    }

    [ExerciseTest("AR-12", nameof(TransposedSizes.StretchedSize))]
    public static void Stretching_puts_zeros_between_neighbours()
    {
        for (var o = 1; o <= 6; o++)
            for (var s = 1; s <= 4; s++)
                Expect.Equal(string.Join(new string('0', s - 1), Enumerable.Repeat("x", o)).Length,
                    TransposedSizes.StretchedSize(o, s),
                    $"{o} elements, s = {s}");
    }

    [ExerciseTest("AR-14", nameof(TransposedSizes.OutputPadding))]
    public static void Convolution_and_transposed_convolution_restore_the_size()
    {
        for (var i = 1; i <= 12; i++)
            for (var k = 1; k <= 5; k++)
                for (var s = 1; s <= 4; s++)
                    for (var p = 0; p < k; p++)
                    {
                        if (i + 2 * p < k) continue;
                        var (o, a) = ((i + 2 * p - k) / s + 1, TransposedSizes.OutputPadding(i, k, s, p));
                        Expect.Equal(i, TransposedSizes.Output(o, k, s, p, a),
                            $"i = {i}, k = {k}, s = {s}, p = {p}: o = {o}, your a = {a}: the restored size");
                        Expect.That(a >= 0 && a < s, $"i = {i}, k = {k}, s = {s}, p = {p}",
                            $"an output padding of 0 to {s - 1}", $"{a}");
                    }
    }
}
