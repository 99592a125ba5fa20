namespace Exercise39;

/// <summary>Worked examples, shapes, and gradient checks.</summary>
public static class Tests
{
    [ExerciseTest("AD-04", nameof(ProductPullback.ToA))]
    public static void The_first_pullback_of_the_worked_example()
    {
        ExpectMatrix([[5]], ProductPullback.ToA(Matrix([[2]]), Matrix([[5]]), Matrix([[1]])),
            "A = (2), B = (5), dC = (1): dA");
        ExpectMatrix([[30, 40]], ProductPullback.ToA(Matrix([[1, 2]]), Matrix([[3], [4]]), Matrix([[10]])),
            "A = (1 2), B = (3 / 4), dC = (10): dA");
    }

    [ExerciseTest("AD-04", nameof(ProductPullback.ToB))]
    public static void The_second_pullback_of_the_worked_example()
    {
        ExpectMatrix([[2]], ProductPullback.ToB(Matrix([[2]]), Matrix([[5]]), Matrix([[1]])),
            "A = (2), B = (5), dC = (1): dB");
        ExpectMatrix([[10], [20]], ProductPullback.ToB(Matrix([[1, 2]]), Matrix([[3], [4]]), Matrix([[10]])),
            "A = (1 2), B = (3 / 4), dC = (10): dB");
    }

    [ExerciseTest("AD-04", nameof(ProductPullback.ToA))]
    public static void The_first_pullback_passes_the_gradient_check()
    {
        foreach (var (n, k, m) in Sizes)
        {
            var (A, B, dC) = (Random(n, k, 1), Random(k, m, 2), Random(n, m, 3));
            Expect.Gradient(at => Dot(ProductPullback.Multiply(Shaped(at, n, k), B), dC), Flat(A),
                Flat(ProductPullback.ToA(A, B, dC)), $"A of {n}×{k}, B of {k}×{m}: dA");
        }
    }

    [ExerciseTest("AD-04", nameof(ProductPullback.ToB))]
    public static void The_second_pullback_passes_the_gradient_check()
    {
        foreach (var (n, k, m) in Sizes)
        {
            var (A, B, dC) = (Random(n, k, 1), Random(k, m, 2), Random(n, m, 3));
            Expect.Gradient(at => Dot(ProductPullback.Multiply(A, Shaped(at, k, m)), dC), Flat(B),
                Flat(ProductPullback.ToB(A, B, dC)), $"A of {n}×{k}, B of {k}×{m}: dB");
        }
    }

    [ExerciseTest("AD-04", nameof(ProductPullback.ToASquared))]
    public static void A_matrix_used_twice_adds_both_contributions()
    {
        ExpectMatrix([[6]], ProductPullback.ToASquared(Matrix([[3]]), Matrix([[1]])), "A = (3), dD = (1): d(A·A)");
        foreach (var n in new[] { 2, 3 })
        {
            var (A, dD) = (Random(n, n, 1), Random(n, n, 2));
            Expect.Gradient(at => Dot(ProductPullback.Multiply(Shaped(at, n, n), Shaped(at, n, n)), dD), Flat(A),
                Flat(ProductPullback.ToASquared(A, dD)), $"A of {n}×{n}: the gradient of ⟨dD, A·A⟩");
        }
    }

    static readonly (int N, int K, int M)[] Sizes = [(1, 1, 2), (2, 3, 1), (2, 2, 2), (3, 2, 4)];

    static double[,] Random(int rows, int columns, ulong seed) =>
        Shaped(TestData.Uniform(rows * columns, seed), rows, columns);

    static double[,] Matrix(double[][] rows) => Shaped([.. rows.SelectMany(row => row)], rows.Length, rows[0].Length);

    static double[,] Shaped(double[] values, int rows, int columns)
    {
        var matrix = new double[rows, columns];
        for (var i = 0; i < values.Length; i++) matrix[i / columns, i % columns] = values[i];
        return matrix;
    }

    static double[] Flat(double[,] matrix) => [.. matrix.Cast<double>()];

    static double Dot(double[,] A, double[,] B) => Flat(A).Zip(Flat(B)).Sum(pair => pair.First * pair.Second);

    static void ExpectMatrix(double[][] expected, double[,] got, string inputs)
    {
        Expect.Equal([expected.Length, expected[0].Length], [got.GetLength(0), got.GetLength(1)],
            $"{inputs}: rows and columns");
        Expect.Equal([.. expected.SelectMany(row => row)], Flat(got), $"{inputs}: row by row");
    }
}
