namespace Exercise13;

/// <summary>Worked numbers, the library's own layer, and a gradient check. All buffers begin with rubbish in them.</summary>
public static class Tests
{
    [About("NN-01", nameof(Dense.Forward))]
    public static void The_worked_number()
    {
        Check.Equal([21, 37], Forward(1, 2, 2, [1, 2], [3, 4, 5, 6], [10, 20]), "x = (1, 2), W = ((3, 4), (5, 6)), b = (10, 20)");
    }

    [About("NN-01", nameof(Dense.Forward))]
    public static void A_matrix_of_the_sources()
    {
        double[] A = [4, 0, 0, -2, 0, 0, 0, 0, -1, 0, 3, 0, 0, 5, 0, 0, 0, 0, 1, 0, 0, -1, 0, -4, 1, 0, 0, 0, -5, 0];
        Check.Equal([18, 5, 15, -9, -3], Forward(1, 6, 5, [2, 3, -2, -5, 1, 4], A, new double[5]),
            "x = (2, 3, -2, -5, 1, 4), the sparse 5×6 matrix, no bias");
    }

    [About("NN-01", nameof(Dense.Forward))]
    public static void Each_row_of_a_batch_is_computed_alone()
    {
        for (var N = 2; N <= 4; N++)
        {
            var (x, W, b) = (Check.Numbers(N * 3, 1), Check.Numbers(2 * 3, 2), Check.Numbers(2, 3));
            var rows = Enumerable.Range(0, N).SelectMany(n => Forward(1, 3, 2, x[(n * 3)..(n * 3 + 3)], W, b)).ToArray();
            Check.Equal(rows, Forward(N, 3, 2, x, W, b), $"{N} rows of 3 inputs, 2 outputs, against the rows one by one");
        }
    }

    [About("NN-01", nameof(Dense.InputGradient))]
    public static void The_gradients_of_the_worked_number()
    {
        double[] dx = [9, 9], dW = [9, 9, 9, 9], db = [9, 9];
        Dense.InputGradient(1, 2, 2, [1, 10], [3, 4, 5, 6], dx);
        Check.Equal([53, 64], dx, "dy = (1, 10), W = ((3, 4), (5, 6)): dx");
        Dense.WeightGradient(1, 2, 2, [1, 10], [1, 2], dW);
        Check.Equal([1, 2, 10, 20], dW, "dy = (1, 10), x = (1, 2): dW");
        Dense.BiasGradient(2, 2, [1, 10, 2, 20], db);
        Check.Equal([3, 30], db, "dy = ((1, 10), (2, 20)): db");
    }

    [About("NN-01", nameof(Dense.WeightGradient))]
    public static void All_three_pass_the_gradient_check()
    {
        foreach (var (N, I, O) in new[] { (1, 1, 1), (1, 2, 3), (3, 2, 1), (4, 3, 2) })
        {
            var (x, W, b, dy) = (Check.Numbers(N * I, 1), Check.Numbers(O * I, 2), Check.Numbers(O, 3), Check.Numbers(N * O, 4));
            double J(double[] x, double[] W, double[] b) => Forward(N, I, O, x, W, b).Zip(dy).Sum(pair => pair.First * pair.Second);
            double[] dx = Rubbish(N * I), dW = Rubbish(O * I), db = Rubbish(O);
            Dense.InputGradient(N, I, O, dy, W, dx);
            Dense.WeightGradient(N, I, O, dy, x, dW);
            Dense.BiasGradient(N, O, dy, db);
            Check.Gradient(at => J(at, W, b), x, dx, $"dx for N = {N}, I = {I}, O = {O}");
            Check.Gradient(at => J(x, at, b), W, dW, $"dW for N = {N}, I = {I}, O = {O}");
            Check.Gradient(at => J(x, W, at), b, db, $"db for N = {N}, I = {I}, O = {O}");
        }
    }

    static double[] Forward(int N, int I, int O, double[] x, double[] W, double[] b)
    {
        var y = Rubbish(N * O);
        Dense.Forward(N, I, O, x, W, b, y);
        return y;
    }

    static double[] Rubbish(int count) => Enumerable.Repeat(99.0, count).ToArray();
}
