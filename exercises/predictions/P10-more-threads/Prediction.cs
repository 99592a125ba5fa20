// P10 · More threads than cores · predictions
//
// Your parallel sum adds 100,000 terms that take some time each. It runs with one thread, with one thread for each core
// of this computer, and with eight threads for each core. How much faster are eight threads per core than one per core?
//
// (a)      about eight times
// (b)      about three times, since some threads always wait
// (c)      not noticeably
// (d)      they are slower, at least by a factor of two
// Answer   A core executes one thread at a time, and the terms are pure computation: no thread waits for anything. More
//          threads than cores only take turns. They help if threads wait, for example for a disk or a network. Few
//          threads more do little harm; the work is cut into chunks that do not depend on their number, so the bits of
//          the result are the same in all three runs.
// Formula  NN-01  the sum of all terms
// Needs    36
// Explore  Tiny.Nn.Bench/README.md;  dotnet run --project Tiny.Nn.Lab -- train --net mlp16 --data synthetic
//          --threads 1

using System.Diagnostics;
using Exercise36;

namespace PredictionP10;

public static class Prediction
{
    const int Count = 100_000;

    [ExerciseTest("NN-01", "Sum")]
    public static void Run(TestContext context)
    {
        int[] threads = [1, Environment.ProcessorCount, 8 * Environment.ProcessorCount];
        var (seconds, sums) = (threads.Select(_ => double.PositiveInfinity).ToArray(), new double[threads.Length]);
        for (var round = 0; round < 60; round++)         // the minimum time is affected least by other load
            for (var i = 0; i < threads.Length; i++)
            {
                var watch = Stopwatch.StartNew();
                sums[i] = ParallelSum.Sum(Term, Count, threads[i]);
                seconds[i] = Math.Min(seconds[i], watch.Elapsed.TotalSeconds);
            }
        for (var i = 0; i < threads.Length; i++)
            context.WriteLine($"{threads[i],4} {(threads[i] == 1 ? "thread: " : "threads:")}  " +
                $"{1000 * seconds[i],6:0.0} ms   sum {sums[i]:R}   " +
                new string('█', (int)Math.Ceiling(40 * seconds[i] / seconds.Max())));
        context.WriteLine($"this computer has {Environment.ProcessorCount} cores");
        context.ReportAnswer((seconds[1] / seconds[2]) switch { > 5 => 'a', > 2 => 'b', > 0.5 => 'c', _ => 'd' });
    }

    static double Term(int i) => Math.Sin(Math.Sqrt(i) + Math.Cos(i));
}
