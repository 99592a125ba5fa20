namespace Exercise36;

/// <summary>The sum, its bits, the use of threads, then the speed.</summary>
public static class Tests
{
    [ExerciseTest("OP-06", nameof(ParallelSum.Sum))]
    public static void The_worked_example()
    {
        Expect.Equal(6, ParallelSum.Sum(i => i, 4, 1), "terms 0 + 1 + 2 + 3, one thread");
        Expect.Equal(2499 * 2500 / 2, ParallelSum.Sum(i => i, 2500, 2), "terms 0 + 1 + … + 2,499, two threads");
        Expect.Equal(0, ParallelSum.Sum(i => i, 0, 2), "no terms, two threads");
    }

    [ExerciseTest("OP-06", nameof(ParallelSum.Sum))]
    public static void Any_number_of_threads_gives_the_same_bits()
    {
        foreach (var count in new[] { 999, 1000, 1001, 5000, 20_500 })
        {
            var expected = 0.0;
            for (var from = 0; from < count; from += ParallelSum.ChunkSize)
            {
                var chunk = 0.0;
                for (var i = from; i < Math.Min(from + ParallelSum.ChunkSize, count); i++) chunk += Math.Sin(i);
                expected += chunk;
            }
            for (var threads = 1; threads <= 8; threads++)
                for (var again = 0; again < 5; again++)
                    Expect.SameBits([expected], [ParallelSum.Sum(i => Math.Sin(i), count, threads)],
                        $"sin 0 + sin 1 + … + sin {count - 1}, {threads} thread(s), compared with chunks of " +
                        $"{ParallelSum.ChunkSize} in order");
        }
    }

    [ExerciseTest("OP-06", nameof(ParallelSum.Sum))]
    public static void Two_threads_work_at_the_same_time()
    {
        using var arrived = new CountdownEvent(2);
        using var isKnown = new ThreadLocal<bool>();
        var met = true;
        ParallelSum.Sum(_ =>
        {
            if (isKnown.Value) return 0;
            isKnown.Value = true;
            if (!arrived.IsSet) arrived.Signal();
            met &= arrived.Wait(TimeSpan.FromSeconds(3));
            return 0;
        }, 20_000, 2);
        Expect.That(met, "20,000 terms, two threads; each thread waits until two have started",
            "a second thread at the same time",
            "none within 3 seconds");
    }

    [ExerciseTest("OP-06", nameof(ParallelSum.Sum))]
    public static void The_order_of_the_chunks_does_not_depend_on_when_they_finish()
    {
        // chunks 1, 0, 10¹⁶, −10¹⁶: in order, the 1 is rounded away and the sum is 0; with the first chunk last it is 1
        using var others = new ManualResetEventSlim();
        var sum = ParallelSum.Sum(i =>
        {
            if (i == 0) others.Wait(TimeSpan.FromSeconds(3));
            if (i == 3999) others.Set();
            return i switch { 0 => 1, 2000 => 1e16, 3000 => -1e16, _ => 0 };
        }, 4000, 2);
        Expect.Equal(0, sum,
            "4 chunks with sums 1, 0, 10¹⁶ and −10¹⁶, two threads, the first chunk finishes last");
    }

    [ExerciseTest("OP-06", nameof(ParallelSum.Sum))]
    public static void At_most_the_given_number_of_threads()
    {
        var (running, most) = (0, 0);
        ParallelSum.Sum(i =>
        {
            var now = Interlocked.Increment(ref running);
            if (now > most) most = now;
            if (i % 1000 == 0) Thread.Sleep(2);
            Interlocked.Decrement(ref running);
            return 0;
        }, 20_000, 2);
        Expect.That(most <= 2, "20,000 terms, two threads", "at most 2 terms computed at the same time", $"{most}");
    }

    [ExerciseTest("OP-06", nameof(ParallelSum.Sum))]
    public static void The_speedup_over_one_loop(TestContext context)
    {
        var (threads, sink) = (Math.Min(Environment.ProcessorCount, 4), 0.0);
        static double Term(int i) => Math.Sin(Math.Exp(-i * 1e-5));
        void Loop()
        {
            for (var i = 0; i < 200_000; i++) sink += Term(i);
        }
        var times = Timing.Speedup(Loop, () => sink += ParallelSum.Sum(Term, 200_000, threads), enough: 1.5);
        context.WriteLine($"200,000 sines of exponentials, {threads} threads: {times:0.0} times as fast as one loop");
    }
}
