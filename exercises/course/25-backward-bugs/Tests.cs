namespace Exercise25;

/// <summary>Worked values, the gradient check, and the correlation with the flipped kernel.</summary>
public static class Tests
{
    [ExerciseTest("CV-23", nameof(Conv1dGradients.Backward))]
    public static void The_worked_example()
    {
        var (dw, dx) = Conv1dGradients.Backward([1, 2], [1, 2, 3], [10, 100]);
        Expect.Equal([5, 8], dw, "x = (1, 2, 3), w = (10, 100), dy = (1, 2): dw");
        Expect.Equal([10, 120, 200], dx, "x = (1, 2, 3), w = (10, 100), dy = (1, 2): dx");
    }

    [ExerciseTest("CV-23", nameof(Conv1dGradients.Backward))]
    public static void A_kernel_of_one_weight()
    {
        var (dw, dx) = Conv1dGradients.Backward([1, 2, 3], [4, 5, 6], [10]);
        Expect.Equal([32], dw, "x = (4, 5, 6), w = (10), dy = (1, 2, 3): dw");
        Expect.Equal([10, 20, 30], dx, "x = (4, 5, 6), w = (10), dy = (1, 2, 3): dx");
    }

    [ExerciseTest("CV-23", nameof(Conv1dGradients.Backward))]
    public static void Both_gradients_pass_the_gradient_check()
    {
        for (var d = 2; d <= 6; d++)
            for (var k = 1; k <= d; k++)
            {
                double[] x = TestData.Uniform(d, 1), w = TestData.Uniform(k, 2), dy = TestData.Uniform(d - k + 1, 3);
                double J(double[] x, double[] w) => Enumerable.Range(0, dy.Length)
                    .Sum(j => dy[j] * Enumerable.Range(0, k).Sum(t => x[j + t] * w[t]));
                var (dw, dx) = Conv1dGradients.Backward(dy, x, w);
                Expect.Gradient(at => J(x, at), w, dw,
                    $"dw for x = {Format.Text(x)}, w = {Format.Text(w)}, dy = {Format.Text(dy)}");
                Expect.Gradient(at => J(at, w), x, dx,
                    $"dx for x = {Format.Text(x)}, w = {Format.Text(w)}, dy = {Format.Text(dy)}");
            }
    }

    [ExerciseTest("CV-24", nameof(Conv1dGradients.Backward))]
    public static void The_input_gradient_is_a_correlation_with_the_flipped_kernel()
    {
        double[] x = TestData.Uniform(7, 1), w = TestData.Uniform(3, 2), dy = TestData.Uniform(5, 3);
        double[] padded = [0, 0, .. dy, 0, 0];
        var expected = Enumerable.Range(0, 7)
            .Select(i => padded[i] * w[2] + padded[i + 1] * w[1] + padded[i + 2] * w[0]).ToArray();
        Expect.Equal(expected, Conv1dGradients.Backward(dy, x, w).Dx, $"w = {Format.Text(w)}, dy = {Format.Text(dy)}");
    }
}
