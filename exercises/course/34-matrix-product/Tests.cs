namespace Exercise34;

/// <summary>Small and odd sizes compared with the textbook loop, then the speed.</summary>
public static class Tests
{
    [ExerciseTest("NN-11", nameof(MatrixProduct.Multiply))]
    public static void The_worked_example()
    {
        Expect.Equal([19, 22, 43, 50], Run(2, 2, 2, [1, 2, 3, 4], [5, 6, 7, 8]), "(1 2 / 3 4)·(5 6 / 7 8)");
    }

    [ExerciseTest("NN-11", nameof(MatrixProduct.Multiply))]
    public static void All_small_sizes()
    {
        for (var rows = 1; rows <= 5; rows++)
            for (var depth = 1; depth <= 5; depth++)
                for (var columns = 1; columns <= 9; columns++) Compare(rows, depth, columns);
    }

    [ExerciseTest("NN-11", nameof(MatrixProduct.Multiply))]
    public static void Sizes_around_a_block()
    {
        foreach (var size in new[] { 31, 32, 33, 63, 64, 65, 100, 129 })
        {
            Compare(3, size, 5);
            Compare(size, 2, size);
            Compare(2, size, size);
        }
    }

    [ExerciseTest("NN-11", nameof(MatrixProduct.Multiply))]
    public static void The_speedup_over_the_textbook_loop(TestContext context)
    {
        const int n = 256;
        var (A, B, C) = (TestData.Uniform(n * n, 1), TestData.Uniform(n * n, 2), new double[n * n]);
        var times = Timing.Speedup(() => TextbookLoop(n, n, n, A, B, C), () => MatrixProduct.Multiply(n, n, n, A, B, C),
            enough: 3);
        context.ReportSpeedup("256×256", times, "the textbook loop", goal: 1.5);
    }

    [ExerciseTest("NN-11", nameof(MatrixProduct.Multiply))]
    public static void The_speedup_by_blocks_if_B_is_larger_than_the_cache(TestContext context)
    {
        // B has 32 MB; on a computer where blocks gain nothing, this test says so and cannot tell
        const int rows = 16, depth = 4096, columns = 1024;
        var (A, B, C) = (TestData.Uniform(rows * depth, 1), new double[depth * columns], new double[rows * columns]);
        Array.Fill(B, 0.5);
        var (plain, blocked, own) = (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round < 5; round++)
        {
            plain = Math.Min(plain, Timing.Seconds(() => RowProduct.Multiply(rows, depth, columns, A, B, C, depth)));
            blocked = Math.Min(blocked, Timing.Seconds(() => RowProduct.Multiply(rows, depth, columns, A, B, C, 64)));
            own = Math.Min(own, Timing.Seconds(() => MatrixProduct.Multiply(rows, depth, columns, A, B, C)));
        }
        const string size = "16×4096 by 4096×1024", than = "rows without blocks";
        if (plain / blocked > 1.25) context.ReportSpeedup(size, plain / own, than, 1 + (plain / blocked - 1) / 2);
        else
            context.WriteLine($"{size}: {plain / own:0.0} times as fast as {than}; blocks gain little here");
    }

    static void Compare(int rows, int depth, int columns)
    {
        var (A, B, C) = (TestData.Uniform(rows * depth, 1), TestData.Uniform(depth * columns, 2),
            new double[rows * columns]);
        TextbookLoop(rows, depth, columns, A, B, C);
        Expect.Equal(C, Run(rows, depth, columns, A, B), $"A of {rows}×{depth}, B of {depth}×{columns}, random values",
            1e-12);
    }

    static double[] Run(int rows, int depth, int columns, double[] A, double[] B)
    {
        var C = TestData.Filled(rows * columns);
        MatrixProduct.Multiply(rows, depth, columns, A, B, C);
        return C;
    }

    static void TextbookLoop(int rows, int depth, int columns, double[] A, double[] B, double[] C)
    {
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < depth; k++) sum += A[i * depth + k] * B[k * columns + j];
                C[i * columns + j] = sum;
            }
    }
}
