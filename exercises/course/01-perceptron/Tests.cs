namespace Exercise01;

/// <summary>From one sum to what a perceptron can and cannot learn.</summary>
public static class Tests
{
    static readonly double[][] Corners = [[0, 0], [0, 1], [1, 0], [1, 1]];

    [About("NN-03", nameof(Perceptron.Predict))]
    public static void The_worked_number_is_AND()
    {
        foreach (var x in Corners)
            Check.Equal(x[0] + x[1] == 2 ? 1 : 0, Perceptron.Predict([1, 1], -1.5, x), $"w = (1, 1), b = -1.5, x = {Check.Text(x)}");
    }

    [About("NN-03", nameof(Perceptron.Predict))]
    public static void A_sum_of_exactly_zero_does_not_fire()
    {
        Check.Equal(0, Perceptron.Predict([1], 0, [0]), "w = (1), b = 0, x = (0)");
        Check.Equal(0, Perceptron.Predict([2, -1], 1, [1, 3]), "w = (2, -1), b = 1, x = (1, 3)");
    }

    [About("NN-03", nameof(Perceptron.Learn))]
    public static void One_error_moves_the_weights_once()
    {
        double[] w = [0, 0];
        var (b, errors) = Perceptron.Learn(w, 0, [[2, -3]], [1]);
        Check.Equal([2, -3], w, "w = (0, 0), b = 0, one example x = (2, -3), target 1: the weights afterwards");
        Check.Equal(1, b, "the same: the bias afterwards");
        Check.Equal(1, errors, "the same: the errors");
        (b, errors) = Perceptron.Learn(w, b, [[2, -3]], [1]);
        Check.Equal(0, errors, "the same example again: the errors");
        Check.Equal([2, -3], w, "the same example again, now right: the weights stay");
    }

    [About("NN-03", nameof(Perceptron.Learn))]
    public static void It_learns_AND_and_OR()
    {
        Check.Equal(0, ErrorsAfter(100, [0, 0, 0, 1]), "AND, 100 passes: errors in the last pass");
        Check.Equal(0, ErrorsAfter(100, [0, 1, 1, 1]), "OR, 100 passes: errors in the last pass");
    }

    [About("NN-03", nameof(Perceptron.Learn))]
    public static void It_never_learns_XOR()
    {
        for (var passes = 1; passes <= 200; passes++)
        {
            var errors = ErrorsAfter(passes, [0, 1, 1, 0]);
            Check.That(errors > 0, $"XOR, {passes} passes", "at least one error: no line separates XOR", $"{errors} errors");
        }
    }

    static int ErrorsAfter(int passes, int[] targets)
    {
        double[] w = [0, 0];
        var (b, errors) = (0.0, 0);
        for (var pass = 0; pass < passes; pass++) (b, errors) = Perceptron.Learn(w, b, Corners, targets);
        return errors;
    }
}
