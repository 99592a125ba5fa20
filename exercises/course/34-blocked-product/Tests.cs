namespace Exercise34;

/// <summary>Small and odd sizes against the schoolbook loop, then the clock.</summary>
public static class Tests
{
    [About("NN-11", nameof(Product.Multiply))]
    public static void The_worked_number()
    {
        Check.Equal([19, 22, 43, 50], Run(2, 2, 2, [1, 2, 3, 4], [5, 6, 7, 8]), "(1 2 / 3 4)·(5 6 / 7 8)");
    }

    [About("NN-11", nameof(Product.Multiply))]
    public static void All_small_sizes()
    {
        for (var rows = 1; rows <= 5; rows++)
            for (var depth = 1; depth <= 5; depth++)
                for (var columns = 1; columns <= 9; columns++) Compare(rows, depth, columns);
    }

    [About("NN-11", nameof(Product.Multiply))]
    public static void Sizes_around_a_block()
    {
        foreach (var size in new[] { 31, 32, 33, 63, 64, 65, 100, 129 })
        {
            Compare(3, size, 5);
            Compare(size, 2, size);
            Compare(2, size, size);
        }
    }

    [About("NN-11", nameof(Product.Multiply))]
    public static void How_much_faster_it_is_than_the_schoolbook(Stage stage)
    {
        const int n = 256;
        var (A, B, C) = (Check.Numbers(n * n, 1), Check.Numbers(n * n, 2), new double[n * n]);
        var times = Speed.Up(() => Schoolbook(n, n, n, A, B, C), () => Product.Multiply(n, n, n, A, B, C), enough: 3);
        stage.Say($"256×256: {times:0.0} times as fast as the schoolbook loop");
    }

    static void Compare(int rows, int depth, int columns)
    {
        var (A, B, C) = (Check.Numbers(rows * depth, 1), Check.Numbers(depth * columns, 2), new double[rows * columns]);
        Schoolbook(rows, depth, columns, A, B, C);
        Check.Equal(C, Run(rows, depth, columns, A, B), $"A of {rows}×{depth}, B of {depth}×{columns}, random numbers", 1e-12);
    }

    static double[] Run(int rows, int depth, int columns, double[] A, double[] B)
    {
        var C = Enumerable.Repeat(99.0, rows * columns).ToArray();
        Product.Multiply(rows, depth, columns, A, B, C);
        return C;
    }

    static void Schoolbook(int rows, int depth, int columns, double[] A, double[] B, double[] C)
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
