namespace Exercise51;

using Framework;
using Framework.Checks;

/// <summary>Small and odd sizes compared with textbook loops, gradient checks, then the speed.</summary>
public static class Tests
{
    [ExerciseTest("NN-11", nameof(Products.Add))]
    public static void The_worked_example()
    {
        var C = new double[4];
        Products.Add(2, 2, 2, [1, 2, 3, 4], [5, 6, 7, 8], C);
        Expect.Equal([19, 22, 43, 50], C, "(1 2 / 3 4)·(5 6 / 7 8)");
    }

    [ExerciseTest("NN-11", nameof(Products.Add))]
    public static void A_product_is_added_to_its_result() => Compare("A·B", Products.Add, (k, m) => (k, 1),
        (k, m) => (m, 1));

    [ExerciseTest("AD-04", nameof(Products.AddTransposedB))]
    public static void A_product_with_the_transpose_of_B() => Compare("A·Bᵀ", Products.AddTransposedB,
        (k, m) => (k, 1), (k, m) => (1, k));

    [ExerciseTest("AD-04", nameof(Products.AddTransposedA))]
    public static void A_product_with_the_transpose_of_A() => Compare("Aᵀ·B", Products.AddTransposedA, (k, m) => (1, 0),
        (k, m) => (m, 1));

    [ExerciseTest("NN-11", nameof(Tensor.MatMul))]
    public static void MatMul_returns_the_product()
    {
        var y = Tensor.MatMul(new([1, 2], [1, 2]), new([2, 3], [1, 2, 3, 4, 5, 6]));
        Expect.Equal([1, 3], y.Shape, "[1, 2]·[2, 3]: the shape");
        Expect.Equal([9, 12, 15], y.Data, "(1 2)·(1 2 3 / 4 5 6)");
    }

    [ExerciseTest("AD-04", nameof(Tensor.MatMul))]
    public static void The_gradients_of_MatMul()
    {
        foreach (var (n, k, m) in new[] { (1, 1, 2), (2, 3, 1), (2, 2, 2), (3, 5, 4) })
            TensorCheck.Gradients($"MatMul of [{n}, {k}] and [{k}, {m}]", x => Tensor.MatMul(x[0], x[1]), [n, k],
                [k, m]);
        TensorCheck.Gradients("A·A", x => Tensor.MatMul(x[0], x[0]), [3, 3]);
    }

    [ExerciseTest("NN-11", nameof(Products.Add))]
    public static void The_speedup_over_the_textbook_loop(TestContext context)
    {
        const int n = 200;
        var (A, B, C) = (TestData.Uniform(n * n, 1), TestData.Uniform(n * n, 2), new double[n * n]);
        var times = Timing.Speedup(() => Textbook(n, n, n, A, (n, 1), B, (n, 1), C),
            () => Products.Add(n, n, n, A, B, C), enough: 3);
        context.ReportSpeedup("200×200", times, "the textbook loop", goal: 1.5);
    }

    delegate void Product(int n, int k, int m, ReadOnlySpan<double> A, ReadOnlySpan<double> B, Span<double> C);

    /// <summary>Compares a product with the textbook loop.</summary>
    /// <param name="strideOfA">The distance of two rows and of two columns of A; a row distance of 1 stands for a
    /// transposed A, whose column distance is n.</param>
    static void Compare(string name, Product product, Func<int, int, (int, int)> strideOfA,
        Func<int, int, (int, int)> strideOfB)
    {
        foreach (var n in new[] { 1, 2, 3, 5 })
            foreach (var k in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 17, 33 })
                foreach (var m in new[] { 1, 2, 3, 4, 7, 8, 9, 17 })
                {
                    double[] A = TestData.Uniform(n * k, 1), B = TestData.Uniform(k * m, 2),
                        expected = TestData.Uniform(n * m, 3), got = TestData.Uniform(n * m, 3);
                    var (row, column) = strideOfA(k, m);
                    Textbook(n, k, m, A, (row, column == 0 ? n : column), B, strideOfB(k, m), expected);
                    product(n, k, m, A, B, got);
                    Expect.Equal(expected, got, $"C += {name} for n = {n}, k = {k}, m = {m}, where C is not 0 before");
                }
    }

    static void Textbook(int n, int k, int m, double[] A, (int Row, int Column) a, double[] B, (int Row, int Column) b,
        double[] C)
    {
        for (var i = 0; i < n; i++)
            for (var j = 0; j < m; j++)
            {
                var sum = 0.0;
                for (var l = 0; l < k; l++)
                    sum += A[i * a.Row + l * a.Column] * B[l * b.Row + j * b.Column];
                C[i * m + j] += sum;
            }
    }
}
