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
    public static void The_gradients_of_the_worked_example()
    {
        double[] dx = [9, 9], dW = [9, 9, 9, 9], db = [9, 9];
        Dense.InputGradient(1, 2, 2, [1, 10], [3, 4, 5, 6], dx);
        Expect.Equal([53, 64], dx, "dy = (1, 10), W = ((3, 4), (5, 6)): dx");
        Dense.WeightGradient(1, 2, 2, [1, 10], [1, 2], dW);
        Expect.Equal([1, 2, 10, 20], dW, "dy = (1, 10), x = (1, 2): dW");
        Dense.BiasGradient(2, 2, [1, 10, 2, 20], db);
        Expect.Equal([3, 30], db, "dy = ((1, 10), (2, 20)): db");
    }

    [ExerciseTest("NN-01", nameof(Dense.WeightGradient))]
    public static void All_three_gradients_pass_the_gradient_check()
    {
        foreach (var (N, I, O) in new[] { (1, 1, 1), (1, 2, 3), (3, 2, 1), (4, 3, 2) })
        {
            var (x, W, b, dy) = (TestData.Uniform(N * I, 1), TestData.Uniform(O * I, 2), TestData.Uniform(O, 3),
                TestData.Uniform(N * O, 4));
            double J(double[] x, double[] W, double[] b) =>
                Forward(N, I, O, x, W, b).Zip(dy).Sum(pair => pair.First * pair.Second);
            double[] dx = Filled(N * I), dW = Filled(O * I), db = Filled(O);
            Dense.InputGradient(N, I, O, dy, W, dx);
            Dense.WeightGradient(N, I, O, dy, x, dW);
            Dense.BiasGradient(N, O, dy, db);
            Expect.Gradient(at => J(at, W, b), x, dx, $"dx for N = {N}, I = {I}, O = {O}");
            Expect.Gradient(at => J(x, at, b), W, dW, $"dW for N = {N}, I = {I}, O = {O}");
            Expect.Gradient(at => J(x, W, at), b, db, $"db for N = {N}, I = {I}, O = {O}");
        }
    }

    static double[] Forward(int N, int I, int O, double[] x, double[] W, double[] b)
    {
        var y = Filled(N * O);
        Dense.Forward(N, I, O, x, W, b, y);
        return y;
    }

    static double[] Filled(int count) => Enumerable.Repeat(99.0, count).ToArray();
}
