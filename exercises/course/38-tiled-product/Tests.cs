namespace Exercise38;

/// <summary>Runs on the first OpenCL device; skipped without one.</summary>
public static class Tests
{
    [ExerciseTest("NN-11", nameof(TiledProduct.Source))]
    public static void The_worked_example()
    {
        var source = TiledProduct.Source();
        using var runner = new KernelRunner();
        Expect.Equal([19, 22, 43, 50], Run(runner, source, 2, [1, 2, 3, 4], [5, 6, 7, 8]), "(1 2 / 3 4)·(5 6 / 7 8)",
            1e-6);
    }

    [ExerciseTest("NN-11", nameof(TiledProduct.Source))]
    public static void Sizes_that_are_multiples_of_a_tile_and_others()
    {
        using var runner = new KernelRunner();
        foreach (var n in new[] { 1, 3, 7, 8, 9, 16, 17, 30 })
        {
            var (A, B) = (TestData.Uniform(n * n, 1), TestData.Uniform(n * n, 2));
            var expected = Enumerable.Range(0, n * n).Select(i => Enumerable.Range(0, n)
                .Sum(k => A[i / n * n + k] * B[k * n + i % n])).ToArray();
            Expect.Equal(expected, Run(runner, TiledProduct.Source(), n, A, B), $"two random matrices of {n}×{n}",
                1e-5);
        }
    }

    [ExerciseTest("NN-11", nameof(TiledProduct.Source))]
    public static void The_kernel_uses_local_memory_and_barriers()
    {
        var source = TiledProduct.Source();
        Expect.That(source.Contains("__local"), "the kernel's source", "tiles in __local memory", "no __local in it");
        Expect.That(source.Split("barrier(").Length - 1 >= 2, "the kernel's source",
            "two barriers: before the tiles are used, and before they are overwritten",
            $"{source.Split("barrier(").Length - 1}");
    }

    [ExerciseTest("NN-11", nameof(TiledProduct.Source))]
    public static void The_speedup_over_a_plain_loop(TestContext context)
    {
        using var runner = new KernelRunner();
        const int n = 256;
        double[] A = TestData.Uniform(n * n, 1), B = TestData.Uniform(n * n, 2), C = new double[n * n];
        var source = TiledProduct.Source();
        var times = Timing.Speedup(() => PlainLoop(n, A, B, C), () => Run(runner, source, n, A, B), enough: 0);
        context.WriteLine($"256×256, with copies to and from the device: {times:0.00} " +
            "times as fast as a plain loop on the CPU");
    }

    static void PlainLoop(int n, double[] A, double[] B, double[] C)
    {
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < n; k++) sum += A[i * n + k] * B[k * n + j];
                C[i * n + j] = sum;
            }
    }

    static double[] Run(KernelRunner runner, string source, int n, double[] A, double[] B)
    {
        const float initial = 99;
        var padded = (n + 7) / 8 * 8;
        var C = Enumerable.Repeat(initial, padded * padded).ToArray();
        runner.Run(source, "product", [padded, padded], [8, 8], n, A.Select(value => (float)value).ToArray(),
            B.Select(value => (float)value)
            .ToArray(), C);
        Expect.That(C.Skip(n * n).All(value => value == initial),
            $"two matrices of {n}×{n}, {padded}×{padded} work items",
            "no writes outside the matrix", "a write outside the matrix");
        return [.. C.Take(n * n).Select(value => (double)value)];
    }
}
