namespace Exercise01;

/// <summary>Predictions, one update, and training on AND, OR and XOR.</summary>
public static class Tests
{
    static readonly double[][] Corners = [[0, 0], [0, 1], [1, 0], [1, 1]];

    [ExerciseTest("NN-03", nameof(Perceptron.Predict))]
    public static void The_worked_example_computes_AND()
    {
        foreach (var x in Corners)
            Expect.Equal(x[0] + x[1] == 2 ? 1 : 0, Perceptron.Predict([1, 1], -1.5, x),
                $"w = (1, 1), b = -1.5, x = {Format.Text(x)}");
    }

    [ExerciseTest("NN-03", nameof(Perceptron.Predict))]
    public static void A_sum_of_exactly_zero_gives_0()
    {
        Expect.Equal(0, Perceptron.Predict([1], 0, [0]), "w = (1), b = 0, x = (0)");
        Expect.Equal(0, Perceptron.Predict([2, -1], 1, [1, 3]), "w = (2, -1), b = 1, x = (1, 3)");
    }

    [ExerciseTest("NN-03", nameof(Perceptron.TrainEpoch))]
    public static void An_error_changes_the_weights_and_a_correct_answer_does_not()
    {
        const string first = "w = (0, 0), b = 0, one example x = (2, -3), target 1", second = first + ", trained twice";
        double[] w = [0, 0];
        var (b, errors) = Perceptron.TrainEpoch(w, 0, [[2, -3]], [1]);
        Expect.Equal([2, -3], w, $"{first}: the weights after the update");
        Expect.Equal(1, b, $"{first}: the bias after the update");
        Expect.Equal(1, errors, $"{first}: the number of errors");
        (b, errors) = Perceptron.TrainEpoch(w, b, [[2, -3]], [1]);
        Expect.Equal(0, errors, $"{second}: the number of errors in the second epoch");
        Expect.Equal([2, -3], w, $"{second}: the weights, which a correct answer does not change");
        Expect.Equal(1, b, $"{second}: the bias, which a correct answer does not change");
    }

    [ExerciseTest("NN-03", nameof(Perceptron.TrainEpoch))]
    public static void It_learns_AND_and_OR()
    {
        Expect.Equal(0, ErrorsAfter(100, [0, 0, 0, 1]), "AND, 100 epochs: errors in the last epoch");
        Expect.Equal(0, ErrorsAfter(100, [0, 1, 1, 1]), "OR, 100 epochs: errors in the last epoch");
    }

    [ExerciseTest("NN-03", nameof(Perceptron.TrainEpoch))]
    public static void It_never_learns_XOR()
    {
        for (var epochs = 1; epochs <= 200; epochs++)
        {
            var errors = ErrorsAfter(epochs, [0, 1, 1, 0]);
            Expect.That(errors > 0, $"XOR after {epochs} {(epochs == 1 ? "epoch" : "epochs")}",
                "at least one error, since no line separates XOR", $"{errors} errors");
        }
    }

    static int ErrorsAfter(int epochs, int[] targets)
    {
        double[] w = [0, 0];
        var (b, errors) = (0.0, 0);
        for (var epoch = 0; epoch < epochs; epoch++) (b, errors) = Perceptron.TrainEpoch(w, b, Corners, targets);
        return errors;
    }
}
