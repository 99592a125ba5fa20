namespace Exercise40;

/// <summary>Worked examples, the adjoint identity, and gradient checks of a product.</summary>
public static class Tests
{
    [ExerciseTest("AD-12", nameof(Broadcasting.Broadcast))]
    public static void The_worked_example()
    {
        Expect.Equal([1, 2, 1, 2], Broadcasting.Broadcast([1, 2], new(1, 2), new(2, 2)), "(1, 2) of 1×2, to 2×2");
        Expect.Equal([1, 1, 2, 2], Broadcasting.Broadcast([1, 2], new(2, 1), new(2, 2)), "(1, 2) of 2×1, to 2×2");
        Expect.Equal([7, 7, 7, 7, 7, 7], Broadcasting.Broadcast([7], new(1, 1), new(2, 3)), "(7) of 1×1, to 2×3");
        Expect.Equal([1, 2, 3, 4], Broadcasting.Broadcast([1, 2, 3, 4], new(2, 2), new(2, 2)),
            "(1, 2, 3, 4) of 2×2, to 2×2");
    }

    [ExerciseTest("AD-12", nameof(Broadcasting.SumTo))]
    public static void The_gradient_of_a_repeated_element_is_the_sum_over_its_copies()
    {
        double[] dy = [1, 2, 3, 4];
        Expect.Equal([4, 6], Broadcasting.SumTo(dy, new(1, 2), new(2, 2)), "dy = (1, 2, 3, 4) of 2×2, to 1×2");
        Expect.Equal([3, 7], Broadcasting.SumTo(dy, new(2, 1), new(2, 2)), "dy = (1, 2, 3, 4) of 2×2, to 2×1");
        Expect.Equal([10], Broadcasting.SumTo(dy, new(1, 1), new(2, 2)), "dy = (1, 2, 3, 4) of 2×2, to 1×1");
        Expect.Equal(dy, Broadcasting.SumTo(dy, new(2, 2), new(2, 2)), "dy = (1, 2, 3, 4) of 2×2, to 2×2");
    }

    [ExerciseTest("AD-12", nameof(Broadcasting.SumTo))]
    public static void Broadcasting_and_summing_are_transposes()
    {
        foreach (var to in new Size[] { new(1, 3), new(3, 1), new(2, 3), new(4, 2) })
            foreach (var from in Sources(to))
            {
                var (a, dy) = (TestData.Uniform(from.Count, 1), TestData.Uniform(to.Count, 2));
                Expect.Equal(Dot(Broadcasting.Broadcast(a, from, to), dy), Dot(a, Broadcasting.SumTo(dy, from, to)),
                    $"{Text(from)} and {Text(to)}: ⟨broadcast(a), dy⟩ compared with ⟨a, sum(dy)⟩", 1e-10);
            }
    }

    [ExerciseTest("AD-04", nameof(Broadcasting.MultiplyPullback))]
    public static void The_pullback_of_a_product_passes_the_gradient_check()
    {
        var to = new Size(2, 3);
        foreach (var ofA in Sources(to))
            foreach (var ofB in Sources(to))
            {
                double[] a = TestData.Uniform(ofA.Count, 1), b = TestData.Uniform(ofB.Count, 2),
                    dy = TestData.Uniform(to.Count, 3);
                double J(double[] a, double[] b) => Enumerable.Range(0, to.Count)
                    .Sum(i => dy[i] * At(a, ofA, i, to) * At(b, ofB, i, to));
                var (da, db) = Broadcasting.MultiplyPullback(a, ofA, b, ofB, dy, to);
                var name = $"a of {Text(ofA)}, b of {Text(ofB)}, y of {Text(to)}";
                Expect.Gradient(at => J(at, b), a, da, $"{name}: da");
                Expect.Gradient(at => J(a, at), b, db, $"{name}: db");
            }
    }

    static Size[] Sources(Size to) => [.. new Size[] { to, new(1, to.Columns), new(to.Rows, 1), new(1, 1) }.Distinct()];

    static double At(double[] a, Size size, int element, Size to) =>
        a[Math.Min(element / to.Columns, size.Rows - 1) * size.Columns
            + Math.Min(element % to.Columns, size.Columns - 1)];

    static double Dot(double[] a, double[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);

    static string Text(Size size) => $"{size.Rows}×{size.Columns}";
}
