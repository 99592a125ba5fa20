namespace Exercise36;

/// <summary>The sum, its bits, that threads really work together, and the clock.</summary>
public static class Tests
{
    [About("OP-06", nameof(Threads.Sum))]
    public static void The_worked_number()
    {
        Check.Equal(6, Threads.Sum(i => i, 4, 1), "terms 0 + 1 + 2 + 3, one thread");
        Check.Equal(2499 * 2500 / 2, Threads.Sum(i => i, 2500, 2), "terms 0 + 1 + … + 2,499, two threads");
        Check.Equal(0, Threads.Sum(i => i, 0, 2), "no terms, two threads");
    }

    [About("OP-06", nameof(Threads.Sum))]
    public static void Any_number_of_threads_gives_the_same_bits()
    {
        foreach (var count in new[] { 999, 1000, 1001, 5000, 20_500 })
        {
            var expected = 0.0;
            for (var from = 0; from < count; from += Threads.Piece)
            {
                var piece = 0.0;
                for (var i = from; i < Math.Min(from + Threads.Piece, count); i++) piece += Math.Sin(i);
                expected += piece;
            }
            for (var threads = 1; threads <= 8; threads++)
                for (var again = 0; again < 5; again++)
                    Check.SameBits([expected], [Threads.Sum(i => Math.Sin(i), count, threads)],
                        $"sin 0 + sin 1 + … + sin {count - 1}, {threads} thread(s), against pieces of {Threads.Piece} from left to right");
        }
    }

    [About("OP-06", nameof(Threads.Sum))]
    public static void Two_threads_work_at_the_same_time()
    {
        using var both = new CountdownEvent(2);
        using var here = new ThreadLocal<bool>();
        var met = true;
        Threads.Sum(_ =>
        {
            if (here.Value) return 0;
            here.Value = true;
            if (!both.IsSet) both.Signal();
            met &= both.Wait(TimeSpan.FromSeconds(3));
            return 0;
        }, 20_000, 2);
        Check.That(met, "20,000 terms, two threads; the first to come waits for a second", "a second thread that works at the same time",
            "none within 3 seconds");
    }

    [About("OP-06", nameof(Threads.Sum))]
    public static void A_piece_that_is_done_late_keeps_its_place()
    {
        // pieces 1, 0, 10¹⁶, −10¹⁶: from left to right the 1 drowns and the sum is 0; with the first piece last it is 1
        using var others = new ManualResetEventSlim();
        var sum = Threads.Sum(i =>
        {
            if (i == 0) others.Wait(TimeSpan.FromSeconds(3));
            if (i == 3999) others.Set();
            return i switch { 0 => 1, 2000 => 1e16, 3000 => -1e16, _ => 0 };
        }, 4000, 2);
        Check.Equal(0, sum, "4 pieces with sums 1, 0, 10¹⁶ and −10¹⁶, two threads, where the first piece is done last");
    }

    [About("OP-06", nameof(Threads.Sum))]
    public static void No_more_threads_than_asked_for()
    {
        var (inside, most) = (0, 0);
        Threads.Sum(i =>
        {
            var now = Interlocked.Increment(ref inside);
            if (now > most) most = now;
            if (i % 1000 == 0) Thread.Sleep(2);
            Interlocked.Decrement(ref inside);
            return 0;
        }, 20_000, 2);
        Check.That(most <= 2, "20,000 terms, two threads", "at most 2 terms computed at the same time", $"{most}");
    }

    [About("OP-06", nameof(Threads.Sum))]
    public static void How_much_faster_it_is_here(Stage stage)
    {
        var (threads, sink) = (Math.Min(Environment.ProcessorCount, 4), 0.0);
        static double Term(int i) => Math.Sin(Math.Exp(-i * 1e-5));
        void Loop()
        {
            for (var i = 0; i < 200_000; i++) sink += Term(i);
        }
        var times = Speed.Up(Loop, () => sink += Threads.Sum(Term, 200_000, threads), enough: 1.5);
        stage.Say($"200,000 sines of exponentials, {threads} threads: {times:0.0} times as fast as one loop, beside all other work");
    }
}
