namespace Exercise25;

/// <summary>
/// First the learner's gradient check, on a correct and on the printed backward pass; then the learner's backward pass.
/// </summary>
public static class Tests
{
    static readonly double[] X = [0.5, -1, 2, 0.25, -0.75], W = [2, -1, 0.5], Dy = [1, -2, 3];

    const string Case = "x = (0.5, -1, 2, 0.25, -0.75), w = (2, -1, 0.5), dy = (1, -2, 3)";

    [ExerciseTest("CV-23", nameof(Conv1dGradients.LargestErrors))]
    public static void Your_check_accepts_correct_gradients()
    {
        var (dw, dx) = Conv1dGradients.LargestErrors(Correct, Dy, X, W);
        Expect.That(dw < 1e-8, $"{Case}, correct gradients: the largest error of dw", "less than 1e-8", $"{dw}");
        Expect.That(dx < 1e-8, $"{Case}, correct gradients: the largest error of dx", "less than 1e-8", $"{dx}");
    }

    [ExerciseTest("CV-23", nameof(Conv1dGradients.LargestErrors))]
    public static void Your_check_finds_both_bugs_of_the_printed_code()
    {
        var (dw, dx) = Conv1dGradients.LargestErrors(Printed, Dy, X, W);
        Expect.Equal(7.75, dw, $"{Case}, the printed code: the largest error of dw", 1e-7);
        Expect.Equal(4, dx, $"{Case}, the printed code: the largest error of dx", 1e-7);
    }

    [ExerciseTest("CV-23", nameof(Conv1dGradients.LargestErrors))]
    public static void Your_check_finds_errors_that_cancel_in_the_sum()
    {
        var (dw, dx) = Conv1dGradients.LargestErrors((dy, x, w) =>
        {
            var (rightDw, rightDx) = Correct(dy, x, w);
            return ([rightDw[0] + 1, rightDw[1] - 1, rightDw[2]], [.. rightDx[..3], rightDx[3] - 2, rightDx[4] + 2]);
        }, Dy, X, W);
        Expect.Equal([1, 2], [dw, dx], $"{Case}, dw wrong by (1, -1, 0) and dx by (0, 0, 0, -2, 2): the largest errors",
            1e-7);
    }

    [ExerciseTest("CV-23", nameof(Conv1dGradients.Backward))]
    public static void Your_check_accepts_your_backward_pass()
    {
        var (dw, dx) = Conv1dGradients.LargestErrors(Conv1dGradients.Backward, Dy, X, W);
        Expect.That(dw < 1e-8, $"{Case}: the largest error of dw, found by your check", "less than 1e-8",
            Format.Text(dw));
        Expect.That(dx < 1e-8, $"{Case}: the largest error of dx, found by your check", "less than 1e-8",
            Format.Text(dx));
    }

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

    static (double[] Dw, double[] Dx) Correct(double[] dy, double[] x, double[] w) =>
        ([.. Enumerable.Range(0, w.Length).Select(t => Enumerable.Range(0, dy.Length).Sum(j => dy[j] * x[j + t]))],
        [.. Enumerable.Range(0, x.Length).Select(i => Enumerable.Range(0, dy.Length)
            .Where(j => i - j >= 0 && i - j < w.Length).Sum(j => dy[j] * w[i - j]))]);

    static (double[] Dw, double[] Dx) Printed(double[] dy, double[] x, double[] w)
    {
        var (dw, dx) = (new double[w.Length], new double[x.Length]);
        for (var j = 0; j < dy.Length; j++)
        {
            var sum = Enumerable.Range(0, w.Length).Sum(t => dy[j] * x[j + t]);
            for (var t = 0; t < w.Length; t++)
            {
                dw[t] += sum;
                if (j + t < dy.Length) dx[j + t] += dy[j + t] * w[t];
            }
        }
        return (dw, dx);
    }
}
