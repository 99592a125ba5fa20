namespace Exercise19;

/// <summary>Scripted runs: error i comes with the weight i.</summary>
public static class Tests
{
    [About("RG-15", nameof(Stopping.ShouldStop))]
    public static void The_worked_number() => Run(patience: 3, [5, 4, 3, 3.5, 3.2, 3.1, 0], stopsAfter: 6, best: 3);

    [About("RG-15", nameof(Stopping.ShouldStop))]
    public static void With_patience_one_the_first_that_is_no_better_ends_it()
    {
        Run(patience: 1, [2, 1, 1.5, 0], stopsAfter: 3, best: 2);
        Run(patience: 1, [2, 2, 0], stopsAfter: 2, best: 1);
    }

    [About("RG-15", nameof(Stopping.ShouldStop))]
    public static void A_tie_is_not_better() => Run(patience: 3, [4, 3, 3, 3, 3, 0], stopsAfter: 5, best: 2);

    [About("RG-15", nameof(Stopping.ShouldStop))]
    public static void Something_better_starts_the_count_anew() => Run(patience: 2, [5, 6, 4, 5, 3, 4, 4, 0], stopsAfter: 7, best: 5);

    [About("RG-15", nameof(Stopping.ShouldStop))]
    public static void Better_than_the_last_is_not_better_than_the_best() => Run(patience: 3, [1, 9, 8, 7, 0], stopsAfter: 4, best: 1);

    [About("RG-15", nameof(Stopping.ShouldStop))]
    public static void A_run_that_gets_better_and_better_goes_on()
    {
        var stopping = new Stopping(1);
        for (var i = 1; i <= 50; i++) Check.That(!stopping.ShouldStop(1.0 / i, [i]), $"patience 1, errors 1, 1/2, … 1/{i}", "no stop",
            "a stop");
    }

    static void Run(int patience, double[] errors, int stopsAfter, int best)
    {
        var (what, stopping) = ($"patience {patience}, errors {Check.Text(errors)}", new Stopping(patience));
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
        Check.Equal(stopsAfter, evaluations, $"{what}: after how many evaluations it stops");
        Check.Equal(errors[best - 1], stopping.BestError, $"{what}: the best error");
        Check.Equal(best, (int)stopping.Best![0], $"{what}: from which evaluation the kept weights are (the caller's array has changed " +
            "since)");
    }
}
