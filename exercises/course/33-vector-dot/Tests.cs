namespace Exercise33;

/// <summary>All lengths, then the speed.</summary>
public static class Tests
{
    [ExerciseTest("NN-01", nameof(Dot.Product))]
    public static void The_worked_example()
    {
        Expect.Equal(15, Dot.Product([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]), "a = (1, 2, 3, 4, 5), b = (1, 1, 1, 1, 1)");
        Expect.Equal(0, Dot.Product([], []), "empty arrays");
    }

    [ExerciseTest("NN-01", nameof(Dot.Product))]
    public static void All_lengths_up_to_100()
    {
        for (var n = 1; n <= 100; n++)
        {
            var (a, b) = (TestData.Uniform(n, 1), TestData.Uniform(n, 2));
            Expect.Equal(Plain(a, b), Dot.Product(a, b), $"{n} elements", 1e-12);
        }
    }

    [ExerciseTest("NN-01", nameof(Dot.Product))]
    public static void Each_element_counts_once()
    {
        for (var n = 1; n <= 40; n++)
            for (var index = 0; index < n; index++)
            {
                var a = new double[n];
                a[index] = 1;
                Expect.Equal(index + 1, Dot.Product(a, [.. Enumerable.Range(1, n).Select(i => (double)i)]),
                    $"{n} elements, a is 1 at index {index} and 0 elsewhere, b = 1, 2, 3, …");
            }
    }

    [ExerciseTest("NN-01", nameof(Dot.Product))]
    public static void The_speedup_over_a_plain_loop(TestContext context)
    {
        var (a, b, sink) = (TestData.Uniform(4096, 1), TestData.Uniform(4096, 2), 0.0);
        void Repeat(Func<double> product)
        {
            for (var i = 0; i < 200; i++) sink += product();
        }
        var times = Timing.Speedup(() => Repeat(() => Plain(a, b)), () => Repeat(() => Dot.Product(a, b)), enough: 3);
        context.ReportSpeedup("4,096 elements", times, "the plain loop", goal: 1.5);
    }

    static double Plain(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
