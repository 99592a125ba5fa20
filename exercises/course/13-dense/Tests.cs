namespace Exercise13;

/// <summary>Worked examples and gradient checks. All output buffers hold other values before the call.</summary>
public static class Tests
{
    [ExerciseTest("NN-01", nameof(Dense.Forward))]
    public static void The_worked_example()
    {
        Expect.Equal([21, 37], Forward(1, 2, 2, [1, 2], [3, 4, 5, 6], [10, 20]),
            "x = (1, 2), W = ((3, 4), (5, 6)), b = (10, 20)");
    }

    [ExerciseTest("NN-01", nameof(Dense.Forward))]
    public static void A_sparse_matrix_of_the_sources()
    {
        double[] A = [4, 0, 0, -2, 0, 0, 0, 0, -1, 0, 3, 0, 0, 5, 0, 0, 0, 0, 1, 0, 0, -1, 0, -4, 1, 0, 0, 0, -5, 0];
        Expect.Equal([18, 5, 15, -9, -3], Forward(1, 6, 5, [2, 3, -2, -5, 1, 4], A, new double[5]),
            "x = (2, 3, -2, -5, 1, 4), the sparse 5×6 matrix, no bias");
    }

    [ExerciseTest("NN-01", nameof(Dense.Forward))]
    public static void Each_row_of_a_batch_is_independent()
    {
        for (var N = 2; N <= 4; N++)
        {
            var (x, W, b) = (TestData.Uniform(N * 3, 1), TestData.Uniform(2 * 3, 2), TestData.Uniform(2, 3));
            var rows = Enumerable.Range(0, N).SelectMany(n => Forward(1, 3, 2, x[(n * 3)..(n * 3 + 3)], W, b))
                .ToArray();
            Expect.Equal(rows, Forward(N, 3, 2, x, W, b),
                $"{N} rows of 3 inputs, 2 outputs, compared with one row at a time");
        }
    }

    [ExerciseTest("NN-01", nameof(Dense.InputGradient))]
    public static void The_input_gradient()
    {
        Expect.Equal([53, 64], Dx(1, 2, 2, [1, 10], [3, 4, 5, 6]), "dy = (1, 10), W = ((3, 4), (5, 6)): dx");
        foreach (var (N, I, O, x, W, b, dy) in Cases())
            Expect.Gradient(at => Dot(Forward(N, I, O, at, W, b), dy), x, Dx(N, I, O, dy, W),
                $"dx for N = {N}, I = {I}, O = {O}");
    }

    [ExerciseTest("NN-01", nameof(Dense.WeightGradient))]
    public static void The_weight_gradient()
    {
        Expect.Equal([1, 2, 10, 20], DW(1, 2, 2, [1, 10], [1, 2]), "dy = (1, 10), x = (1, 2): dW");
        foreach (var (N, I, O, x, W, b, dy) in Cases())
            Expect.Gradient(at => Dot(Forward(N, I, O, x, at, b), dy), W, DW(N, I, O, dy, x),
                $"dW for N = {N}, I = {I}, O = {O}");
    }

    [ExerciseTest("NN-01", nameof(Dense.BiasGradient))]
    public static void The_bias_gradient()
    {
        Expect.Equal([3, 30], Db(2, 2, [1, 10, 2, 20]), "dy = ((1, 10), (2, 20)): db");
        foreach (var (N, I, O, x, W, b, dy) in Cases())
            Expect.Gradient(at => Dot(Forward(N, I, O, x, W, at), dy), b, Db(N, O, dy),
                $"db for N = {N}, I = {I}, O = {O}");
    }

    static IEnumerable<(int N, int I, int O, double[] X, double[] W, double[] B, double[] Dy)> Cases() =>
        from size in new (int N, int I, int O)[] { (1, 1, 1), (1, 2, 3), (3, 2, 1), (4, 3, 2) }
        select (size.N, size.I, size.O, TestData.Uniform(size.N * size.I, 1), TestData.Uniform(size.O * size.I, 2),
            TestData.Uniform(size.O, 3), TestData.Uniform(size.N * size.O, 4));

    static double[] Forward(int N, int I, int O, double[] x, double[] W, double[] b)
    {
        var y = TestData.Filled(N * O);
        Dense.Forward(N, I, O, x, W, b, y);
        return y;
    }

    static double[] Dx(int N, int I, int O, double[] dy, double[] W)
    {
        var dx = TestData.Filled(N * I);
        Dense.InputGradient(N, I, O, dy, W, dx);
        return dx;
    }

    static double[] DW(int N, int I, int O, double[] dy, double[] x)
    {
        var dW = TestData.Filled(O * I);
        Dense.WeightGradient(N, I, O, dy, x, dW);
        return dW;
    }

    static double[] Db(int N, int O, double[] dy)
    {
        var db = TestData.Filled(O);
        Dense.BiasGradient(N, O, dy, db);
        return db;
    }

    static double Dot(double[] a, double[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);
}
