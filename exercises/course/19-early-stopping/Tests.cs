namespace Exercise19;

/// <summary>Sequences of errors; the weight at evaluation i is i.</summary>
public static class Tests
{
    [ExerciseTest("RG-15", nameof(EarlyStopping.ShouldStop))]
    public static void The_worked_example() => Run(patience: 3, [5, 4, 3, 3.5, 3.2, 3.1, 0], stopsAfter: 6, best: 3);

    [ExerciseTest("RG-15", nameof(EarlyStopping.ShouldStop))]
    public static void With_patience_1_it_stops_at_the_first_evaluation_without_improvement()
    {
        Run(patience: 1, [2, 1, 1.5, 0], stopsAfter: 3, best: 2);
        Run(patience: 1, [2, 2, 0], stopsAfter: 2, best: 1);
    }

    [ExerciseTest("RG-15", nameof(EarlyStopping.ShouldStop))]
    public static void An_equal_error_is_no_improvement() =>
        Run(patience: 3, [4, 3, 3, 3, 3, 0], stopsAfter: 5, best: 2);

    [ExerciseTest("RG-15", nameof(EarlyStopping.ShouldStop))]
    public static void An_improvement_resets_the_count() =>
        Run(patience: 2, [5, 6, 4, 5, 3, 4, 4, 0], stopsAfter: 7, best: 5);

    [ExerciseTest("RG-15", nameof(EarlyStopping.ShouldStop))]
    public static void Errors_are_compared_with_the_best_not_with_the_last() =>
        Run(patience: 3, [1, 9, 8, 7, 0], stopsAfter: 4, best: 1);

    [ExerciseTest("RG-15", nameof(EarlyStopping.ShouldStop))]
    public static void It_does_not_stop_while_the_error_falls()
    {
        var stopping = new EarlyStopping(1);
        for (var i = 1; i <= 50; i++)
            Expect.That(!stopping.ShouldStop(1.0 / i, [i]), $"patience 1, errors 1, 1/2, … 1/{i}", "no stop",
            "a stop");
    }

    static void Run(int patience, double[] errors, int stopsAfter, int best)
    {
        var (name, stopping) = ($"patience {patience}, errors {Format.Text(errors)}", new EarlyStopping(patience));
        double[] weights = [0];
        var evaluations = 0;
        bool stop;
        do
        {
            weights[0] = evaluations + 1;
            stop = stopping.ShouldStop(errors[evaluations++], weights);
        }
        while (!stop && evaluations < errors.Length);
        weights[0] = -1;
        Expect.Equal(stopsAfter, evaluations, $"{name}: the number of evaluations until it stops");
        Expect.Equal(errors[best - 1], stopping.BestError, $"{name}: the best error");
        Expect.Equal(best, (int)stopping.BestWeights![0],
            $"{name}: the evaluation of the best weights (the caller's array has changed since)");
    }
}
